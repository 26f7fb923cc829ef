"""English learners by language (`elschYY.txt`), and the languages in which a school must write to families.

Source: California Department of Education, cde.ca.gov/ds/ad/fileselsch.asp. We read the layout of recent years and that
of 2007 to 2017. We have not seen rows of the real file, so people see what it says before it is applied.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from survey_app.directory.table_file import read_table, refuse, where
from survey_app.errors import DirectoryFileError
from survey_app.languages.listed import listed
from survey_app.problems.problem import Problem

NAME = "languages_file"
SHARE = 15
"""Percent of a school's students: Education Code 48985(a)."""

MOST_LANGUAGES = 20
"""A question offers so many besides English: two screens of a phone."""

_LAYOUTS = (("CDS", "LANGUAGE", "TOTAL_EL"), ("CDS_CODE", "LANGUAGE", "TOTAL"))


def read_languages(path: Path) -> dict[str, dict[str, int]]:
    """Read CDS code → language tag → English learners who speak it. Raises DirectoryFileError."""
    cds, language, total = _layout(path)
    learners: dict[str, dict[str, int]] = {}
    faults: list[Problem] = []
    for row in read_table(path, (cds, language, total), NAME):
        if not row[total].isdecimal():
            if row[total] != "*":
                faults.append(Problem("state_file_number", where(path, NAME, row.number)))
            continue
        tag = tag_of(row[language])
        if tag:
            school = learners.setdefault(row[cds].zfill(14), {})
            school[tag] = school.get(tag, 0) + int(row[total])
    refuse(faults)
    return learners


def tag_of(name: str) -> str | None:
    """The BCP 47 tag of a language name in the state's files: "Mandarin (Putonghua)" → "zh-Hans"; None if unknown."""
    words = name.replace("(", " ").replace(",", " ").split()
    return _tags().get(words[0].lower()) if words else None


@cache
def _tags() -> dict[str, str]:
    """First word of each name that the state uses for a language → the language's tag."""
    return {name.split()[0].lower(): tag for name, tag in listed().census_names()}


def required_languages(counts: Mapping[str, int], enrollment: int | None) -> list[str]:
    """The languages besides English in which a school must write notices to families, the most spoken first.

    Education Code 48985(a): 15 percent or more of the enrolled students speak a single primary language other than
    English. The state publishes only English learners, so these counts are a lower bound. The law may require more
    languages than this returns.
    """
    if not enrollment:
        return []
    spoken = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [language for language, count in spoken if count * 100 >= SHARE * enrollment]


def most_spoken(counts: Iterable[Mapping[str, int]]) -> frozenset[str]:
    """The languages besides English that most families of a district speak, at most 20.

    counts: for each school, language → English learners. Returns nothing if nobody counted.
    """
    together: Counter[str] = Counter()
    for school in counts:
        together.update(school)
    in_order = sorted(together, key=lambda language: (-together[language], language))
    return frozenset(in_order[:MOST_LANGUAGES])


def _layout(path: Path) -> tuple[str, str, str]:
    for layout in _LAYOUTS:
        try:
            read_table(path, layout, NAME)
        except DirectoryFileError as error:
            missing = error
        else:
            return layout
    raise missing

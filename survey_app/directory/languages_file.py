"""English learners by language (`elschYY.txt`), and the languages in which a school must write to families.

Source: California Department of Education, cde.ca.gov/ds/ad/fileselsch.asp. Its layout of recent years and that of 2007
to 2017 are read; we have seen no rows of the real file, so what it says is shown before it is applied.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from survey_app.directory.table_file import read_table, refuse, where
from survey_app.errors import DirectoryFileError
from survey_app.languages.listed import listed
from survey_app.problems.problem import Problem

NAME = "languages_file"
SHARE = 15
"""Per cent of the students of a school: Education Code 48985(a)."""

_LAYOUTS = (("CDS", "LANGUAGE", "TOTAL_EL"), ("CDS_CODE", "LANGUAGE", "TOTAL"))


def read_languages(path: Path) -> dict[str, dict[str, int]]:
    """CDS code → language tag → English learners who speak it. Raises DirectoryFileError."""
    cds, language, total = _layout(path)
    found: dict[str, dict[str, int]] = {}
    faults: list[Problem] = []
    for row in read_table(path, (cds, language, total), NAME):
        if not row[total].isdecimal():
            if row[total] != "*":
                faults.append(Problem("state_file_number", where(path, NAME, row.number)))
            continue
        tag = tag_of(row[language])
        if tag:
            school = found.setdefault(row[cds].zfill(14), {})
            school[tag] = school.get(tag, 0) + int(row[total])
    refuse(faults)
    return found


def tag_of(name: str) -> str | None:
    """The BCP 47 tag of a language as the state names it: "Mandarin (Putonghua)" → "zh-Hans". None: not known here."""
    words = name.replace("(", " ").replace(",", " ").split()
    return _tags().get(words[0].lower()) if words else None


@cache
def _tags() -> dict[str, str]:
    """The first word of each name that the state has for a language → its tag."""
    return {
        name.split()[0].lower(): language.tag for language in listed().languages for name in language.census
    }


def required_languages(counts: Mapping[str, int], enrollment: int | None) -> list[str]:
    """Languages in which notices to families must be written besides English, the most spoken first.

    Education Code 48985(a): 15 per cent or more of the students enrolled speak a single primary language other than
    English. The state publishes English learners only, so these counts are a lower bound: a language that is not in the
    answer may be required all the same.
    """
    if not enrollment:
        return []
    spoken = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [language for language, count in spoken if count * 100 >= SHARE * enrollment]


def _layout(path: Path) -> tuple[str, str, str]:
    for layout in _LAYOUTS:
        try:
            read_table(path, layout, NAME)
        except DirectoryFileError as error:
            missing = error
        else:
            return layout
    raise missing

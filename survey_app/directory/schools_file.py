"""The state's directory of public schools and districts (`pubschls.txt`).

Source: California Department of Education, cde.ca.gov/schooldirectory. We read only the columns below. Other columns
hold the names and addresses of administrators, and these never get into this program.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from survey_app.directory.table_file import Row, read_table, refuse, where
from survey_app.problems.problem import Problem
from survey_app.vocabulary import AUDIENCES, grade_number

NAME = "schools_file"
RESERVED = frozenset(
    {
        "schools",
        "kit",
        "about-this-device",
        "all",
        "sound",
        "ping",
        "sw.js",
        "manifest.webmanifest",
        *AUDIENCES,
    }
)
"""Words that our web addresses use in the place of a school's name, so no school may have them."""

_COLUMNS = (
    "CDSCode",
    "StatusType",
    "District",
    "School",
    "City",
    "GSoffered",
    "GSserved",
    "SOCType",
    "Virtual",
)
_CDS = re.compile(r"[0-9]{14}")
_NOTHING = ("No Data", "Information Not Available", "")
_DASH = re.compile("[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_KINDERGARTEN = ("KG", "KN", "KDG")


@dataclass(frozen=True)
class StateSchool:
    """A school in the directory. cds: 14 digits. low, high: grades, TK = -1, K = 0; None if it has no grades.

    status: Active, Closed, Merged or Pending. may_offer: the grades it may offer, if they differ from those it serves.
    """

    cds: str
    district: str
    name: str
    city: str
    status: str
    kind: str
    low: int | None
    high: int | None
    may_offer: str = ""

    @property
    def problem(self) -> str:
        """Why the school cannot take a survey: "closed" or "no_grades"; empty if it can."""
        if self.status != "Active":
            return "closed"
        return "no_grades" if self.low is None else ""


@dataclass(frozen=True)
class StateDistrict:
    """A district in the directory with its schools. code: such as "24-65789"."""

    code: str
    name: str
    schools: Sequence[StateSchool]


def read_schools(path: Path) -> dict[str, StateDistrict]:
    """Read the districts by code. Raises DirectoryFileError, which names every faulty line and the remedy."""
    names: dict[str, str] = {}
    schools: dict[str, list[StateSchool]] = {}
    faults: list[Problem] = []
    for row in read_table(path, _COLUMNS, NAME):
        cds = row["CDSCode"]
        if not _CDS.fullmatch(cds):
            faults.append(_wrong_code(path, row))
            continue
        code = f"{cds[:2]}-{cds[2:7]}"
        names.setdefault(code, row["District"])
        if not cds.endswith("0000000"):
            schools.setdefault(code, []).append(_school(row, code))
    refuse(faults)
    return {code: StateDistrict(code, name, schools.get(code, [])) for code, name in sorted(names.items())}


def grades(span: str) -> tuple[int, int] | None:
    """The lowest and highest grade of a span: "9-12", "K–8", "KG-05", "7". None for preschools, adults, "No Data"."""
    ends = [_grade(end) for end in _DASH.split(span)]
    if ends[0] == "P" and len(ends) == 2:
        ends[0] = "TK"
    known = [number for end in ends if (number := grade_number(end)) is not None]
    if len(known) < len(ends) or len(ends) > 2 or known != sorted(known):
        return None
    return known[0], known[-1]


def slug_for(name: str, city: str, taken: Collection[str]) -> str:
    """The school's name for web addresses: "Merced High" → "merced-high". Adds the city or a number if it is taken."""
    plain, town = _plain(name) or "school", _plain(city)
    wanted = [plain, f"{plain}-{town}"] + [f"{plain}-{number}" for number in range(2, len(taken) + 3)]
    return next(each[:60] for each in wanted if each[:60] not in taken and each not in RESERVED)


def _plain(words: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.replace("'", "")).strip("-")


def _grade(written: str) -> str:
    plain = written.replace(" ", "").upper().lstrip("0")
    return "K" if plain in _KINDERGARTEN else plain


def _school(row: Row, code: str) -> StateSchool:
    # The grades served tell more than the grades offered: a juvenile hall with grades 8 to 12 may offer K to 12. A new
    # school serves no grades yet (docs/decisions/0023-grades-served.md).
    served, offered = grades(row["GSserved"]), grades(row["GSoffered"])
    span = served or offered
    city = "" if row["City"] in _NOTHING else row["City"]
    low, high = span or (None, None)
    may_offer = row["GSoffered"] if offered and offered != span else ""
    return StateSchool(
        row["CDSCode"], code, row["School"], city, row["StatusType"], row["SOCType"], low, high, may_offer
    )


def _wrong_code(path: Path, row: Row) -> Problem:
    cds, place = row["CDSCode"], where(path, NAME, row.number)
    if cds.isdigit() and len(cds) < 14:
        return Problem("state_file_zeros_lost", {**place, "cds": cds})
    return Problem("state_file_code", place)

"""The state's directory of public schools and districts (`pubschls.txt`).

Source: California Department of Education, cde.ca.gov/schooldirectory. Only the columns below are read: the names and
addresses of administrators, which other columns hold, never get into this program.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from survey_app.directory.table_file import Row, read_table, refuse

NAME = "the directory of public schools (pubschls)"
RESERVED = frozenset(
    {
        "schools",
        "kit",
        "about-this-device",
        "all",
        "ping",
        "sw.js",
        "manifest.webmanifest",
        "student",
        "family",
        "staff",
        "partner",
    }
)
"""Words that stand in addresses where a school could stand."""

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
_CDS = re.compile(r"\d{14}")
_NOTHING = ("No Data", "Information Not Available", "")
_GRADES = {"TK": -1, "K": 0, **{str(grade): grade for grade in range(1, 13)}}


@dataclass(frozen=True)
class StateSchool:
    """A school of the directory. cds: 14 digits. low, high: grades, TK = -1, K = 0; None where it has none.

    status: Active, Closed, Merged, Pending.
    """

    cds: str
    district: str
    name: str
    city: str
    status: str
    kind: str
    low: int | None
    high: int | None

    @property
    def problem(self) -> str:
        """Why nobody can be asked there: "closed" or "no_grades"; empty when somebody can."""
        if self.status != "Active":
            return "closed"
        return "no_grades" if self.low is None else ""


@dataclass(frozen=True)
class StateDistrict:
    """A district of the directory with its schools. code: "24-65789"."""

    code: str
    name: str
    schools: Sequence[StateSchool]


def read_schools(path: Path) -> dict[str, StateDistrict]:
    """Districts by code. Raises DirectoryFileError, which names every faulty line and the remedy."""
    names: dict[str, str] = {}
    schools: dict[str, list[StateSchool]] = {}
    faults: list[str] = []
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
    """Lowest and highest grade of a span: "9-12", "K-8", "TK-5", "7". None for preschools, adults and "No Data"."""
    low, _, high = span.replace(" ", "").partition("-")
    if low == "P" and high in _GRADES:
        low = "TK"
    if low not in _GRADES or (high and high not in _GRADES):
        return None
    found = (_GRADES[low], _GRADES[high or low])
    return found if found[0] <= found[1] else None


def slug_for(name: str, city: str, taken: Collection[str]) -> str:
    """The name as it stands in the school's address: "Merced High" → "merced-high"; another when it is taken."""
    plain, town = _plain(name) or "school", _plain(city)
    wanted = [plain, f"{plain}-{town}"] + [f"{plain}-{number}" for number in range(2, len(taken) + 3)]
    return next(each[:60] for each in wanted if each[:60] not in taken and each not in RESERVED)


def _plain(words: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.replace("'", "")).strip("-")


def _school(row: Row, code: str) -> StateSchool:
    # What is served now says more than what may be offered; a school that is new serves nothing yet.
    span = grades(row["GSoffered"]) or grades(row["GSserved"])
    city = "" if row["City"] in _NOTHING else row["City"]
    low, high = span or (None, None)
    return StateSchool(
        row["CDSCode"], code, row["School"], city, row["StatusType"], row["SOCType"], low, high
    )


def _wrong_code(path: Path, row: Row) -> str:
    code = row["CDSCode"]
    if code.isdigit() and len(code) < 14:
        return (
            f"{path.name}:{row.number}: the CDS code {code} has lost its leading zeros, as Excel does; "
            "download the file again and do not save it in another program"
        )
    return f"{path.name}:{row.number}: the CDS code has not 14 digits; download the file again"

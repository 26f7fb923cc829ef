"""Census Day enrollment (`cdenrollYYYY.txt`): how many students each school has in each grade.

Source: California Department of Education, cde.ca.gov/ds/ad/filesenrcensus.asp. "*" means withheld, never zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from survey_app.directory.table_file import Row, read_table, refuse, where
from survey_app.problems.problem import Problem
from survey_app.vocabulary import GRADES

NAME = "enrollment_file"
_GRADES = {("KN" if grade == "K" else grade.zfill(2)): grade for grade in GRADES}
"""Grade as the file writes it → the grade."""
_COLUMNS = (
    "AcademicYear",
    "AggregateLevel",
    "CountyCode",
    "DistrictCode",
    "SchoolCode",
    "Charter",
    "ReportingCategory",
    "TOTAL_ENR",
    *(f"GR_{grade}" for grade in _GRADES),
)


@dataclass(frozen=True)
class Enrollment:
    """A school's students. by_grade: "9" → students, None if withheld; grades without students are left out."""

    total: int | None
    by_grade: Mapping[str, int | None]
    source: str


def read_enrollment(path: Path) -> dict[str, Enrollment]:
    """Read the enrollment of each school by its 14-digit CDS code. Raises DirectoryFileError.

    The file repeats the same students at several levels and for several groups. We read only rows about all students of
    a school, and one row per school. Otherwise we would count everybody twice.
    """
    schools: dict[str, Enrollment] = {}
    faults: list[Problem] = []
    for row in read_table(path, _COLUMNS, NAME):
        if row["AggregateLevel"] != "S" or row["ReportingCategory"] != "TA" or row["Charter"] == "ALL":
            continue
        cds = row["CountyCode"].zfill(2) + row["DistrictCode"].zfill(5) + row["SchoolCode"].zfill(7)
        try:
            one = _enrollment(row)
        except ValueError:
            faults.append(Problem("state_file_number", where(path, NAME, row.number)))
            continue
        if cds in schools and schools[cds] != one:
            twice = {**where(path, NAME, row.number), "cds": cds}
            faults.append(Problem("state_file_school_twice", twice))
        schools[cds] = one
    refuse(faults)
    if not schools:
        refuse([Problem("state_file_no_totals", where(path, NAME))])
    return schools


def _enrollment(row: Row) -> Enrollment:
    counts = {grade: _count(row[f"GR_{written}"]) for written, grade in _GRADES.items()}
    by_grade = {grade: count for grade, count in counts.items() if count != 0}
    return Enrollment(_count(row["TOTAL_ENR"]), by_grade, f"CDE Census Day {row['AcademicYear']}")


def _count(written: str) -> int | None:
    if written == "*":
        return None
    count = int(written)
    if not 0 <= count < 1_000_000:
        raise ValueError(written)
    return count

"""The state's real files, as the tests read and change them."""

from pathlib import Path

import pytest

from survey_app.directory.schools_file import read_schools
from survey_app.errors import DirectoryFileError

DATA = Path(__file__).parent / "data"
SCHOOLS = DATA / "pubschls_merced_extract.txt"
ENROLLMENT = DATA / "census_enrollment_merced_extract.txt"
MUHSD = "24-65789"


def fault_of(path: Path, read=read_schools) -> str:
    with pytest.raises(DirectoryFileError) as refused:
        read(path)
    return str(refused.value)


def with_one_more(**told: str) -> str:
    """The real file with one more active school of the district in its last line."""
    text = SCHOOLS.read_text()
    header = text.partition("\n")[0].split("\t")
    usual = {
        "CDSCode": "24657890000001",
        "StatusType": "Active",
        "District": "Merced Union High",
        "City": "Merced",
    }
    return f"{text}{chr(9).join({**usual, **told}.get(column, 'No Data') for column in header)}\n"

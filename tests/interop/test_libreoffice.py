"""LibreOffice opens the files as they were meant: letters right, codes as text, no live formula.

Runs with --interop. Each file is converted by LibreOffice itself to its flat XML, which shows what it made of every
cell.
"""

import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from survey_app.results.files.csv_files import defuse, write_csv
from survey_app.results.files.labels import labels_of
from survey_app.results.formats.workbook import write_workbook
from tests.results.files.examples import a_spoken_file
from tests.results.files.test_csv_files import DANGEROUS

pytestmark = pytest.mark.interop

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
# Comma, double quote, UTF-8, from the first line: what somebody chooses in the dialog who reads README.txt.
AS_README_SAYS = "CSV:44,34,76,1"
# The same, and run what looks like a formula: the worst that somebody can choose.
EVALUATING = f"{AS_README_SAYS},,0,false,true,false,false,false,-1,true"


def opened(path: Path, how: str = AS_README_SAYS) -> list[ElementTree.Element]:
    """The cells that have something in them, as LibreOffice has them after opening a CSV file or a workbook."""
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is missing; `python3 run.py test --interop` installs it"
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    convert = [
        soffice,
        profile,
        "--headless",
        *([f"--infilter={how}"] if path.suffix == ".csv" else []),
        "--convert-to",
        "fods",
    ]
    subprocess.run(
        [*convert, "--outdir", str(path.parent), str(path)], check=True, timeout=300, capture_output=True
    )
    cells = ElementTree.parse(path.with_suffix(".fods")).iter(f"{TABLE}table-cell")
    return [cell for cell in cells if cell.find(f"{TEXT}p") is not None]


def words(cell: ElementTree.Element) -> str:
    return "\n".join("".join(part.itertext()) for part in cell.iter(f"{TEXT}p"))


def formulas(cells: list[ElementTree.Element]) -> list[str]:
    return [cell.attrib[f"{TABLE}formula"] for cell in cells if f"{TABLE}formula" in cell.attrib]


@pytest.fixture
def rows_file(tmp_path):
    """Rows of the survey that tries everything, in words, in every language; then the naughty words themselves."""
    file = a_spoken_file()
    header = ["row", "school", "survey", "version", "channel", *(column.name for column in file.columns)]
    cells = {
        "grade": "9",
        "needs": "facil tutor",
        "needs_facil": "1",
        "know_food": "yes",
        "days": "007",
    }
    row = {**dict.fromkeys(header, ""), "row": "r12e34", "school": "atwater", **cells}
    lines: list[list[str]] = []
    for language in ("en", "es", "pa", "ar"):
        names, words = labels_of(file, language)
        lines += [list(names), [find(cell) for find, cell in zip(words, row.values(), strict=True)]]
    write_csv(tmp_path / "rows.csv", lines[0], lines[1:])
    return tmp_path / "rows.csv"


def test_letters_of_every_script_arrive(rows_file):
    found = {words(cell) for cell in opened(rows_file)}

    assert {"Baños; Clases de apoyo", "'＝ਬਾਥਰੂਮ; ਪੜ੍ਹਾਈ", "أي صف؟ [grade]", "9.º grado"} <= found
    assert "row" in found  # the mark at the beginning of the file is no letter of the first header


def test_no_cell_is_a_formula_and_codes_stay_text(rows_file):
    cells = opened(rows_file, EVALUATING)

    row_number = next(cell for cell in cells if words(cell) == "r12e34")
    assert formulas(cells) == []
    assert row_number.attrib[f"{OFFICE}value-type"] == "string"


def test_naughty_words_are_shown_and_not_run(tmp_path):
    from_defused = tmp_path / "defused.csv"
    write_csv(from_defused, ["words"], [[defuse(one)] for one in DANGEROUS])

    assert formulas(opened(from_defused, EVALUATING)) == []


def test_the_same_words_without_our_apostrophe_would_run(tmp_path):
    """Positive control: this LibreOffice, asked to, makes formulas of such words, so the test above can fail."""
    raw = tmp_path / "raw.csv"
    write_csv(raw, ["words"], [[one] for one in DANGEROUS])

    assert formulas(opened(raw, EVALUATING))


def test_a_workbook_opens_with_words_numbers_and_no_formula(tmp_path):
    rows = [["row", "days", "needs"], *(["r1", "3", danger] for danger in DANGEROUS)]
    write_workbook(tmp_path / "responses.xlsx", rows, [["column"], ["=days"]], frozenset({"days"}))
    cells = opened(tmp_path / "responses.xlsx")

    assert formulas(cells) == []
    assert [cell.get(f"{OFFICE}value") for cell in cells if cell.get(f"{OFFICE}value-type") == "float"] == [
        "3"
    ] * len(DANGEROUS)
    assert "=days" in [words(cell) for cell in cells]

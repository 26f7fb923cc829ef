"""responses.xlsx: the rows and the codebook in one workbook. Every cell is text or a number, never a formula."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from xlsxwriter import Workbook

from survey_app.errors import FormatError
from survey_app.vocabulary import ROW_COLUMNS

MOST_ROWS = 20_000
"""A larger workbook takes minutes to write and to open. responses.csv always holds all rows."""
_MOST_COLUMNS = 16_384
_WIDTH = 14


def write_workbook(
    path: Path, rows: Iterable[Sequence[str]], codebook: Iterable[Sequence[str]], numbers: frozenset[str]
) -> None:
    """Write the workbook. rows, codebook: header first. numbers: the columns of `rows` that hold whole numbers.

    Raises FormatError if there are more columns than a sheet can hold. The library would drop them without an error.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(str(path), options) as book:
        bold = book.add_format({"bold": True})
        for name, lines in (("responses", rows), ("codebook", codebook)):
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 1)
            sheet.set_column(0, len(ROW_COLUMNS), _WIDTH)
            are_numbers: list[bool] = []
            for at, line in enumerate(lines):
                if at == 0:
                    _refuse_too_wide(line)
                    are_numbers = [name == "responses" and each in numbers for each in line]
                for place, cell in enumerate(line):
                    if at and are_numbers[place] and cell:
                        sheet.write_number(at, place, int(cell))
                    elif cell:
                        sheet.write_string(at, place, cell, bold if at == 0 else None)


def _refuse_too_wide(header: Sequence[str]) -> None:
    if len(header) > _MOST_COLUMNS:
        raise FormatError("too_many_columns", most=f"{_MOST_COLUMNS:,}", count=f"{len(header):,}")

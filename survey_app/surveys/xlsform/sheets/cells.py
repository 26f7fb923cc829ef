"""The cells of .xlsx and .xls files as text. Only `workbook.py` imports this, when somebody brings a file.

pyxform turns values into text, as in every other tool of XLSForm. We walk over the rows ourselves: pyxform stops at 61
empty rows, believes what a file says about its own size, and reads no sheets but its own.
"""

import datetime
import re
import warnings
from collections.abc import Iterable, Iterator
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import xlrd
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from pyxform import aliases
from pyxform.errors import PyXFormError
from pyxform.xls2json_backends import xls_value_to_unicode, xlsx_value_to_str
from xlrd.compdoc import CompDocError

from survey_app.errors import WorkbookError
from survey_app.surveys.xlsform.sheets.tables import MOST_COLUMNS, MOST_ROWS, Odd, Table

_FORMULA_WITHOUT_VALUE = re.compile(
    rb'<c r="([A-Z]+)(\d+)"[^>]*>\s*<f[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)
_MERGED = re.compile(rb'<mergeCell ref="([A-Z0-9:]+)"')
_CELL_WITH_VALUE = re.compile(rb'<c r="[A-Z]+(\d+)"[^>]*>\s*<(?:v|is|f)\b')
DAMAGE_OF_LIBRARIES = (xlrd.XLRDError, CompDocError, InvalidFileException, PyXFormError)
"""What these libraries raise of their own if a file is damaged."""
_ERRORS = frozenset({"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"})


def aliases_of_headers(sheet: str) -> dict[str, str]:
    """Other names of columns → the name that pyxform gives them."""
    tables: dict[str, dict[str, Any]] = {
        "survey": aliases.survey_header,
        "choices": aliases.list_header,
        "settings": aliases.settings_header,
    }
    named = {other: name if isinstance(name, str) else name[-1] for other, name in tables[sheet].items()}
    return {other: name.replace(" ", "_") for other, name in named.items()}


def aliases_of_types() -> dict[str, str]:
    """Other names of question types with choices → select_one and the like."""
    return {
        other: name.replace("select all that apply", "select_multiple").replace(" ", "_")
        for other, name in aliases.select.items()
    }


def read_xlsx(content: bytes) -> list[Table]:
    """Read every sheet. Runs no macro and follows no link."""
    # It warns of what it does not read, such as pictures. We read texts alone.
    warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
    book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        with ZipFile(BytesIO(content)) as archive:
            return [_xlsx_table(sheet, archive) for sheet in book.worksheets]
    finally:
        book.close()


def _xlsx_table(sheet: Any, archive: ZipFile) -> Table:
    # openpyxl has no public way to a sheet's XML, and its fast reading knows neither merged cells nor formulas.
    source = archive.read(sheet._worksheet_path)
    if any(int(row) > MOST_ROWS for row in _CELL_WITH_VALUE.findall(source)):
        raise WorkbookError("workbook_too_many_rows", sheet=sheet.title, most=MOST_ROWS)
    sheet.reset_dimensions()
    rows = [
        [(cell.value, None) for cell in row]
        for row in sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS)
    ]
    odd = [
        Odd("formula_empty", int(row), {"cell": f"{column.decode()}{row.decode()}"})
        for column, row in _FORMULA_WITHOUT_VALUE.findall(source)
    ]
    merged = [each.decode() for each in _MERGED.findall(source)]
    return _table(sheet.title, rows, odd, merged, lambda value, _: xlsx_value_to_str(value))


def read_xls(content: bytes) -> list[Table]:
    """Read every sheet of the older format."""
    book = xlrd.open_workbook(file_contents=content, logfile=StringIO(), formatting_info=True)
    try:
        return [_xls_table(sheet, book.datemode) for sheet in book.sheets()]
    finally:
        book.release_resources()


def _xls_table(sheet: xlrd.sheet.Sheet, datemode: int) -> Table:
    if sheet.nrows > MOST_ROWS:
        raise WorkbookError("workbook_too_many_rows", sheet=sheet.name, most=MOST_ROWS)
    rows = [
        [_xls_value(cell, datemode) for cell in sheet.row(number)[:MOST_COLUMNS]]
        for number in range(sheet.nrows)
    ]
    merged = [
        f"{get_column_letter(left + 1)}{top + 1}:{get_column_letter(right)}{bottom}"
        for top, bottom, left, right in sheet.merged_cells
    ]
    return _table(
        sheet.name, rows, [], merged, lambda value, kind: xls_value_to_unicode(value, kind, datemode)
    )


def _xls_value(cell: Any, datemode: int) -> tuple[Any, Any]:
    if cell.ctype == xlrd.XL_CELL_DATE:
        return xlrd.xldate_as_datetime(cell.value, datemode), None
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR):
        return None, None
    return cell.value, cell.ctype


def _table(
    name: str, rows: Iterable[list[tuple[Any, Any]]], odd: list[Odd], merged: list[str], as_text: Any
) -> Table:
    texts: list[list[str]] = []
    for number, row in enumerate(rows, 1):
        cells = list(_texts(number, row, odd, as_text))
        while cells and not cells[-1]:
            cells.pop()
        texts.append(cells)
    while texts and not texts[-1]:
        texts.pop()
    return Table(name, tuple(texts), tuple(odd), tuple(merged))


def _texts(number: int, row: list[tuple[Any, Any]], odd: list[Odd], as_text: Any) -> Iterator[str]:
    """The cells of one row as text, trimmed. Notes what a spreadsheet program may have changed by itself."""
    for at, (value, kind) in enumerate(row, 1):
        if value is None:
            yield ""
        elif isinstance(value, str):
            # pyxform would turn no-break spaces into blanks, and these are ours to keep.
            yield "" if value in _ERRORS else value.strip()
        else:
            is_date = isinstance(value, datetime.date | datetime.time | datetime.timedelta)
            words = str(value) if kind is None and is_date else str(as_text(value, kind))
            if is_date:
                cell = f"{get_column_letter(at)}{number}"
                odd.append(Odd("date_cell", number, {"cell": cell, "value": words}))
            yield words.strip()

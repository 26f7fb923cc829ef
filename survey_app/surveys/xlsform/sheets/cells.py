"""The cells of .xlsx and .xls files as text. Only `workbook.py` imports this, when somebody brings a file.

pyxform turns values into text, as in every other tool of XLSForm. We walk over the rows ourselves: pyxform stops at 61
empty rows, believes what a file says about its own size, and reads no sheets but its own.
"""

import datetime
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
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
from survey_app.surveys.xlsform.sheets.tables import FIRST_ROWS, MOST_COLUMNS, MOST_ROWS, Odd, Table, Wanted

_FORMULA_WITHOUT_VALUE = re.compile(
    rb'<c r="([A-Z]+)(\d+)"[^>]*>\s*<f[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)
_MERGED = re.compile(rb'<mergeCell ref="([A-Z0-9:]+)"')
_CELL_WITH_VALUE = re.compile(rb'<c r="[A-Z]+(\d+)"[^>]*>\s*<(?:v|is|f)\b')
DAMAGE_OF_LIBRARIES = (xlrd.XLRDError, CompDocError, InvalidFileException, PyXFormError)
"""What these libraries raise of their own if a file is damaged."""
_NOTHING = frozenset({xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR})


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


def read_xlsx(content: bytes, wanted: Wanted) -> list[Table]:
    """Read the sheets that are wanted, and the first rows of the others. Runs no macro and follows no link."""
    # It warns of what it does not read, such as pictures. We read texts alone.
    warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
    book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        is_wanted = [wanted(sheet.title, len(book.worksheets)) for sheet in book.worksheets]
        with ZipFile(BytesIO(content)) as archive:
            return [
                _xlsx_table(sheet, archive) if read_whole else _first_rows(sheet)
                for sheet, read_whole in zip(book.worksheets, is_wanted, strict=True)
            ]
    finally:
        book.close()


def _first_rows(sheet: Any) -> Table:
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=FIRST_ROWS, max_col=MOST_COLUMNS)
    return _table(sheet.title, map(_xlsx_values, rows), [], [], xlsx_value_to_str)


def _xlsx_table(sheet: Any, archive: ZipFile) -> Table:
    # openpyxl has no public way to a sheet's XML, and its fast reading knows neither merged cells nor formulas.
    source = archive.read(sheet._worksheet_path)
    if any(int(row) > MOST_ROWS for row in _CELL_WITH_VALUE.findall(source)):
        raise WorkbookError("workbook_too_many_rows", sheet=sheet.title, most=MOST_ROWS)
    # Only columns with a heading count, and some files have hundreds of others.
    width = max((len(row) for row in _first_rows(sheet).rows), default=1)
    rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=width)
    odd = [
        Odd("formula_empty", int(row), {"cell": f"{column.decode()}{row.decode()}"})
        for column, row in _FORMULA_WITHOUT_VALUE.findall(source)
    ]
    merged = [each.decode() for each in _MERGED.findall(source)]
    return _table(sheet.title, map(_xlsx_values, rows), odd, merged, xlsx_value_to_str)


def _xlsx_values(row: Iterable[Any]) -> list[tuple[Any, Any]]:
    """The values of cells; nothing for an error of a formula, such as #N/A. The same letters as a text are a text."""
    return [(None if cell.data_type == "e" else cell.value, None) for cell in row]


def read_xls(content: bytes, wanted: Wanted) -> list[Table]:
    """Read the sheets that are wanted, and the first rows of the others, of the older format."""
    book = xlrd.open_workbook(file_contents=content, logfile=StringIO(), formatting_info=True)
    try:
        return [
            _xls_table(sheet, book.datemode, MOST_ROWS if wanted(sheet.name, book.nsheets) else FIRST_ROWS)
            for sheet in book.sheets()
        ]
    finally:
        book.release_resources()


def _xls_table(sheet: xlrd.sheet.Sheet, datemode: int, most_rows: int) -> Table:
    if sheet.nrows > MOST_ROWS == most_rows:
        raise WorkbookError("workbook_too_many_rows", sheet=sheet.name, most=MOST_ROWS)

    def as_text(value: Any, kind: Any = None) -> str:
        return str(xls_value_to_unicode(value, kind, datemode))

    def row(number: int, width: int) -> list[tuple[Any, Any]]:
        kinds, values = sheet.row_types(number, 0, width), sheet.row_values(number, 0, width)
        return [_xls_value(value, kind, datemode) for value, kind in zip(values, kinds, strict=True)]

    first = [row(number, MOST_COLUMNS) for number in range(min(sheet.nrows, FIRST_ROWS))]
    width = max((len(cells) for cells in _table(sheet.name, first, [], [], as_text).rows), default=0)
    rows = (row(number, width) for number in range(min(sheet.nrows, most_rows)))
    merged = [
        f"{get_column_letter(left + 1)}{top + 1}:{get_column_letter(right)}{bottom}"
        for top, bottom, left, right in sheet.merged_cells
    ]
    return _table(sheet.name, rows, [], merged, as_text)


def _xls_value(value: Any, kind: int, datemode: int) -> tuple[Any, Any]:
    if kind in _NOTHING:
        return None, None
    if kind == xlrd.XL_CELL_DATE:
        return xlrd.xldate_as_datetime(value, datemode), None
    return value, kind


def _table(
    name: str,
    rows: Iterable[list[tuple[Any, Any]]],
    odd: list[Odd],
    merged: list[str],
    as_text: Callable[..., str],
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


def _texts(
    number: int, row: list[tuple[Any, Any]], odd: list[Odd], as_text: Callable[..., str]
) -> Iterator[str]:
    """The cells of one row as text, trimmed. Notes what a spreadsheet program may have changed by itself."""
    for at, (value, kind) in enumerate(row, 1):
        if value is None:
            yield ""
        elif isinstance(value, str):
            # pyxform would turn no-break spaces into blanks, and these are ours to keep.
            yield value.strip()
        else:
            is_date = isinstance(value, datetime.date | datetime.time | datetime.timedelta)
            words = str(value) if is_date else as_text(value) if kind is None else as_text(value, kind)
            if is_date:
                cell = f"{get_column_letter(at)}{number}"
                odd.append(Odd("date_cell", number, {"cell": cell, "value": words}))
            yield words.strip()

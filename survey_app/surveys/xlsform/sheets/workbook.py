"""Open a spreadsheet that somebody brings: refuse what is too large before reading it, then find its sheets."""

import struct
import zlib
from collections.abc import Callable
from importlib import import_module
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from survey_app.errors import WorkbookError
from survey_app.surveys.xlsform.notes import NoteList
from survey_app.surveys.xlsform.sheets.tables import Table, Wanted

MEGABYTE = 1_000_000
MOST_MEGABYTES, MOST_UNPACKED = 5, 50
"""Of 20 forms that people published, the largest had 0.45 MB, and 3.6 MB unpacked."""

_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"
_OURS = "survey_app_texts"
SHEETS = ("survey", "choices", "settings", _OURS)
# What the libraries raise when a file is damaged, found by damaging thousands: they do not check what they read.
DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    BadZipFile,
    EOFError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    RecursionError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


def cells_module() -> Any:
    """The module that reads cells. Imported when a file comes, because its libraries take 0.4 s and 40 MB."""
    return import_module("survey_app.surveys.xlsform.sheets.cells")


def open_workbook(content: bytes) -> list[Table]:
    """Read all sheets of an .xlsx, .xlsm or .xls file.

    Raises WorkbookError if it is none, too large, or damaged. Its name does not count, because many are wrong.
    """
    if len(content) > MOST_MEGABYTES * MEGABYTE:
        raise WorkbookError("workbook_too_large", most=MOST_MEGABYTES)
    if content.startswith(_OLE):
        return _read(cells_module().read_xls, content)
    if not content.startswith(_ZIP):
        raise WorkbookError("workbook_not_one")
    refuse_bombs(content)
    return _read(cells_module().read_xlsx, content)


def refuse_bombs(content: bytes) -> None:
    """Refuse a zip that is too large or unpacks to too much. Raises WorkbookError.

    Python's zip reader never reads more than a file says of itself.
    """
    if len(content) > MOST_MEGABYTES * MEGABYTE:
        raise WorkbookError("workbook_too_large", most=MOST_MEGABYTES)
    try:
        with ZipFile(BytesIO(content)) as archive:
            unpacked = sum(each.file_size for each in archive.infolist())
    except DAMAGE:
        raise WorkbookError("workbook_damaged") from None
    if unpacked > MOST_UNPACKED * MEGABYTE:
        raise WorkbookError("workbook_unpacks_too_large", most=MOST_UNPACKED)


def _read(read: Callable[[bytes, Wanted], list[Table]], content: bytes) -> list[Table]:
    try:
        return read(content, is_wanted)
    except WorkbookError:
        raise
    except (*DAMAGE, *cells_module().DAMAGE_OF_LIBRARIES):
        raise WorkbookError("workbook_damaged") from None


def is_wanted(name: str, sheets: int) -> bool:
    """Whether a sheet is part of a form. A single sheet is the survey, whatever its name."""
    return sheets == 1 or _plain(name) in SHEETS


def _plain(name: str) -> str:
    return name.strip().lower()


def find_sheets(tables: list[Table], notes: NoteList) -> dict[str, Table]:
    """The sheets of the form by their plain name. Notes the others. A single sheet is the survey, whatever its name."""
    found: dict[str, Table] = {}
    for table in tables:
        name = "survey" if len(tables) == 1 else _plain(table.name)
        if is_wanted(table.name, len(tables)) and name not in found:
            found[name] = table
        elif table.rows:
            notes.add("sheet_not_read", table.name)
    for name, table in found.items():
        for odd in table.odd:
            notes.add(odd.code, name, odd.row, **odd.values)
        if table.merged:
            notes.add("cells_merged", name, cells=table.merged[:10])
    return found

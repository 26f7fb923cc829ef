"""Texts as files for people who translate with programs of their own: PO, and a workbook with three locked columns.

msgctxt "family/belong.ask"       where it stands: the name of the survey, and the key of the text
msgid "How much do you feel …"    the English
msgstr "¿Cuánto sientes …"        the words
#, fuzzy                          no speaker has checked it
"""

import base64
import binascii
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

import polib
from xlsxwriter import Workbook

from survey_app.errors import TextError
from survey_app.languages.catalogs import plural_forms
from survey_app.surveys.words.standing import Stands, TextLine
from survey_app.surveys.xlsform.sheets.workbook import open_workbook

FORMS = {
    "po": "text/x-gettext-translation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The forms of a file, with their media types."""
LARGEST = 2_000_000
"""The most bytes that a file of texts may have."""
HEADINGS = ("Key", "Where it stands", "English", "Translation", "State", "Note")
_WIDTHS = (24, 30, 60, 60, 16, 40)
_LOCKED = 3
_PO_LINE = re.compile(r'\s*(#.*|((msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\])\s*)?".*"\s*)?')
Tell = Callable[[Stands], str]


@dataclass(frozen=True)
class FileLine:
    """A text in a file. key: "family/belong.ask". number: of the line or row in the file."""

    key: str
    source: str
    words: str
    note: str
    number: int


def key_of(stands: Stands) -> str:
    """Write the place of a text: "family/belong.ask"."""
    return f"{stands.place}/{stands.key}"


def write_po(lines: Iterable[TextLine], language: str, where: Tell) -> bytes:
    """Write texts as PO. where: says in words where a text stands."""
    file = polib.POFile(wrapwidth=0)
    count, expression = plural_forms(language)
    file.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": f"nplurals={count}; plural={expression};",
    }
    for line in lines:
        entry = polib.POEntry(msgctxt=key_of(line.stands[0]), msgid=line.source, msgstr=line.words)
        entry.comment, entry.tcomment = "\n".join(map(where, line.stands[:3])), line.note
        if line.words and not line.is_checked:
            entry.flags.append("fuzzy")
        file.append(entry)
    return str(file).encode()


def write_xlsx(lines: Iterable[TextLine], language: str, where: Tell, state: Callable[[str], str]) -> bytes:
    """Write texts as a workbook. Only the words and the note can be changed. Every cell is text, never a formula."""
    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(content, options) as book:
        sheet = book.add_worksheet(language[:31])
        wrapped = {"text_wrap": True, "valign": "top"}
        locked, free = book.add_format(wrapped), book.add_format({**wrapped, "locked": False})
        for at, heading in enumerate(HEADINGS):
            sheet.write_string(0, at, heading, book.add_format({"bold": True}))
            sheet.set_column(at, at, _WIDTHS[at])
        for row, line in enumerate(lines, 1):
            first = line.stands[0]
            cells = (key_of(first), where(first), line.source, line.words, state(line.state), line.note)
            for at, cell in enumerate(cells):
                sheet.write_string(row, at, cell, free if HEADINGS[at] in ("Translation", "Note") else locked)
        sheet.freeze_panes(1, _LOCKED)
        sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True})
    return content.getvalue()


def read_file(content: bytes, form: str) -> list[FileLine]:
    """Read texts from a file. form: "po" or "xlsx". Raises TextError; WorkbookError for a damaged workbook."""
    if len(content) > LARGEST:
        raise TextError("texts_file_too_large", "file", most=LARGEST // 1_000_000)
    lines = _from_xlsx(content) if form == "xlsx" else _from_po(content)
    if not lines:
        raise TextError("texts_file_empty", "file")
    return lines


def packed(content: bytes) -> str:
    """Pack a file into letters, for a field of a form: until somebody has looked at it, only their page keeps it."""
    return base64.b64encode(zlib.compress(content, 9)).decode()


def unpacked(letters: str) -> bytes:
    """Unpack it again. Raises TextError if these are not the letters that we gave."""
    try:
        content = zlib.decompressobj().decompress(base64.b64decode(letters, validate=True), LARGEST + 1)
    except (binascii.Error, zlib.error, ValueError):
        raise TextError("texts_file_missing", "file") from None
    return content


def form_of(content: bytes) -> str:
    """Tell the form of a file by its first bytes, because names of files are often wrong."""
    return "xlsx" if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")) else "po"


def _from_po(content: bytes) -> list[FileLine]:
    try:
        source = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise TextError("texts_file_not_utf8", "file") from None
    # The parser would silently cut off both ends of a text without quotes.
    for number, line in enumerate(source.split("\n"), 1):
        if not _PO_LINE.fullmatch(line):
            raise TextError("texts_file_line", "file", line=number)
    try:
        file = polib.pofile(source) if source.strip() else ()
    except OSError as error:
        place = re.search(r"line (\d+)", str(error))
        raise TextError("texts_file_line", "file", line=int(place[1]) if place else 1) from None
    return [
        FileLine(entry.msgctxt or "", entry.msgid, entry.msgstr, entry.tcomment, entry.linenum or 1)
        for entry in file
        if not entry.obsolete
    ]


def _from_xlsx(content: bytes) -> list[FileLine]:
    for table in open_workbook(content):
        if (found := _columns(table.rows)) is not None:
            return list(_rows(table.rows, found))
    raise TextError("texts_file_columns", "file", wanted=[HEADINGS[0], HEADINGS[2], HEADINGS[3]])


def _columns(rows: Sequence[Sequence[str]]) -> dict[str, int] | None:
    """Find the columns by their headings in the first row; None if one that we need is missing."""
    named = {cell.strip().casefold(): at for at, cell in enumerate(rows[0])} if rows else {}
    found = {heading: named[heading.casefold()] for heading in HEADINGS if heading.casefold() in named}
    return found if {HEADINGS[0], HEADINGS[2], HEADINGS[3]} <= set(found) else None


def _rows(rows: Sequence[Sequence[str]], columns: dict[str, int]) -> Iterator[FileLine]:
    for number, row in enumerate(rows[1:], 2):
        cells = {heading: row[at] if at < len(row) else "" for heading, at in columns.items()}
        key, source, words = cells[HEADINGS[0]], cells[HEADINGS[2]], cells[HEADINGS[3]]
        if key or source or words:
            yield FileLine(key, source, words, cells.get(HEADINGS[5], ""), number)

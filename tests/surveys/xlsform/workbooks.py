"""Workbooks made in code, for tests to read. No wording comes from a form that somebody published."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from survey_app.surveys.checks.document import Checked, check_document
from survey_app.surveys.xlsform.notes import Imported, Note
from survey_app.surveys.xlsform.reading.read import read_workbook

Sheet = Sequence[Sequence[Any]]
HEADINGS = ("type", "name", "label", "relevant", "constraint", "appearance", "required", "parameters")
YES_NO = [("list_name", "name", "label"), ("yn", "yes", "Yes"), ("yn", "no", "No")]


def workbook(**sheets: Sheet) -> bytes:
    """An .xlsx file with these sheets; each is a list of rows."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def form(*rows: Sequence[Any], choices: Sheet = YES_NO, settings: Sheet = (), **more: Sheet) -> bytes:
    """A form whose sheet survey has these rows below the usual headings."""
    sheets = {"survey": [HEADINGS, *rows], "choices": choices, **more}
    return workbook(**sheets, **({"settings": settings} if settings else {}))


def read(*rows: Sequence[Any], **sheets: Any) -> Imported:
    """Read such a form."""
    return read_workbook(form(*rows, **sheets), audience="family")


def questions(imported: Imported) -> list[dict[str, Any]]:
    """Every question of a document."""
    return [question for section in imported.document["sections"] for question in section["questions"]]


def question(*rows: Sequence[Any], **sheets: Any) -> dict[str, Any]:
    """The last question of such a form."""
    return questions(read(*rows, **sheets))[-1]


def notes(imported: Imported) -> list[str]:
    """The notes as lines, without the one that every form gets that no one prepared for us."""
    return [str(note) for note in imported.notes if note.code != "privacy_missing"]


def codes(imported: Imported) -> list[str]:
    """The codes of the same notes."""
    return [note.code for note in imported.notes if note.code != "privacy_missing"]


def found(imported: Imported, code: str) -> Note:
    """The only note with this code."""
    [note] = [each for each in imported.notes if each.code == code]
    return note


def checked(imported: Imported) -> Checked:
    """Check a document; a version is given at publishing."""
    document = imported.document
    return check_document({**document, "version": document.get("version", f"{document['name']}-2026.1")})

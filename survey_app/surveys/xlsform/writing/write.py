"""Write a survey as an XLSForm. `write_workbook` is what commands and pages call."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from io import BytesIO
from typing import Any

from survey_app.surveys.model import Survey
from survey_app.surveys.xlsform.columns import (
    CHOICE_GROUP,
    CHOICE_HINT,
    LISTS_OF_TEXTS,
    OF_LISTS,
    OF_SETTINGS,
    OF_SURVEY,
    OWN,
    ROW_GROUP,
    SINGLE_TEXTS,
    TEXTS_SHEET,
)
from survey_app.surveys.xlsform.sheets.headings import language_heading
from survey_app.surveys.xlsform.writing.lists import ESCAPE_WORDS, NamedList
from survey_app.surveys.xlsform.writing.rows import Cells, SurveyRows, choice_cells, standard, texts

_WIDTHS = {"label": 50, "hint": 30, "type": 22, "name": 22}
_USUAL_WIDTH = 16
# The format of the file cannot hold them. Nobody sees them either.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def write_workbook(survey: Survey) -> bytes:
    """The survey as an .xlsx file that ODK and KoboToolbox take, and that `read_workbook` reads back as it was."""
    rows = SurveyRows(survey)
    spoken = [language_heading(language) for language in survey.languages]
    labels = [f"label::{each}" for each in spoken]
    hints = [f"hint::{each}" for each in spoken]
    asked = ("required", "relevant", "constraint", "appearance", "parameters")
    sheets = {
        "survey": (["type", "name", *labels, *hints, *asked, *_own(OF_SURVEY)], list(rows.rows())),
        "choices": (["list_name", "name", *labels, *_own(OF_LISTS)], list(_choices(rows.lists, survey))),
        "settings": (
            ["form_title", "form_id", "version", "default_language", *_own(OF_SETTINGS)],
            [_settings(survey)],
        ),
        TEXTS_SHEET: (["use", "key", *labels, OWN + "drafts"], list(_texts(survey, rows.lists))),
    }
    return _book(sheets)


def _own(names: Iterable[str]) -> list[str]:
    return [OWN + name for name in names]


def _choices(lists: Iterable[NamedList], survey: Survey) -> Iterator[Cells]:
    for each in lists:
        for choice in each.choices:
            named = {"list_name": each.name, "name": choice.code}
            yield {**named, **texts(label=choice.text), **choice_cells(choice)}
        for code in each.escapes:
            yield {"list_name": each.name, "name": code, **standard(ESCAPE_WORDS[code], survey.languages)}


def _settings(survey: Survey) -> Cells:
    own = {
        "audience": survey.audience,
        "consent": survey.consent,
        "minutes": survey.minutes,
        "grades": " ".join(map(str, survey.grades or ())),
        "active_to_grade": "" if survey.active_to_grade is None else survey.active_to_grade,
        "once_for": survey.once_for or "",
        "who": " ".join(survey.who),
    }
    return {
        "form_title": survey.title.source,
        "form_id": survey.name,
        "version": survey.version,
        "default_language": language_heading(survey.language),
        **{OWN + name: str(value) for name, value in own.items() if value != ""},
    }


def _texts(survey: Survey, lists: Iterable[NamedList]) -> Iterator[Cells]:
    """The texts for which XLSForm has no place."""
    single = ((use, dict(survey)[key]) for use, key in SINGLE_TEXTS.items())
    yield from ({"use": use, **texts(label=text)} for use, text in single if text)
    for use, key in LISTS_OF_TEXTS.items():
        for each in dict(survey)[key]:
            yield {"use": use, **texts(label=each)}
    for named in lists:
        for choice in named.choices:
            for use, text in ((CHOICE_HINT, choice.hint), (CHOICE_GROUP, choice.group)):
                if text:
                    yield {"use": use, "key": f"{named.name}.{choice.code}", **texts(label=text)}
    for question in survey.questions():
        for row in question.parts:
            if row.group:
                yield {"use": ROW_GROUP, "key": f"{question.name}.{row.code}", **texts(label=row.group)}


def _book(sheets: Mapping[str, tuple[Sequence[str], Sequence[Cells]]]) -> bytes:
    """Write sheets. Columns that no row uses are left out, except the first ones, which every form has."""
    # Imported here, because it takes 0.2 s and only this file needs it.
    openpyxl: Any = import_module("openpyxl")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, (headings, rows) in sheets.items():
        used = [
            each for at, each in enumerate(headings) if at < len(("type", "name")) or _is_used(each, rows)
        ]
        sheet = book.create_sheet(name)
        for at, heading in enumerate(used, 1):
            _put(sheet, 1, at, heading)
            letter = sheet.cell(1, at).column_letter
            sheet.column_dimensions[letter].width = _WIDTHS.get(heading.partition("::")[0], _USUAL_WIDTH)
            for number, row in enumerate(rows, 2):
                _put(sheet, number, at, row.get(heading, ""))
        sheet.freeze_panes = "C2"
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _is_used(heading: str, rows: Iterable[Cells]) -> bool:
    return heading.startswith("label::") or any(row.get(heading) for row in rows)


def _put(sheet: Any, row: int, column: int, text: str) -> None:
    """Write a text. A text that begins with "=" stays a text, and is no formula."""
    if text:
        cell = sheet.cell(row, column)
        cell.value = _CONTROLS.sub("", text)
        cell.data_type = "s"

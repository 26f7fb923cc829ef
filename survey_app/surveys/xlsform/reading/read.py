"""Read a workbook as the document of a draft. `read_workbook` is what commands and pages call."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from survey_app.errors import WorkbookError
from survey_app.surveys.xlsform.columns import LISTS_OF_TEXTS, SINGLE_TEXTS, TEXTS_SHEET, USES
from survey_app.surveys.xlsform.notes import Imported, NoteList
from survey_app.surveys.xlsform.reading.form import Form
from survey_app.surveys.xlsform.reading.groups import Group, read_groups
from survey_app.surveys.xlsform.reading.lists import read_lists
from survey_app.surveys.xlsform.reading.names import plain_name
from survey_app.surveys.xlsform.reading.rules import set_rules
from survey_app.surveys.xlsform.reading.sections import sections_of
from survey_app.surveys.xlsform.reading.xpath import Asked
from survey_app.surveys.xlsform.sheets.rows import Row, SheetReader
from survey_app.surveys.xlsform.sheets.workbook import cells_module, find_sheets, open_workbook
from survey_app.vocabulary import AUDIENCES

_VERSION = re.compile(r"-[0-9]{4}\.[0-9]{1,4}")
_USUAL_AUDIENCE = "family"
_SECONDS_EACH = 12
_LONGEST_SURVEY = 60


def read_workbook(content: bytes, audience: str = "") -> Imported:
    """Read an XLSForm: .xlsx, .xlsm or .xls.

    audience: whom the draft is for, if the form does not say. Raises WorkbookError, and nothing else, for a file that
    is none, is damaged or is too large; everything in a form that we cannot take becomes a note.
    """
    notes = NoteList()
    sheets = find_sheets(open_workbook(content), notes)
    cells = cells_module()
    aliases = {name: cells.aliases_of_headers(name) for name in ("survey", "choices", "settings")}
    reader = SheetReader(sheets, aliases, notes)
    if not reader.has_questions():
        raise WorkbookError("workbook_no_survey")
    settings = next(reader.rows("settings"), Row("settings", 2))
    uses, more = _read_texts(reader, notes)
    form = Form(notes, reader.languages, read_lists(reader.rows("choices"), more, notes), more)
    whole = read_groups(reader.rows("survey"), cells.aliases_of_types(), notes)
    _remember_lost(form, whole)
    document = _head(form, settings, uses, audience)
    document["sections"] = sections_of(form, whole, document["title"], document["name"])
    set_rules(form)
    _finish(form, settings, document)
    return Imported(document, tuple(notes))


def _read_texts(
    reader: SheetReader, notes: NoteList
) -> tuple[dict[str, list[dict[str, Any]]], dict[tuple[str, str], dict[str, Any]]]:
    """The texts of our own sheet: use → texts in order, and (use, key) → text."""
    uses: dict[str, list[dict[str, Any]]] = {}
    more: dict[tuple[str, str], dict[str, Any]] = {}
    for row in reader.rows(TEXTS_SHEET):
        use, text = row.cell("use"), row.text("label")
        if use not in USES:
            notes.add("text_use_unknown", row.sheet, row.number, "use", given=use, known=USES)
        elif text:
            uses.setdefault(use, []).append(text)
            more.setdefault((use, row.cell("key")), text)
    return uses, more


def _remember_lost(form: Form, whole: Group) -> None:
    """Remember questions that are not taken, for rules that look at them."""
    lost = [*whole.lost, *_names_in_repeats(whole)]
    form.questions |= {name: Asked(plain_name(name), is_lost=True) for name in lost if name}


def _names_in_repeats(group: Group) -> Iterator[str]:
    for item in group.items:
        if isinstance(item, Group):
            inner = (asked.row.cell("name") for asked in item.questions())
            yield from inner if item.is_repeat else _names_in_repeats(item)


def _head(
    form: Form, settings: Row, uses: Mapping[str, Sequence[dict[str, Any]]], audience: str
) -> dict[str, Any]:
    title = {"words": {form.source: settings.cell("title") or settings.cell("id_string") or "Survey"}}
    name = plain_name(settings.cell("id_string") or settings.cell("title"), "survey")
    document: dict[str, Any] = {
        "name": name,
        "audience": _audience(form, settings, audience),
        "language": form.source,
        "title": title,
    }
    version = settings.cell("version")
    if version.startswith(name) and _VERSION.fullmatch(version, len(name)):
        document["version"] = version
    for use, key in LISTS_OF_TEXTS.items():
        if use in uses or key in ("start", "thanks", "help"):
            document[key] = list(uses.get(use, ()))
    document |= {key: uses[use][0] for use, key in SINGLE_TEXTS.items() if use in uses}
    for key, read in (("once_for", str), ("active_to_grade", str), ("who", str.split), ("grades", str.split)):
        if given := settings.own(key):
            document[key] = read(given)
    return document


def _audience(form: Form, settings: Row, audience: str) -> str:
    given = settings.own("audience")
    if given in AUDIENCES:
        return given
    chosen = audience if audience in AUDIENCES else _USUAL_AUDIENCE
    if given:
        form.note(
            "audience_unknown", settings, "survey_app_audience", given=given, audience=chosen, known=AUDIENCES
        )
    elif not audience:
        form.notes.add("audience_missing", "settings", audience=chosen)
    return chosen


def _finish(form: Form, settings: Row, document: dict[str, Any]) -> None:
    count = len(form.documents)
    minutes = min(max(1, count * _SECONDS_EACH // 60), _LONGEST_SURVEY)
    document["minutes"] = settings.own("minutes") or minutes
    careful = "passive" if document["audience"] == AUDIENCES[0] else "none"
    document["consent"] = settings.own("consent") or careful
    spoken = _spoken(document)
    document["languages"] = [each for each in form.languages if each in spoken or each == form.source]
    if not count:
        form.notes.add("no_questions", "survey")
    if form.unprotected:
        form.notes.add("privacy_missing", "survey", 0, "survey_app_privacy", count=form.unprotected)


def _spoken(value: Any) -> set[str]:
    """The languages in which a document has texts."""
    if isinstance(value, list):
        return set().union(*map(_spoken, value))
    if not isinstance(value, dict):
        return set()
    if "words" in value:
        return {language for language, words in value["words"].items() if words}
    return set().union(*map(_spoken, value.values()))

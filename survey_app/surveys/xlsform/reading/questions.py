"""Rows as questions: what a document has for each type."""

from collections.abc import Callable
from typing import Any

from survey_app.errors import WorkbookError
from survey_app.surveys.questions import LARGEST_NUMBER
from survey_app.surveys.types import QUESTION_TYPES
from survey_app.surveys.xlsform import words
from survey_app.surveys.xlsform.columns import OTHER_BOX, ROW_GROUP
from survey_app.surveys.xlsform.limits import read_constraint
from survey_app.surveys.xlsform.reading import groups
from survey_app.surveys.xlsform.reading.form import Form, has
from survey_app.surveys.xlsform.reading.lists import ChoiceList, choice_of, is_true
from survey_app.surveys.xlsform.reading.names import Taken, free_code
from survey_app.surveys.xlsform.reading.row_types import ONE, SEVERAL
from survey_app.surveys.xlsform.reading.xpath import Asked, NotRead, read_xpath
from survey_app.surveys.xlsform.sheets.rows import Row
from survey_app.surveys.xlsform.xpath_text import Field

_LONGEST_LINE, _LONGEST_TEXT = 500, 2000
_OTHER = "other"
_USUAL = (0, 100)
MOST_OFFERED = 100_000
"""Choices of all questions together."""


def question_of(form: Form, asked: groups.Asked, rules: list[Row]) -> dict[str, Any] | None:
    """The question in a row; None if it is the box of an "other". rules: rows whose rules must hold, with its own."""
    return _READERS[asked.type.kind](form, asked, rules)


def matrix_of(form: Form, grid: groups.Group, rules: list[Row]) -> dict[str, Any] | None:
    """A grid as a matrix; None if its rows do not fit together."""
    rows = [item for item in grid.items if isinstance(item, groups.Asked)]
    row, lists = grid.row, {item.type.list_name for item in rows}
    fits = len(rows) == len(grid.items) > 0 and len(lists) == 1 and row is not None
    if not fits or row is None or any(item.type.kind != ONE or _has_rule(item.row) for item in rows):
        return None
    question = form.open_question(row, form.kind_for(row, "matrix"))
    listed = _list_for(form, rows[0])
    _offer(form, question, listed)
    question["rows"], taken = [], Taken([_OTHER])
    for item in rows:
        given = item.row.cell("name")
        code = free_code(item.row.own("name") or given.removeprefix(f"{question['name']}_"), taken)
        group = form.more.get((ROW_GROUP, f"{question['name']}.{code}"))
        question["rows"].append(choice_of(item.row, code, item.row.text("hint"), group))
        form.questions.setdefault(given, Asked(question["name"], codes=listed.codes))
    if all(is_true(item.row.cell("required")) for item in rows):
        question["required"] = True
    names = tuple(item.row.cell("name") for item in rows)
    form.questions.setdefault(row.cell("name"), Asked(question["name"], Field(rows=names)))
    return form.add(question, rules)


def _has_rule(row: Row) -> bool:
    return bool(row.cell("relevant") or row.own("when") or row.cell("choice_filter"))


def _list_for(form: Form, asked: groups.Asked) -> ChoiceList:
    """The list that a type names. If there is none, the draft has a fault where its choices are missing."""
    name = asked.type.list_name
    if name in form.lists:
        return form.lists[name]
    code = "list_missing" if name else "list_unnamed"
    form.note(code, asked.row, "type", list=name)
    return ChoiceList()


def _offer(form: Form, question: dict[str, Any], listed: ChoiceList) -> None:
    form.offered += len(listed.choices)
    if form.offered > MOST_OFFERED:
        # A small file can name one long list thousands of times.
        raise WorkbookError("workbook_too_many_choices", most=MOST_OFFERED)
    question["choices"] = listed.copies()
    question |= {escape: True for escape in listed.escapes if has(question["type"], escape)}


def _select(form: Form, asked: groups.Asked, rules: list[Row]) -> dict[str, Any]:
    row = asked.row
    usual = "choose_several" if asked.type.kind == SEVERAL else "choose_one"
    is_likert = asked.type.kind == ONE and "likert" in row.cell("appearance").split()
    question = form.open_question(row, form.kind_for(row, "scale" if is_likert else usual))
    listed = _list_for(form, asked)
    _offer(form, question, listed)
    codes = dict(listed.codes)
    if asked.type.or_other:
        _add_other(form, question["choices"], codes)
    _limit(form, question, row, codes)
    _shuffle(question, row)
    field = Field(QUESTION_TYPES[question["type"]].is_several)
    form.questions.setdefault(row.cell("name"), Asked(question["name"], field, codes))
    return form.add(question, rules)


def _add_other(form: Form, choices: list[dict[str, Any]], codes: dict[str, str]) -> None:
    """Offer "other", as or_other does: XLSForm writes it in English into every language."""
    code = codes.get(_OTHER) or free_code(_OTHER, Taken(codes.values()))
    if code not in codes.values():
        choices.append({"code": code, "text": words.as_text(words.OTHER, form.languages)})
    codes[_OTHER] = code
    _open_box(choices, code)


def _open_box(choices: list[dict[str, Any]], code: str) -> None:
    for choice in choices:
        if choice["code"] == code:
            choice["other"] = True


def _shuffle(question: dict[str, Any], row: Row) -> None:
    if parameters(row).get("randomize", "").lower() == "true" and has(question["type"], "shuffle"):
        question["shuffle"] = True


def parameters(row: Row) -> dict[str, str]:
    """The cell `parameters`: "randomize=true, seed=3"."""
    pairs = row.cell("parameters").replace(",", " ").replace(";", " ").split()
    return {key.strip().lower(): value for key, _, value in (pair.partition("=") for pair in pairs)}


def _limit(form: Form, question: dict[str, Any], row: Row, codes: dict[str, str]) -> None:
    """Take the limits of `constraint` that this type has, and note the rest."""
    if not row.cell("constraint"):
        return
    limits, alone, unread = read_constraint(row.cell("constraint"))
    for key, value in limits.items():
        if has(question["type"], key):
            question[key] = value
        else:
            unread.append(f"{key} {value}")
    for given in alone:
        for choice in question.get("choices", ()):
            if choice["code"] == codes.get(given):
                choice["exclusive"] = True
    for part in unread:
        form.note("limit_not_taken", row, "constraint", rule=part)


def _text(form: Form, asked: groups.Asked, rules: list[Row]) -> dict[str, Any] | None:
    row = asked.row
    if _is_box(form, row):
        return None
    question = form.open_question(row, form.kind_for(row, _kind_of_text(row)))
    _limit(form, question, row, {})
    if "longest" in question:
        most = _LONGEST_TEXT if question["longest"] > _LONGEST_LINE else question["longest"]
        question["longest"] = max(1, min(question["longest"], most))
    form.questions.setdefault(row.cell("name"), Asked(question["name"]))
    return form.add(question, rules)


def _kind_of_text(row: Row) -> str:
    limits, _, _ = read_constraint(row.cell("constraint"))
    is_long = "multiline" in row.cell("appearance").split() or limits.get("longest", 0) > _LONGEST_LINE
    return "long_text" if is_long else "short_text"


def _is_box(form: Form, row: Row) -> bool:
    """Whether a text is asked only of those who choose "other", so that it is our own box beside that choice."""
    is_ours = row.own("type") == OTHER_BOX
    try:
        tree = read_xpath(row.cell("relevant"), form.questions).tree if row.cell("relevant") else None
    except NotRead:
        return is_ours
    tests = (
        [test for test in (tree or [])[1:] if isinstance(test, list)]
        if (tree or [])[:1] == ["or"]
        else [tree]
    )
    for test in tests:
        if not test or test[0] not in ("eq", "any_of"):
            return is_ours
        chosen = [test[2]] if isinstance(test[2], str) else test[2]
        question = form.documents.get(test[1], {})
        if not is_ours and not all(_OTHER in code for code in chosen):
            return False
        if "rows" in question or not {each["code"] for each in question.get("choices", ())}.issuperset(
            chosen
        ):
            return is_ours
        for code in chosen:
            _open_box(question["choices"], code)
    if not is_ours:
        form.note("other_box_label", row, "label", name=row.cell("name"))
    return True


def _number(form: Form, asked: groups.Asked, rules: list[Row]) -> dict[str, Any]:
    row = asked.row
    question = form.open_question(row, form.kind_for(row, "whole_number"))
    if asked.type.kind == "range":
        _read_range(form, question, row)
    _limit(form, question, row, {})
    usual = _usual_limits(question)
    if not question.keys() >= usual.keys():
        question |= {key: question.get(key, value) for key, value in usual.items()}
        shown = {key: question[key] for key in usual}
        form.note("number_without_limits", row, "constraint", name=question["name"], **shown)
    form.questions.setdefault(row.cell("name"), Asked(question["name"], is_number=True))
    return form.add(question, rules)


def _usual_limits(question: dict[str, Any]) -> dict[str, int]:
    """The limits of a number that has none, wide enough for the one it may have."""
    lowest, highest = _USUAL
    begins = question.get("lowest", lowest)
    return {
        "lowest": min(lowest, question.get("highest", lowest)),
        "highest": highest if begins < highest else min(begins * 10, LARGEST_NUMBER),
    }


def _read_range(form: Form, question: dict[str, Any], row: Row) -> None:
    given = {"start": "1", "end": "10", "step": "1", **parameters(row)}
    for key, limit in (("start", "lowest"), ("end", "highest")):
        number = given[key].removesuffix(".0")
        if number.removeprefix("-").isascii() and number.removeprefix("-").isdigit():
            question[limit] = int(number)
    if given["step"].removesuffix(".0") != "1":
        form.note("steps_not_taken", row, "parameters")


def _acknowledge(form: Form, asked: groups.Asked, rules: list[Row]) -> dict[str, Any]:
    row = asked.row
    question = form.open_question(row, form.kind_for(row, "choose_one"))
    question["choices"] = [{"code": "ok", "text": words.as_text("OK", form.languages)}]
    form.questions.setdefault(row.cell("name"), Asked(question["name"], codes={"OK": "ok"}))
    form.note("acknowledged", row, "type", name=question["name"])
    return form.add(question, rules)


_READERS: dict[str, Callable[[Form, groups.Asked, list[Row]], dict[str, Any] | None]] = {
    ONE: _select,
    SEVERAL: _select,
    "text": _text,
    "integer": _number,
    "range": _number,
    "acknowledge": _acknowledge,
}

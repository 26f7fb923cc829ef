"""The sheet choices: lists of choices by name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from survey_app.surveys.questions import NO_ANSWER, NOT_APPLY, NOT_KNOW
from survey_app.surveys.xlsform.columns import CHOICE_GROUP, CHOICE_HINT, OF_CHOICES, OWN
from survey_app.surveys.xlsform.notes import NoteList
from survey_app.surveys.xlsform.reading.names import Taken, free_code
from survey_app.surveys.xlsform.sheets.rows import Row

ESCAPES = {NOT_KNOW: "not_know", NOT_APPLY: "not_apply", NO_ANSWER: "no_answer"}
"""Codes of choices that say why a person gives no answer → the field of the question that offers them."""
_MOST_EXAMPLES = 5
_TRUE = frozenset({"true", "yes", "1", "true()"})


@dataclass
class ChoiceList:
    """One list. choices: as a document has them. codes: as the form spells them → ours. escapes: fields of a question.

    renamed: "given → code" of codes that do not fit. taken: the codes, for the next choice.
    """

    choices: list[dict[str, Any]] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    escapes: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    taken: Taken = field(default_factory=lambda: Taken(ESCAPES))

    def copies(self) -> list[dict[str, Any]]:
        """The choices, for one question to change."""
        return [dict(choice) for choice in self.choices]


def read_lists(
    rows: Iterable[Row], more: Mapping[tuple[str, str], dict[str, Any]], notes: NoteList
) -> dict[str, ChoiceList]:
    """Read every list. more: (use, "list.code") → a text of a choice for which XLSForm has no column."""
    lists: dict[str, ChoiceList] = {}
    first: dict[str, Row] = {}
    for row in rows:
        name, code = row.cell("list_name"), row.cell("name")
        if not name or not code:
            notes.add("code_missing", row.sheet, row.number)
            continue
        first.setdefault(name, row)
        _add(row, lists.setdefault(name, ChoiceList()), more, notes)
    for name, each in lists.items():
        if each.renamed:
            values = {"list": name, "examples": each.renamed[:_MOST_EXAMPLES]}
            notes.add("codes_renamed", first[name].sheet, first[name].number, "name", **values)
    return lists


def _add(row: Row, into: ChoiceList, more: Mapping[tuple[str, str], dict[str, Any]], notes: NoteList) -> None:
    name, given = row.cell("list_name"), row.cell("name")
    if given in into.codes:
        notes.add("code_twice", row.sheet, row.number, "name", code=given, list=name)
        return
    if given in ESCAPES:
        into.codes[given] = given
        into.escapes.append(ESCAPES[given])
        return
    code = free_code(given, into.taken)
    into.codes[given] = code
    if code != given:
        into.renamed.append(f"{given} → {code}")
    key = f"{name}.{given}"
    hint, group = more.get((CHOICE_HINT, key)), more.get((CHOICE_GROUP, key))
    into.choices.append(choice_of(row, code, hint, group))


def choice_of(
    row: Row, code: str, hint: dict[str, Any] | None, group: dict[str, Any] | None
) -> dict[str, Any]:
    """A choice, or a row of a matrix, as a document has it. A text that is missing stays empty, as a fault."""
    empty = {"words": dict.fromkeys(list(row.texts["label"])[:1], "")}
    choice: dict[str, Any] = {"code": code, "text": row.text("label") or empty}
    if hint:
        choice["hint"] = hint
    if group:
        choice["group"] = group
    for name in OF_CHOICES:
        if given := row.cell(OWN + name):
            choice[name] = _READ[name](given)
    return choice


def is_true(given: str) -> bool:
    """Whether a cell says yes, as people write it in XLSForm."""
    return given.strip().lower() in _TRUE


_READ: dict[str, Any] = {
    "other": is_true,
    "exclusive": is_true,
    "fixed": is_true,
    "usual": is_true,
    "grade": str,
    "languages": str.split,
}

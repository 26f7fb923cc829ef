"""What all rows of one form share while we read it, and the fields that all questions have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from survey_app.surveys.checks.document import keys_of
from survey_app.surveys.questions import Pillar, Privacy
from survey_app.surveys.types import QUESTION_TYPES
from survey_app.surveys.xlsform.columns import OTHER_BOX
from survey_app.surveys.xlsform.notes import NoteList
from survey_app.surveys.xlsform.reading.lists import ChoiceList, is_true
from survey_app.surveys.xlsform.reading.names import Taken, free_name
from survey_app.surveys.xlsform.reading.xpath import Asked
from survey_app.surveys.xlsform.sheets.rows import Row

_NO = frozenset({"", "no", "false", "false()", "0"})
PRIVACY: tuple[str, ...] = get_args(Privacy)
PILLARS: tuple[str, ...] = tuple(each for part in get_args(Pillar) for each in (get_args(part) or (part,)))
CAREFUL_WORDS, CAREFUL_CODES = "rare", "sensitive"
"""The privacy class of questions that nobody has chosen one for: free answers, and choices."""


@dataclass
class Form:
    """One form. more: (use, key) → a text for which XLSForm has no column.

    questions: as the form calls them → what rules must know. documents: our name → the question. rules: what gets a
    rule, with the rows whose rules must all hold. unprotected: questions whose privacy nobody has chosen.
    offered: choices of all questions so far.
    """

    notes: NoteList
    languages: Sequence[str]
    lists: Mapping[str, ChoiceList]
    more: Mapping[tuple[str, str], dict[str, Any]]
    questions: dict[str, Asked] = field(default_factory=dict)
    documents: dict[str, dict[str, Any]] = field(default_factory=dict)
    names: Taken = field(default_factory=Taken)
    rules: list[tuple[dict[str, Any], list[Row]]] = field(default_factory=list)
    unprotected: int = 0
    offered: int = 0

    @property
    def source(self) -> str:
        """The language that the form is written in."""
        return self.languages[0]

    def note(self, code: str, row: Row, column: str = "", /, **values: Any) -> None:
        """Add a note about a row."""
        self.notes.add(code, row.sheet, row.number, column, **values)

    def empty_text(self) -> dict[str, Any]:
        """A text that its author has not written; the draft has a fault there."""
        return {"words": {self.source: ""}}

    def name_for(self, row: Row) -> str:
        """A name for a question that nobody has taken."""
        given = row.own("name") or row.cell("name")
        name = free_name(given or row.words("label"), self.names)
        if not given:
            self.note("name_missing", row, "name", name=name)
        elif name != given:
            self.note("renamed", row, "name", given=given, name=name)
        return name

    def kind_for(self, row: Row, usual: str) -> str:
        """The question type that our column names, or the usual one."""
        given = row.own("type")
        if given in QUESTION_TYPES:
            return given
        if given and given != OTHER_BOX:
            self.note("own_column_wrong", row, "survey_app_type", given=given, known=list(QUESTION_TYPES))
        return usual

    def open_question(self, row: Row, kind: str) -> dict[str, Any]:
        """The fields that all types have."""
        question: dict[str, Any] = {
            "name": self.name_for(row),
            "type": kind,
            "ask": row.text("label") or self.empty_text(),
            "privacy": self._privacy(row, kind),
        }
        if hint := row.text("hint") or row.text("guidance_hint"):
            question["hint"] = hint
        if self._is_required(row):
            question["required"] = True
        self._read_own(row, question)
        self._note_what_texts_cannot(row)
        return question

    def add(self, question: dict[str, Any], rules: list[Row]) -> dict[str, Any]:
        """Keep a question, with the rows whose rules it must obey."""
        self.documents[question["name"]] = question
        self.rules.append((question, rules))
        return question

    def _privacy(self, row: Row, kind: str) -> str:
        given = row.own("privacy")
        if given in PRIVACY:
            return given
        if given:
            self.note("own_column_wrong", row, "survey_app_privacy", given=given, known=PRIVACY)
        self.unprotected += 1
        return CAREFUL_CODES if "choices" in QUESTION_TYPES[kind].lists() else CAREFUL_WORDS

    def _is_required(self, row: Row) -> bool:
        given = row.cell("required").strip().lower()
        if given in _NO:
            return False
        if not is_true(given):
            self.note("required_rule", row, "required")
        return True

    def _read_own(self, row: Row, question: dict[str, Any]) -> None:
        pillars = row.own("pillars").replace(",", " ").split()
        known = [each for each in pillars if each in PILLARS]
        if known != pillars:
            wrong = " ".join(each for each in pillars if each not in known)
            self.note("own_column_wrong", row, "survey_app_pillars", given=wrong, known=PILLARS)
        if known:
            question["pillars"] = known
        for column, key in (("lcap", "lcap"), ("topic", "protected_topic")):
            if given := row.own(column):
                question[key] = given

    def _note_what_texts_cannot(self, row: Row) -> None:
        for column in ("default", "choice_filter"):
            if row.cell(column):
                code = "choice_filter" if column == "choice_filter" else "default_not_taken"
                self.note(code, row, column)
        for column, words in ((name, row.words(name)) for name in ("label", "hint")):
            if "${" in words:
                start = words.index("${")
                reference = words[start : words.find("}", start) + 1 or None][:60]
                self.note("reference_in_text", row, column, reference=reference)


def has(kind: str, key: str) -> bool:
    """Whether authors may write this key for a question type."""
    return key in keys_of(kind)

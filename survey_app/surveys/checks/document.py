"""Make a whole survey from plain values, and find every fault at once.

A document has the shape of the model: blocks are dicts, lists are lists, and a text is `{"words": {"en": "..."}}`.
Forms and files have only words for some values, so these may be words: numbers, `true`, and rules such as `grade = 10`.
The reader of a file makes a document, and adds a place to each fault. An editor shows each fault at the field of its
path.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from survey_app.errors import RuleError
from survey_app.surveys.checks.columns import check_columns
from survey_app.surveys.checks.outline import Asked, Outline, Part
from survey_app.surveys.checks.rules import check_rules
from survey_app.surveys.checks.shapes import at, fault_of, name_of, unknown_key
from survey_app.surveys.checks.survey import check_survey_itself
from survey_app.surveys.checks.values import check_values
from survey_app.surveys.faults.fault import Fault, Path, Phrase, near
from survey_app.surveys.faults.fields import Name
from survey_app.surveys.model import Section, Survey
from survey_app.surveys.questions import Choice
from survey_app.surveys.rules import check_tree, parse
from survey_app.surveys.sizes import check_size
from survey_app.surveys.text import Text
from survey_app.surveys.types import QUESTION_TYPES, Question

Model = TypeVar("Model", bound=BaseModel)
_FIRST_KEYS = ("name", "type", "ask", "privacy")


class Named(BaseModel):
    """Texts and lists of choices that the surveys of one folder may share."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    texts: dict[Name, Text] = {}
    lists: dict[Name, tuple[Choice, ...]] = {}


@dataclass(frozen=True)
class Checked:
    """The result of checking a document. survey: None if there is any fault."""

    survey: Survey | None
    faults: tuple[Fault, ...]


def check_document(document: Any) -> Checked:
    """Check a document. Returns its survey and every fault."""
    reading = _Reading(document)
    survey, outline = reading.read_survey()
    faults = [
        *reading.faults,
        *check_values(document),
        *check_survey_itself(outline),
        *check_rules(outline),
    ]
    if survey and not faults:
        faults += [*check_columns(survey), *check_size(survey)]
    return Checked(survey if not faults else None, tuple(faults))


def check_named(document: Any) -> list[Fault]:
    """Every fault in what surveys share: `{"texts": {name: text}, "lists": {name: [choice]}}`."""
    reading = _Reading(document)
    reading.read(Named, document, ())
    return [*reading.faults, *check_values(document)]


def keys_of(kind: str) -> tuple[str, ...]:
    """The keys that an author may write for a question of this type; the keys of all types come first."""
    keys = dict.fromkeys((*_FIRST_KEYS, *QUESTION_TYPES[kind].model_fields))
    left_out = (*QUESTION_TYPES[kind].not_written, *QUESTION_TYPES[kind].named_lists)
    return tuple(key for key in keys if key not in left_out)


def not_for_type(path: Path, kind: str) -> Fault:
    """Make the fault of a key (the last step of the path) that only other types have."""
    key = str(path[-1])
    types = [each for each in QUESTION_TYPES if key in keys_of(each)]
    return Fault("not_for_type", path, {"key": key, "type": kind, "types": types})


class _Reading:
    """Reads the parts of a document one by one, so that a fault in one part hides no fault in another."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.faults: list[Fault] = []

    def read(self, model: type[Model], value: Any, path: Path) -> Model | None:
        """Read a part with its model. If it does not fit, notes the faults and returns None."""
        try:
            return model.model_validate(value)
        except ValidationError as error:
            errors = error.errors(include_url=False)
            self.faults += [fault_of(each, self.document, path, model) for each in errors]
            return None

    def read_survey(self) -> tuple[Survey | None, Outline]:
        """Read the survey (None unless every part fits), and an outline of the parts that fit."""
        given = self.document
        if not isinstance(given, Mapping) or not isinstance(given.get("sections"), list | tuple):
            survey = self.read(Survey, given, ())
            return survey, Outline(self._valid_head(), (), self._wrong())
        parts = [
            self._read_section(("sections", number), each) for number, each in enumerate(given["sections"])
        ]
        sections = [part.section for part in parts if part.section]
        survey = self.read(Survey, {**given, "sections": sections}, ())
        return survey, Outline(self._valid_head(), tuple(parts), self._wrong())

    def _valid_head(self) -> Mapping[str, Any]:
        given = self.document if isinstance(self.document, Mapping) else {}
        wrong = self._wrong()
        return {key: value for key, value in given.items() if key not in wrong}

    def _wrong(self) -> set[str | int]:
        return {fault.path[0] for fault in self.faults if fault.path}

    def _read_section(self, path: Path, given: Any) -> Part:
        if not isinstance(given, Mapping):
            return Part(path, None, None, self.read(Section, given, path), ())
        when = self._read_rule(given, path)
        asked: list[Asked] = []
        questions = given.get("questions")
        if isinstance(questions, list | tuple):
            asked = [
                self._read_question((*path, "questions", number), each)
                for number, each in enumerate(questions)
            ]
            questions = [each.question for each in asked if each.question]
        values = {**given, "questions": questions} if "questions" in given else given
        section = self.read(Section, _with_rule(values, when), path)
        return Part(path, _name(given), when, section, tuple(asked))

    def _read_question(self, path: Path, given: Any) -> Asked:
        if not isinstance(given, Mapping):
            self.faults.append(Fault("not_a_block", path, {"what": name_of(self.document, path)}))
            return Asked(path, None, None, None)
        when = self._read_rule(given, path)
        kind = given.get("type")
        if not isinstance(kind, str) or kind not in QUESTION_TYPES:
            self._note_wrong_type(path, given)
            return Asked(path, _name(given), when, None)
        wrong = list(self._wrong_keys(path, given, kind))
        values = {key: value for key, value in given.items() if (*path, key) not in {f.path for f in wrong}}
        question: Any = self.read(QUESTION_TYPES[kind], _with_rule(values, when), path)
        wrong += [fault.under(*path) for fault in question.faults()] if question else []
        self.faults += wrong
        return Asked(path, _name(given), when, None if wrong else question)

    def _note_wrong_type(self, path: Path, given: Mapping[str, Any]) -> None:
        what = name_of(self.document, path)
        of_every_type = [key for key in Question.model_fields if key in given and key != "when"]
        self.read(Question, {key: given[key] for key in of_every_type}, path)
        if "type" not in given:
            self.faults.append(Fault("missing", (*path, "type"), {"what": what, "key": "type"}))
            return
        kind, known = given["type"], list(QUESTION_TYPES)
        values = {"what": Phrase("value", {"key": "type"}), "given": kind, "known": known}
        code = "unknown_word" if isinstance(kind, str) and kind else "empty"
        self.faults.append(Fault(code, (*path, "type"), {**values, **near(str(kind), known)}))

    def _wrong_keys(self, path: Path, given: Mapping[str, Any], kind: str) -> Iterator[Fault]:
        """Faults of the keys that this type does not have."""
        fields, known = QUESTION_TYPES[kind].model_fields, keys_of(kind)
        everywhere = {key for each in QUESTION_TYPES for key in keys_of(each)}
        for key in given:
            # A published survey has every field of its type, most of them with their default values.
            is_default = key in fields and given[key] == fields[key].default
            if key in known or key in QUESTION_TYPES[kind].named_lists or is_default:
                continue
            if key in everywhere:
                yield not_for_type((*path, key), kind)
            else:
                yield unknown_key((*path, key), name_of(self.document, path), dict.fromkeys(known))

    def _read_rule(self, given: Mapping[str, Any], path: Path) -> Any:
        """The tree of the rule at `when`; None if there is no rule, or if it has faults, which are noted."""
        rule = given.get("when")
        if rule is None:
            return None
        try:
            if isinstance(rule, str) and rule.strip():
                return parse(rule)
            if isinstance(rule, list):
                check_tree(rule)
                return rule
        except RuleError as error:
            self.faults.append(error.fault.under(*path, "when"))
            return None
        code = "empty" if isinstance(rule, str) else "not_words"
        self.faults.append(Fault(code, (*path, "when"), {"what": Phrase("value", {"key": "when"})}))
        return None


def _name(given: Mapping[str, Any]) -> str | None:
    name = at(given, ("name",))
    return name if isinstance(name, str) and name else None


def _with_rule(values: Mapping[str, Any], when: Any) -> dict[str, Any]:
    """The values with the rule's tree instead of its words."""
    return {key: value for key, value in values.items() if key != "when"} | ({"when": when} if when else {})

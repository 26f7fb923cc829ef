"""Sections and questions of a survey file, read to the model."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, get_args

from pydantic import ValidationError

from survey_app.surveys.files.choices import Choices, Named, read_choices, read_text
from survey_app.surveys.files.faults import did_you_mean
from survey_app.surveys.files.parts import Part
from survey_app.surveys.files.rule_faults import read_rule
from survey_app.surveys.files.translations import SourceTexts
from survey_app.surveys.model import Section
from survey_app.surveys.questions import LARGEST_NUMBER, Pillar, Privacy, Question
from survey_app.surveys.types import QUESTION_TYPES

SECTION_KEYS = ("name", "title", "introduction", "optional", "when", "questions")
# These would give two texts one key, or make a rule readable in two ways.
RESERVED_NAMES = frozenset({"title", "texts", "lists", "sections", "and", "or", "not", "answered"})
LONGEST = {"short_text": 500, "long_text": 2000}
_MANDATORY = ("name", "type", "ask", "privacy")

_SIMPLE: dict[str, Callable[[Part], Any]] = {
    "privacy": lambda part: part.one_of(get_args(Privacy)),
    "pillars": lambda part: tuple(item.one_of(get_args(Pillar)) for item in part.items()),
    "lcap": lambda part: part.whole_number(1, 4),
    "protected_topic": Part.name,
    "required": Part.truth,
    "not_apply": Part.truth,
    "no_answer": Part.truth,
    "shuffle": Part.truth,
    "most": lambda part: part.whole_number(1, 99),
    "lowest": lambda part: part.whole_number(-LARGEST_NUMBER, LARGEST_NUMBER),
    "highest": lambda part: part.whole_number(-LARGEST_NUMBER, LARGEST_NUMBER),
}


def keys_of(kind: str) -> tuple[str, ...]:
    """The keys that a question of this type may have, the mandatory ones first."""
    keys = dict.fromkeys((*_MANDATORY, *QUESTION_TYPES[kind].model_fields))
    left_out = (*QUESTION_TYPES[kind].not_written, *QUESTION_TYPES[kind].named_lists)
    return tuple(key for key in keys if key not in left_out)


def mandatory_keys_of(kind: str) -> tuple[str, ...]:
    """The keys that a question of this type must have."""
    return (*_MANDATORY, *(key for key in keys_of(kind) if key in ("choices", "rows")))


class QuestionReader:
    """Reads the sections of one file in order, so that a rule knows which questions come before it."""

    def __init__(self, stem: str, named: Named, texts: SourceTexts) -> None:
        self.stem = stem
        self.named = named
        self.texts = texts
        self.earlier: dict[str, Question | None] = {}
        self.everything: frozenset[str] = frozenset()

    def read_sections(self, part: Part) -> tuple[Section, ...]:
        """All sections; those with faults may be left out."""
        self.everything = frozenset(_names_of_questions(part))
        found: dict[str, Section | None] = {}
        for item in part.items():
            _call(item, "section")
            block = item.block(SECTION_KEYS, mandatory=("name", "title", "questions"))
            name = block["name"].name() if "name" in block else None
            if name and name in found:
                item.fail(f'the section "{name}" is here twice; rename one')
            found[name or f"line {item.line}"] = self._read_section(name or "", block)
        return tuple(section for section in found.values() if section)

    def _read_section(self, name: str, block: Mapping[str, Part]) -> Section | None:
        key = f"{self.stem}.sections.{name}"
        title = read_text(block.get("title"), f"{key}.title", self.texts)
        introduction = read_text(block.get("introduction"), f"{key}.introduction", self.texts)
        optional = "optional" in block and block["optional"].truth()
        when = read_rule(block["when"], self.earlier, self.everything) if "when" in block else None
        items = block["questions"].items() if "questions" in block else []
        questions = tuple(question for item in items if (question := self._take_question(item)))
        if not name or title is None:
            return None
        return Section(
            name=name,
            title=title,
            introduction=introduction,
            optional=bool(optional),
            when=when,
            questions=questions,
        )

    def _take_question(self, part: Part) -> Question | None:
        _call(part, "question")
        entries = part.entries()
        name = entries["name"].name() if "name" in entries else None
        if name in RESERVED_NAMES:
            part.fail(f'the question name "{name}" is reserved; rename it')
        if name in self.earlier:
            part.fail(f'the question "{name}" is here twice; rename one')
        question = self._read_question(part, name or "", entries)
        if name:
            self.earlier.setdefault(name, question)
        return question

    def _read_question(self, part: Part, name: str, entries: dict[str, Part]) -> Question | None:
        before = len(part.faults)
        kind = entries["type"].one_of(tuple(QUESTION_TYPES)) if "type" in entries else None
        _check_keys(part, entries, kind)
        values = {key: self._read_value(key, value, name, kind) for key, value in entries.items()}
        for field, listed in QUESTION_TYPES[kind].named_lists.items() if kind else ():
            values[field] = self._find_list(part, listed)
        # A list that has faults of its own is None here, and they are noted where it stands.
        if kind is None or len(part.faults) > before or None in values.values():
            return None
        try:
            question = QUESTION_TYPES[kind](**values)
        except ValidationError as error:
            for each in error.errors(include_url=False):
                key = str(each["loc"][0])
                entries.get(key, part).fail(f"`{key}`: {each['msg']}; see docs/survey-format.md")
            return None
        faults = list(question.faults())
        for fault in faults:
            entries.get(str(fault.path[0]), part).fail(fault.words())
        return None if faults else question

    def _read_value(self, key: str, part: Part, name: str, kind: str | None) -> Any:
        if key in _SIMPLE:
            return _SIMPLE[key](part)
        if key in ("ask", "hint"):
            return read_text(part, f"{self.stem}.{name}.{key}", self.texts)
        if key in ("choices", "rows"):
            return self._read_list(part, f"{self.stem}.{name}.{key}")
        if key == "when":
            return read_rule(part, self.earlier, self.everything)
        if key == "longest":
            return part.whole_number(1, LONGEST.get(kind or "", LARGEST_NUMBER))
        return part.words()

    def _read_list(self, part: Part, key: str) -> Choices | None:
        if part.is_list:
            return read_choices(part, key, self.texts)
        words = part.words()
        return self._find_list(part, words) if words else None

    def _find_list(self, part: Part, name: str) -> Choices | None:
        if name not in self.named.lists:
            known = f"known lists: {', '.join(sorted(self.named.lists))}"
            part.fail(f'no list is called "{name}"; {did_you_mean(name, self.named.lists, fallback=known)}')
        return self.named.lists.get(name)


def _call(part: Part, what: str) -> None:
    """Call a section or a question by its name in messages."""
    names = [value.node.value for key, value in part.silent_pairs() if key == "name"]
    part.what = f'the {what} "{names[0]}"' if names else f"a {what}"


def _names_of_questions(sections: Part) -> Iterator[str]:
    """The names of all questions, without a look at anything else."""
    for section in sections.silently():
        for key, questions in section.silent_pairs():
            if key == "questions":
                for question in questions.silently():
                    yield from (
                        str(value.node.value) for key, value in question.silent_pairs() if key == "name"
                    )


def _check_keys(part: Part, entries: dict[str, Part], kind: str | None) -> None:
    """Note unknown and missing keys; take away those that cannot be read."""
    everywhere = {key for each in QUESTION_TYPES for key in keys_of(each)}
    known = keys_of(kind) if kind else everywhere
    for key in [key for key in entries if key not in known]:
        wrong = entries.pop(key)
        if key in everywhere:
            kinds = ", ".join(each for each in QUESTION_TYPES if key in keys_of(each))
            wrong.fail(f'"{key}" is not for {kind}, only for {kinds}; remove it or change the type')
        else:
            all_known = f"known here: {', '.join(known)}"
            wrong.fail(f'unknown key "{key}" in {part.what}; {did_you_mean(key, known, fallback=all_known)}')
    if part.is_block:
        for key in mandatory_keys_of(kind) if kind else _MANDATORY:
            if key not in entries:
                part.fail(f"{part.what} has no `{key}`; add `{key}: ...`, it is mandatory")

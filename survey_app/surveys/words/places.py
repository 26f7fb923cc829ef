"""Where each text of a survey stands: a key that lasts as long as the names of questions, and its place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from survey_app.surveys.model import Section, Survey
from survey_app.surveys.text import Text
from survey_app.surveys.types import Question

_START = frozenset({"title", "lines", "notices", "active_notice", "start", "help"})


@dataclass(frozen=True)
class Where:
    """The place of a text, as people count. part: its field: "title", "lines", "ask", "choices", "rows", ...

    section, question: their numbers from 1, through the whole survey; 0 for a text of the survey itself. item: the
    number in its list; 0 if it is in none. numbers: some of those that take it, if it is one of several plural forms.
    """

    part: str
    section: int = 0
    question: int = 0
    item: int = 0
    numbers: tuple[int, ...] = ()

    @property
    def is_start(self) -> bool:
        """Whether people read it before they start: what the survey is, consent, help."""
        return not self.section and self.part in _START

    @property
    def is_asked(self) -> bool:
        """Whether it is a question, or what people choose from. Other words there can change what an answer means."""
        return self.question > 0


@dataclass(frozen=True)
class Placed:
    """A text with its key, such as "belong.ask", "grade.choices.other", "sections.school.title" or "lines.0"."""

    key: str
    where: Where
    text: Text


Change = Callable[[Placed], Text]


def texts_of(survey: Survey) -> tuple[Placed, ...]:
    """Return every text of a survey, in the order of its page."""
    found: list[Placed] = []

    def note(placed: Placed) -> Text:
        found.append(placed)
        return placed.text

    with_texts(survey, note)
    return tuple(found)


@lru_cache(maxsize=64)
def kept_texts_of(survey: Survey) -> tuple[Placed, ...]:
    """The same, kept from the last time. They may be texts of an equal survey, so they are not the same objects."""
    return texts_of(survey)


def with_texts(survey: Survey, change: Change) -> Survey:
    """Return the survey with every text replaced by what `change` returns. What stays the same is the same object."""
    changed: Survey = _Walk(change).model(survey, "", Where(""), skip={"sections"}, then=_sections)
    return changed


@dataclass
class _Walk:
    change: Change
    sections: int = 0
    questions: int = 0

    def model(
        self,
        part: Any,
        key: str,
        where: Where,
        *,
        skip: set[str] | frozenset[str] = frozenset(),
        then: "Callable[[_Walk, Any], dict[str, Any]] | None" = None,
    ) -> Any:
        """Walk through the fields of a part of a survey in their order."""
        changed = {}
        for name, value in part:
            if name not in skip and isinstance(value, (Text, tuple)):
                new = self.field(value, _joined(key, name), Where(name, where.section, where.question))
                if new is not value:
                    changed[name] = new
        if then is not None:
            changed |= then(self, part)
        return part.model_copy(update=changed) if changed else part

    def field(self, value: Text | tuple[Any, ...], key: str, where: Where) -> Any:
        """Walk through one field: a text, texts, or choices."""
        if isinstance(value, Text):
            return self.change(Placed(key, where, value))
        new = tuple(self.item(each, key, where, at) for at, each in enumerate(value))
        return new if any(a is not b for a, b in zip(new, value, strict=True)) else value

    def item(self, each: Any, key: str, where: Where, at: int) -> Any:
        """Walk through one of a list: a text, or a choice with its texts."""
        here = Where(where.part, where.section, where.question, at + 1)
        if isinstance(each, Text):
            return self.change(Placed(f"{key}.{at}", here, each))
        if isinstance(each, BaseModel):
            return self.choice(each, _joined(key, str(getattr(each, "code", at))), here)
        return each

    def choice(self, choice: BaseModel, key: str, where: Where) -> BaseModel:
        """Walk through the texts of a choice; the key of its own text is that of the choice."""
        changed = {}
        for name, value in choice:
            if isinstance(value, Text):
                new = self.change(Placed(key if name == "text" else f"{key}.{name}", where, value))
                if new is not value:
                    changed[name] = new
        return choice.model_copy(update=changed) if changed else choice


def _sections(walk: _Walk, survey: Survey) -> dict[str, Any]:
    new = tuple(_section(walk, section) for section in survey.sections)
    return {"sections": new} if _differ(new, survey.sections) else {}


def _section(walk: _Walk, section: Section) -> Section:
    walk.sections += 1
    where, key = Where("", walk.sections), f"sections.{section.name}"
    then: Section = walk.model(section, key, where, skip={"questions"}, then=_questions)
    return then


def _questions(walk: _Walk, section: Section) -> dict[str, Any]:
    new = tuple(_question(walk, question) for question in section.questions)
    return {"questions": new} if _differ(new, section.questions) else {}


def _question(walk: _Walk, question: Question) -> Question:
    walk.questions += 1
    new: Question = walk.model(question, question.name, Where("", walk.sections, walk.questions))
    return new


def _differ(new: Sequence[object], old: Sequence[object]) -> bool:
    return any(a is not b for a, b in zip(new, old, strict=True))


def _joined(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name

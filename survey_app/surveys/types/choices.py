"""What question types share if their answers are codes of choices."""

from functools import cached_property
from typing import Any, ClassVar

from pydantic import Field

from survey_app.surveys.questions import (
    NO_ANSWER,
    NOT_APPLY,
    NOT_KNOW,
    Answer,
    CellType,
    Choice,
    Compared,
    Habits,
)
from survey_app.surveys.typed_text import bytes_of
from survey_app.surveys.types.question import Question

_NO_OPINION = frozenset({"not_sure", NOT_KNOW, NOT_APPLY, NO_ANSWER})
_YES = "yes"
_NEEDS = ("none", "small", "medium", "big")
_TOP = 2
_SHORT = 3


class Choices(Question):
    """A question that people answer with one of its choices, or with an escape such as "does not apply"."""

    compared: ClassVar[Compared] = "code"

    choices: tuple[Choice, ...] = Field(description="What people choose from: a list, or the name of one.")

    @property
    def offered(self) -> tuple[Choice, ...]:
        """All choices."""
        return self.choices

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Every code that is an answer, in order, with the escapes last."""
        return (*(choice.code for choice in self.choices), *self.escapes)

    @cached_property
    def other_key(self) -> str | None:
        """The key of the "other" text box; None if no choice opens one."""
        return f"{self.name}.other" if any(choice.other for choice in self.choices) else None

    def read(self, raw: Any) -> Answer:
        """One code, or None if blank."""
        return self.read_code(raw)

    def read_code(self, raw: Any, key: str = "") -> str | None:
        """Read one code; None if blank. Raises Unreadable."""
        if raw is None or raw == "":
            return None
        if not isinstance(raw, str):
            raise self.fail("wrong_shape", key)
        if raw not in self.codes:
            raise self.fail("unknown_choice", key)
        return raw

    def largest(self) -> Answer:
        """The longest code."""
        return max((None, *self.codes), key=bytes_of)

    def simulate(self, habits: Habits) -> Any:
        """Draw one choice."""
        return habits.draw([choice.code for choice in self.choices])


class Points(Choices):
    """A question whose choices are ordered points, so that some answers are better than others."""

    cell = CellType(level="ordinal")

    @cached_property
    def favorable(self) -> tuple[str, ...]:
        """The two highest points; of three points, only the highest; of yes and no, yes; of needs, the two largest.

        Source: docs/releases.md.
        """
        points = tuple(code for code in self.codes if code not in _NO_OPINION)
        if _YES in points:
            return (_YES,)
        return points[-1:] if len(points) <= _SHORT else points[-_TOP:]

    @property
    def is_need(self) -> bool:
        """Whether its points tell the size of a need."""
        return tuple(code for code in self.codes if code not in _NO_OPINION) == _NEEDS

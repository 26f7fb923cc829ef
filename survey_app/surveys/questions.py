"""What questions and answers are made of: choices, answers, what is wrong with one, and what a type tells of itself.

The class of all questions is in `surveys/types/question.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from survey_app import vocabulary
from survey_app.surveys.faults.fields import Grade, Name, Truth
from survey_app.surveys.text import Text
from survey_app.surveys.words import storable, tidy

NOT_APPLY = "na"
NO_ANSWER = "pnts"
LARGEST_NUMBER = 999_999_999
"""The largest number that a survey file may name, and the smallest below zero."""
MISSING_CODES = (-99, -66)
"""The codes of exports for missing answers are among these; see `results.variables.MISSING`. No answer may be."""

Answer = str | int | list[str] | dict[str, str] | None
FormFields = Callable[[str], Sequence[str]]
Privacy = Literal["identifier", "rare", "sensitive", "safe"]
Pillar = Literal[vocabulary.Pillar, "assets", "demo"]
Compared = Literal["code", "number", "nothing"]


@dataclass(frozen=True)
class Problem:
    """What is wrong with one answer.

    key: the question, or "question.row", or "question.other".
    code: required | unknown_choice | too_many | exclusive | too_long | not_a_number | out_of_range | bad_characters |
    wrong_shape, or one of a type's own. limits: the numbers a message needs, such as {"most": 3}. Never holds the
    answer.
    """

    key: str
    code: str
    limits: dict[str, int] = field(default_factory=dict)


class Unreadable(Exception):  # carries a Problem, never leaves this package
    """Raised by `read`; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


@dataclass(frozen=True)
class CellType:
    """What a column of answers is to people and to statistics programs.

    holds: what stands in a cell, in words. level: of measurement. frictionless: the type in datapackage.json. redcap:
    the field type, where the codes have labels; redcap_check: how REDCap checks what is typed. is_number: whether
    programs read whole numbers.
    """

    holds: str = "a code"
    level: Literal["nominal", "ordinal", "interval"] = "nominal"
    frictionless: str = "string"
    redcap: str = "radio"
    redcap_check: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class Habits:
    """How a simulated person answers one question.

    weights: code → how likely it is chosen; 1 for a code that is not there. lean: where on a scale the person stands,
    from 0 to 1. writes: how likely words are written, from 0 to 1. words: makes some.
    """

    random: Random
    weights: Mapping[str, float]
    lean: float
    writes: float
    words: Callable[[], str]

    def draw(self, codes: Sequence[str]) -> str:
        """One of the codes, each as often as its weight says."""
        return self.random.choices(codes, [self.weights.get(code, 1) for code in codes])[0]


class Choice(BaseModel):
    """One choice of a question.

    other: opens a text box ("please say"). exclusive: cannot be combined with another. fixed: keeps its place at the
    end when the rest is shuffled. grade: shown only where the school has this grade (K = 0, TK = -1).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Name
    text: Text
    hint: Text | None = None
    other: Truth = False
    exclusive: Truth = False
    fixed: Truth = Field(False, validate_default=True)
    grade: Grade | None = None

    @field_validator("fixed")
    @classmethod
    def _stays_last(cls, fixed: bool, others: ValidationInfo) -> bool:
        """ "Other" and "none of these" keep their place at the end."""
        return fixed or bool(others.data.get("other") or others.data.get("exclusive"))

    def is_at(self, lowest: int, highest: int) -> bool:
        """Whether a school with these grades has it."""
        return self.grade is None or lowest <= self.grade <= highest


def mend_words(key: str, longest: int, raw: Any) -> tuple[Any, list[Problem]]:
    """Words that can be stored, cut to their longest, and what had to be changed for it."""
    if not isinstance(raw, str):
        return raw, []
    changed = []
    words = tidy(raw)
    if (clean := storable(words)) != words:
        changed.append(Problem(key, "bad_characters"))
    if len(clean) > longest:
        changed.append(Problem(key, "too_long", {"longest": longest}))
    return clean[:longest], changed

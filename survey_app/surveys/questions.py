"""What questions and answers are made of: choices, answers, problems with an answer, and facts about a type.

The class of all questions is in `surveys/types/question.py`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from survey_app import vocabulary
from survey_app.surveys.faults.fields import Grade, Name, Tag, Truth
from survey_app.surveys.text import Text
from survey_app.surveys.typed_text import storable, tidy

NOT_APPLY = "na"
NO_ANSWER = "pnts"
NOT_KNOW = "dk"
LARGEST_NUMBER = 999_999_999
"""The largest number that a survey file may name. The smallest is the same below zero."""
MISSING_CODES = (-99, -66)
"""The range of the codes for missing answers in exports; see `results.variables.MISSING`. No answer may be in it."""

Answer = str | int | list[str] | dict[str, str] | None
FormFields = Callable[[str], Sequence[str]]
Privacy = Literal["identifier", "rare", "sensitive", "safe"]
STRICTEST_FIRST: tuple[Privacy, ...] = get_args(Privacy)
"""If versions of a survey give a question different classes, the strictest counts."""
Pillar = Literal[vocabulary.Pillar, "assets", "demo"]
Compared = Literal["code", "number", "nothing"]


@dataclass(frozen=True)
class Problem:
    """What is wrong with one answer. It never holds the answer.

    key: "question", "question.row" or "question.other".
    code: required | unknown_choice | too_many | exclusive | too_long | not_a_number | out_of_range | bad_characters |
    wrong_shape, or a type's own code. limits: the numbers that a message needs, such as {"most": 3}.
    """

    key: str
    code: str
    limits: dict[str, int] = field(default_factory=dict)


class Unreadable(Exception):  # holds a Problem and never leaves this package
    """`read` raises it; it holds the problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


@dataclass(frozen=True)
class CellType:
    """How to describe a column of answers to people and to statistics programs.

    holds: what a cell holds, in words. level: the level of measurement. frictionless: the type in datapackage.json.
    redcap: the field type if the codes have labels. redcap_check: how REDCap checks typed text. is_number: whether
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

    weights: code → how likely the person chooses it, 1 if not given. lean: where the person tends to be on a scale,
    from 0 to 1. writes: how likely the person writes words, from 0 to 1. words: a function that makes some words.
    """

    random: Random
    weights: Mapping[str, float]
    lean: float
    writes: float
    words: Callable[[], str]

    def draw(self, codes: Sequence[str]) -> str:
        """Draw one of the codes by their weights."""
        return self.random.choices(codes, [self.weights.get(code, 1) for code in codes])[0]


class Choice(BaseModel):
    """One choice of a question.

    other: opens a text box ("please say"). exclusive: a person who picks it can pick no other. fixed: it stays at the
    end when the others are shuffled. grade: only schools with this grade show it (K = 0, TK = -1). languages: only
    districts whose families speak one of these show it (BCP 47). usual: also where nobody knows what families speak.
    group: a heading above it and above those that follow.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Name
    text: Text
    hint: Text | None = None
    other: Truth = False
    exclusive: Truth = False
    fixed: Truth = Field(False, validate_default=True)
    grade: Grade | None = None
    # The JSON leaves these out if they say nothing, as in versions that we froze before these keys existed.
    languages: tuple[Tag, ...] = Field(default=(), exclude_if=lambda tags: not tags)
    usual: Truth = Field(default=False, exclude_if=lambda usual: not usual)
    group: Text | None = Field(default=None, exclude_if=lambda heading: heading is None)

    @field_validator("fixed")
    @classmethod
    def _stays_last(cls, fixed: bool, others: ValidationInfo) -> bool:
        """ "Other" and "none of these" stay at the end."""
        return fixed or bool(others.data.get("other") or others.data.get("exclusive"))

    def is_at(self, lowest: int, highest: int) -> bool:
        """Whether a school with these grades has this choice."""
        return self.grade is None or lowest <= self.grade <= highest

    def is_spoken(self, languages: Collection[str]) -> bool:
        """Whether a district has this choice. languages: what its families speak; empty if nobody knows."""
        if not self.languages:
            return True
        return any(each in languages for each in self.languages) if languages else self.usual


def mend_words(key: str, longest: int, raw: Any) -> tuple[Any, list[Problem]]:
    """Make words storable and cut them to `longest` characters. Returns them with problems that tell the changes."""
    if not isinstance(raw, str):
        return raw, []
    changed = []
    words = tidy(raw)
    if (clean := storable(words)) != words:
        changed.append(Problem(key, "bad_characters"))
    if len(clean) > longest:
        changed.append(Problem(key, "too_long", {"longest": longest}))
    return clean[:longest], changed

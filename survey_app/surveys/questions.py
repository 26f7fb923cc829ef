"""The question types: one class each, which knows its choices and reads a raw answer.

A raw answer comes from a form, a JSON body, a paper entry or the command line. `gather` turns form fields into the
JSON shape; `read` turns the JSON shape into an answer or a problem. There is no other validator.

    type            answer                     blank
    choose_one      "10"                       None
    scale, yes_no   "some", "na", "pnts"       None
    choose_several  ["tutor", "food"]          None    (in the order of the definition)
    matrix          {"tutoring": "yes"}        None    (rows without an answer are left out)
    short_text, long_text   "Más baños"        None
    whole_number    3                          None
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from survey_app.surveys.faults.fault import Fault
from survey_app.surveys.faults.fields import Truth
from survey_app.surveys.rules import Tree
from survey_app.surveys.text import Text
from survey_app.surveys.words import WIDEST, bytes_of, read_words

NOT_APPLY = "na"
NO_ANSWER = "pnts"
LARGEST_NUMBER = 999_999_999

Answer = str | int | list[str] | dict[str, str] | None
FormFields = Callable[[str], Sequence[str]]
Privacy = Literal["identifier", "rare", "sensitive", "safe"]
Pillar = Literal["P1", "P2", "P3", "P4", "assets", "demo"]


@dataclass(frozen=True)
class Problem:
    """What is wrong with one answer.

    key: the question, or "question.row", or "question.other".
    code: required | unknown_choice | too_many | exclusive | too_long | not_a_number | out_of_range | bad_characters |
    wrong_shape. limits: the numbers a message needs, such as {"most": 3}. Never holds the answer.
    """

    key: str
    code: str
    limits: dict[str, int] = field(default_factory=dict)


class Unreadable(Exception):  # carries a Problem, never leaves this package
    """Raised by `read`; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(_Frozen):
    """One choice of a question.

    other: opens a text box ("please say"). exclusive: cannot be combined with another. fixed: keeps its place at the
    end when the rest is shuffled. grade: shown only where the school has this grade (K = 0, TK = -1).
    """

    code: str
    text: Text
    hint: Text | None = None
    other: Truth = False
    exclusive: Truth = False
    fixed: Truth = False
    grade: int | None = Field(None, ge=-1, le=12)


class _Question(_Frozen):
    """What all types have; see docs/survey-format.md for the meaning of each field."""

    name: str
    ask: Text
    hint: Text | None = None
    privacy: Privacy
    pillars: tuple[Pillar, ...] = ()
    lcap: int | None = Field(None, ge=1, le=4)
    required: Truth = False
    when: Tree | None = None
    protected_topic: str | None = None
    not_apply: Truth = False
    no_answer: Truth = False

    @cached_property
    def escapes(self) -> tuple[str, ...]:
        """The codes that say why there is no answer: "na" (does not apply), "pnts" (prefers not to say)."""
        return (NOT_APPLY,) * self.not_apply + (NO_ANSWER,) * self.no_answer

    @cached_property
    def other_key(self) -> str | None:
        """The key of the text box beside "other", when the question has one."""
        return None

    def gather(self, fields: FormFields) -> Any:
        """The answer in its JSON shape, from form fields: `fields(name)` gives all values of a field."""
        values = fields(self.name)
        return values[-1] if values else None

    def read(self, raw: Any) -> Answer:
        """The answer, or None when blank. Raises Unreadable."""
        raise NotImplementedError

    def largest(self) -> Answer:
        """The answer, of all that `read` gives, that takes most bytes as JSON; see `surveys/sizes.py`."""
        raise NotImplementedError

    def faults(self) -> Iterator[Fault]:
        """What does not go together in this question, so that it cannot be published; paths begin at the question.

        A frozen version is read without this: what is found here may grow, and what was published stays readable.
        """
        return iter(())

    def fail(self, code: str, key: str = "", **limits: int) -> Unreadable:
        """An error to raise about this question."""
        return Unreadable(Problem(key or self.name, code, limits))


class _WithChoices(_Question):
    choices: tuple[Choice, ...]

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Every code that is an answer, in order, the escapes last."""
        return (*(choice.code for choice in self.choices), *self.escapes)

    @cached_property
    def other_key(self) -> str | None:
        return f"{self.name}.other" if any(choice.other for choice in self.choices) else None

    def read_code(self, raw: Any, key: str = "") -> str | None:
        """One code, or None when blank. Raises Unreadable."""
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


class ChooseOne(_WithChoices):
    """One of several choices."""

    type: Literal["choose_one"] = "choose_one"
    shuffle: Truth = False

    def read(self, raw: Any) -> Answer:
        """A code, or None."""
        return self.read_code(raw)


class Scale(_WithChoices):
    """A scale of labelled points, such as "Not at all" to "A great deal"."""

    type: Literal["scale"] = "scale"

    def read(self, raw: Any) -> Answer:
        """A code, or None."""
        return self.read_code(raw)


class YesNo(_WithChoices):
    """Yes, no or not sure."""

    type: Literal["yes_no"] = "yes_no"

    def read(self, raw: Any) -> Answer:
        """A code, or None."""
        return self.read_code(raw)


class ChooseSeveral(_WithChoices):
    """Any number of choices, or at most `most`; an exclusive choice or an escape stands alone."""

    type: Literal["choose_several"] = "choose_several"
    shuffle: Truth = False
    most: int | None = Field(None, ge=1, le=99)

    def gather(self, fields: FormFields) -> Any:
        """All values of the field."""
        return [value for value in fields(self.name) if value]

    def read(self, raw: Any) -> Answer:
        """Codes in the order of the definition, each once, or None."""
        if raw is None or raw == "":
            return None
        if not isinstance(raw, list) or not all(item is None or isinstance(item, str) for item in raw):
            raise self.fail("wrong_shape")
        # Each code once before it is looked up: a list may repeat one ten thousand times.
        given = {self.read_code(item) for item in set(raw)} - {None}
        if not given:
            return None
        if len(given) > 1 and given & self._alone:
            raise self.fail("exclusive")
        if self.most is not None and len(given) > self.most:
            raise self.fail("too_many", most=self.most)
        return [code for code in self.codes if code in given]

    def largest(self) -> Answer:
        """As many as may be chosen, of those with the longest codes."""
        others = [code for code in self.codes if code not in self._alone]
        together = sorted(others, key=bytes_of, reverse=True)[: self.most]
        return max((None, together, *([code] for code in self.codes)), key=bytes_of)

    def faults(self) -> Iterator[Fault]:
        """More may be chosen than there are."""
        yield from super().faults()
        if self.most is not None and self.most > len(self.choices):
            yield Fault("most_above_choices", ("most",), {"most": self.most, "choices": len(self.choices)})

    @cached_property
    def _alone(self) -> frozenset[str]:
        """The codes that cannot be combined with another."""
        return frozenset({choice.code for choice in self.choices if choice.exclusive} | set(self.escapes))


class Matrix(_WithChoices):
    """Several rows that share one set of choices."""

    type: Literal["matrix"] = "matrix"
    rows: tuple[Choice, ...]

    def row_key(self, row: str) -> str:
        """The form field of a row: "know_help.food"; its export column is "know_help_food"."""
        return f"{self.name}.{row}"

    def gather(self, fields: FormFields) -> Any:
        """One field per row."""
        given = {row.code: fields(self.row_key(row.code)) for row in self.rows}
        return {row: values[-1] for row, values in given.items() if values}

    def read(self, raw: Any) -> Answer:
        """Row → code for the rows that were answered, or None."""
        if raw is None or raw == "":
            return None
        if not isinstance(raw, dict):
            raise self.fail("wrong_shape")
        rows = [row.code for row in self.rows]
        if not set(raw) <= set(rows):
            raise self.fail("unknown_choice")
        answers = {row: self.read_code(raw.get(row), self.row_key(row)) for row in rows}
        return {row: code for row, code in answers.items() if code is not None} or None

    def largest(self) -> Answer:
        """Every row, with the longest code."""
        code = max(self.codes, key=bytes_of, default="")
        return {row.code: code for row in self.rows}

    def faults(self) -> Iterator[Fault]:
        """A text box, for which a matrix has no place."""
        yield from super().faults()
        if any(choice.other for choice in self.choices):
            yield Fault("text_box_in_matrix", ("choices",))
        if any(row.code == "other" or row.other for row in self.rows):
            yield Fault("text_box_in_row", ("rows",))


class _Words(_Question):
    longest: int

    def read(self, raw: Any) -> Answer:
        """The words as they were typed, without white space around them, or None."""
        return read_words(raw, self.longest, self.fail)

    def largest(self) -> Answer:
        """As many characters as may be written."""
        return WIDEST * self.longest


class ShortText(_Words):
    """One line of text."""

    type: Literal["short_text"] = "short_text"
    longest: int = Field(100, ge=1, le=500)


class LongText(_Words):
    """Several lines of text."""

    type: Literal["long_text"] = "long_text"
    longest: int = Field(500, ge=1, le=2000)


class WholeNumber(_Question):
    """A whole number within limits."""

    type: Literal["whole_number"] = "whole_number"
    lowest: int = Field(0, ge=-LARGEST_NUMBER, le=LARGEST_NUMBER)
    highest: int = Field(100, ge=-LARGEST_NUMBER, le=LARGEST_NUMBER)

    def read(self, raw: Any) -> Answer:
        """The number, or None; digits of any script are read."""
        if raw is None or raw == "":
            return None
        if isinstance(raw, str):
            raw = raw.strip().strip(_DIRECTION_MARKS)
            if not raw:
                return None
            # int() reads the digits of every script, so a number typed in Arabic digits is a number.
            if len(raw) > 12 or not raw.removeprefix("-").isdecimal():
                raise self.fail("not_a_number")
            raw = int(raw)
        if not isinstance(raw, int) or isinstance(raw, bool):
            raise self.fail("not_a_number")
        if not self.lowest <= raw <= self.highest:
            raise self.fail("out_of_range", lowest=self.lowest, highest=self.highest)
        return raw

    def largest(self) -> Answer:
        """The number with the most digits."""
        return max((None, self.lowest, self.highest), key=bytes_of)

    def faults(self) -> Iterator[Fault]:
        """No number lies between the limits."""
        yield from super().faults()
        if self.lowest > self.highest:
            yield Fault("limits_reversed", ("highest",), {"lowest": self.lowest})


Question = Annotated[
    ChooseOne | ChooseSeveral | Scale | YesNo | Matrix | ShortText | LongText | WholeNumber,
    Field(discriminator="type"),
]
QUESTION_TYPES: dict[str, type[_Question]] = {
    kind.model_fields["type"].default: kind
    for kind in (ChooseOne, ChooseSeveral, Scale, YesNo, Matrix, ShortText, LongText, WholeNumber)
}

# Invisible; they come along when a number is pasted from a text that runs right to left.
_DIRECTION_MARKS = "\u061c\u200e\u200f"

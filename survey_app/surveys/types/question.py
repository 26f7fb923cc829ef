"""What every question type has: the fields of a question, and what the rest of the app asks it.

Each type is one class in this folder. No other code knows the types: files, pages, results and exports ask the question
itself. A raw answer comes from a form, a JSON body, paper entry or the command line. `gather` turns form fields into
the JSON shape. `read` turns the JSON shape into an answer or a problem. There is no other validator.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from survey_app.surveys.faults.fault import Fault
from survey_app.surveys.faults.fields import Name, Truth
from survey_app.surveys.questions import (
    NO_ANSWER,
    NOT_APPLY,
    NOT_KNOW,
    Answer,
    CellType,
    Choice,
    Compared,
    FormFields,
    Habits,
    Pillar,
    Privacy,
    Problem,
    Unreadable,
)
from survey_app.surveys.rules import Tree
from survey_app.surveys.text import Text


class Question(BaseModel):
    """What all types have. docs/survey-format.md explains each field.

    Each type also defines:
    cell: how to describe its columns. is_words: people answer in their own words, which get no column. is_several: the
    answer is a list of codes, and each code gets a 1/0 column. compared: what a rule may compare it with.
    has_one_field: its macro makes one form field with the question's name. explains: its macro always says how to
    answer.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cell: ClassVar[CellType] = CellType()
    is_words: ClassVar[bool] = False
    is_several: ClassVar[bool] = False
    compared: ClassVar[Compared] = "nothing"
    has_one_field: ClassVar[bool] = False
    explains: ClassVar[bool] = False
    not_written: ClassVar[tuple[str, ...]] = ()
    """Fields that a survey file must not have for this type."""
    named_lists: ClassVar[Mapping[str, str]] = {}
    """Field → the shared list that always gives its choices. A survey file must not have these fields either."""

    name: Name = Field(description="Name of the question and of its column in exports.")
    ask: Text = Field(description="The question as people read it.")
    hint: Text | None = Field(None, description="A short help below the question.")
    privacy: Privacy = Field(description="How an export protects the answers.")
    pillars: tuple[Pillar, ...] = Field((), description="What it is evidence for.")
    lcap: int | None = Field(None, ge=1, le=4, description="Goal of the district's LCAP, 1 to 4.")
    required: Truth = Field(False, description="`true`: nobody can skip it.")
    when: Tree | None = Field(None, description="A rule: ask only if it holds.")
    protected_topic: Name | None = Field(None, description="A topic that the law protects; needs consent.")
    not_apply: Truth = Field(False, description='`true`: offers "Does not apply", code `na`.')
    no_answer: Truth = Field(False, description='`true`: offers "I prefer not to say", code `pnts`.')
    # The JSON leaves it out if it is false, as in versions that we froze before this key existed.
    not_know: Truth = Field(
        False,
        description='`true`: offers "I don\'t know", code `dk`, which no share counts.',
        exclude_if=lambda offers: not offers,
    )

    if TYPE_CHECKING:
        # Each type defines it as the first of its own fields, because frozen JSON keeps the order of the fields.
        type: str

    @classmethod
    def lists(cls) -> tuple[str, ...]:
        """The fields that hold lists of choices."""
        return tuple(name for name, one in cls.model_fields.items() if one.annotation == tuple[Choice, ...])

    @classmethod
    def texts(cls) -> tuple[str, ...]:
        """The fields that hold words in every language."""
        return tuple(name for name, one in cls.model_fields.items() if one.annotation in (Text, Text | None))

    @cached_property
    def escapes(self) -> tuple[str, ...]:
        """The codes that say why a person gives no answer.

        "dk" (does not know), "na" (does not apply), "pnts" (prefers not to say).
        """
        return (NOT_KNOW,) * self.not_know + (NOT_APPLY,) * self.not_apply + (NO_ANSWER,) * self.no_answer

    def faults(self) -> Iterator[Fault]:
        """The faults of this question that prevent publishing. Their paths begin at the question.

        We read frozen versions without these checks. So we can add checks, and published surveys stay readable.
        """
        return iter(())

    # --- What it offers ---

    @property
    def offered(self) -> tuple[Choice, ...]:
        """The choices whose codes are answers."""
        return ()

    @property
    def parts(self) -> tuple[Choice, ...]:
        """The things it asks about one by one, such as the rows of a matrix. Each has its own column."""
        return ()

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code that is an answer, in order, with the escapes last; empty if answers are not codes."""
        return ()

    def words_for(self, code: str) -> Text | None:
        """What one of its codes means; None if the code speaks for itself."""
        return next((choice.text for choice in self.offered if choice.code == code), None)

    @cached_property
    def other_key(self) -> str | None:
        """The key of the "other" text box; None if the question has none."""
        return None

    @property
    def is_shuffled(self) -> bool:
        """Whether each person sees the choices in a different order."""
        return False

    @property
    def most_picked(self) -> int:
        """How many choices a person may pick at most, where its page says so; else 0."""
        return 0

    def for_grades(self, lowest: int, highest: int) -> "Question":
        """The question for a school with these grades, without the choices and rows of other grades."""
        return self.having(lambda choice: choice.is_at(lowest, highest))

    def having(self, keeps: Callable[[Choice], bool]) -> "Question":
        """The question with those of its choices and rows that are kept."""
        lists: dict[str, tuple[Choice, ...]] = {name: getattr(self, name) for name in self.lists()}
        shorter = {
            name: kept
            for name, choices in lists.items()
            if len(kept := tuple(filter(keeps, choices))) < len(choices)
        }
        if not shorter:
            return self
        # model_copy would also copy the cached properties, which belong to the old choices.
        return type(self).model_construct(**{**dict(self), **shorter})

    @property
    def shape(self) -> tuple[object, ...]:
        """What must be equal in every survey with a question of this name, so that we can compare answers."""
        return (self.type, *(tuple(each.code for each in getattr(self, name)) for name in self.lists()))

    @property
    def limits(self) -> tuple[object, ...]:
        """What its shape has beside its type and its lists, such as how many choices a person may pick."""
        return self.shape[1 + len(self.lists()) :]

    # --- What an answer is ---

    def gather(self, fields: FormFields) -> Any:
        """Turn form fields into the answer's JSON shape. fields: name → all values of that form field."""
        values = fields(self.name)
        return values[-1] if values else None

    def read(self, raw: Any) -> Answer:
        """Turn the JSON shape into an answer; None if blank. Raises Unreadable."""
        raise NotImplementedError

    def mend(self, raw: Any) -> tuple[Any, list[Problem]]:
        """The valid part of a raw answer, and the problems of the rest. For answers that nobody can fix anymore."""
        return raw, []

    def largest(self) -> Answer:
        """The answer that takes the most bytes as JSON, of all that `read` can return; see `surveys/sizes.py`."""
        raise NotImplementedError

    def largest_raw(self) -> Any:
        """The raw answer that takes the most bytes as JSON, of all that a page sends and `read` accepts."""
        return self.largest()

    @property
    def most_characters(self) -> int:
        """How many characters a person may write."""
        return 0

    def fail(self, code: str, key: str = "", **limits: int) -> Unreadable:
        """Make an error about this question, for the caller to raise."""
        return Unreadable(Problem(key or self.name, code, limits))

    # --- What becomes of an answer ---

    def answer_to(self, part: str, answer: Any) -> str | None:
        """What an answer says about one of the parts; None if nothing."""
        raise NotImplementedError

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that an export may have for this question."""
        parts = self.parts or (self.offered if self.is_several else ())
        return (
            self.name,
            *(f"{self.name}_{part.code}" for part in parts if not part.other),
            *((f"{self.name}_other",) if self.other_key else ()),
        )

    @property
    def widest(self) -> int:
        """How many characters the longest answer takes in a column; 0 if answers are codes."""
        return 0

    @property
    def bands(self) -> tuple[str, ...]:
        """The bands in which we count answers that are not codes, in order; if empty, we do not count them."""
        return ()

    def band(self, cell: str) -> str:
        """The code or band that counts an answer. If it is not in `bands` or `codes`, the answer is not counted."""
        return cell

    @property
    def favorable(self) -> tuple[str, ...]:
        """The codes that count as favorable, or as a need; empty if no answer is better than another."""
        return ()

    @property
    def is_need(self) -> bool:
        """Whether the codes in `favorable` are needs."""
        return False

    # --- What a simulated person answers ---

    def simulate(self, habits: Habits) -> Any:
        """A raw answer of a simulated person who answers the question."""
        raise NotImplementedError

    def refusal(self) -> Any:
        """The raw answer of a person who prefers not to say."""
        return NO_ANSWER

"""What every question type has: the fields of a question, and what the rest of the app asks of one.

Each type is one class in this folder. Nothing else knows the types: files, pages, results and exports ask the question
itself. A raw answer comes from a form, a JSON body, a paper entry or the command line. `gather` turns form fields into
the JSON shape; `read` turns the JSON shape into an answer or a problem. There is no other validator.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from survey_app.surveys.faults.fault import Fault
from survey_app.surveys.faults.fields import Name, Truth
from survey_app.surveys.questions import (
    NO_ANSWER,
    NOT_APPLY,
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
    """What all types have; see docs/survey-format.md for the meaning of each field.

    A type says besides:
    cell: what its columns are. is_words: answered in one's own words, which get no column. is_several: the answer is
    a list of codes, and each code gets a 1/0 column. compared: what a rule may compare it with. has_one_field: its
    macro makes one form field, called like the question. explains: its macro always says how to answer.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cell: ClassVar[CellType] = CellType()
    is_words: ClassVar[bool] = False
    is_several: ClassVar[bool] = False
    compared: ClassVar[Compared] = "nothing"
    has_one_field: ClassVar[bool] = False
    explains: ClassVar[bool] = False
    not_written: ClassVar[tuple[str, ...]] = ()
    """Fields that a survey file does not write for this type."""
    named_lists: ClassVar[Mapping[str, str]] = {}
    """Fields whose choices are always those of a list of this name; the file does not write them either."""

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

    if TYPE_CHECKING:
        # Each type has it as its first field of its own: the order of fields is the order of the frozen JSON.
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
        """The codes that say why there is no answer: "na" (does not apply), "pnts" (prefers not to say)."""
        return (NOT_APPLY,) * self.not_apply + (NO_ANSWER,) * self.no_answer

    def faults(self) -> Iterator[Fault]:
        """What does not go together in this question, so that it cannot be published; paths begin at the question.

        A frozen version is read without this: what is found here may grow, and what was published stays readable.
        """
        return iter(())

    # --- What it offers ---

    @property
    def offered(self) -> tuple[Choice, ...]:
        """The choices whose codes are answers."""
        return ()

    @property
    def parts(self) -> tuple[Choice, ...]:
        """What is asked about one by one, such as the rows of a matrix: each has a column of its own."""
        return ()

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code that is an answer, in order, the escapes last; none where answers are no codes."""
        return ()

    def words_for(self, code: str) -> Text | None:
        """What one of its codes means; None where the code speaks for itself."""
        return next((choice.text for choice in self.offered if choice.code == code), None)

    @cached_property
    def other_key(self) -> str | None:
        """The key of the text box beside "other", when the question has one."""
        return None

    @property
    def is_shuffled(self) -> bool:
        """Whether each reader gets the choices in another order."""
        return False

    def for_grades(self, lowest: int, highest: int) -> "Question":
        """The question as a school with these grades has it: without the choices and rows of other grades."""
        lists: dict[str, tuple[Choice, ...]] = {name: getattr(self, name) for name in self.lists()}
        graded = {
            name: tuple(each for each in choices if each.is_at(lowest, highest))
            for name, choices in lists.items()
            if any(each.grade is not None for each in choices)
        }
        if not graded:
            return self
        # Not model_copy: that would take along what the question worked out from the choices it had before.
        return type(self).model_construct(**{**dict(self), **graded})

    @property
    def shape(self) -> tuple[object, ...]:
        """What must be the same wherever a question has this name, so that answers can be compared."""
        return (self.type, *(tuple(each.code for each in getattr(self, name)) for name in self.lists()))

    # --- What an answer is ---

    def gather(self, fields: FormFields) -> Any:
        """The answer in its JSON shape, from form fields: `fields(name)` gives all values of a field."""
        values = fields(self.name)
        return values[-1] if values else None

    def read(self, raw: Any) -> Answer:
        """The answer, or None when blank. Raises Unreadable."""
        raise NotImplementedError

    def mend(self, raw: Any) -> tuple[Any, list[Problem]]:
        """What of a raw answer can be taken where nobody can mend it any more, and what is wrong with the rest."""
        return raw, []

    def largest(self) -> Answer:
        """The answer, of all that `read` gives, that takes most bytes as JSON; see `surveys/sizes.py`."""
        raise NotImplementedError

    def largest_raw(self) -> Any:
        """The raw answer, of all that a page sends and `read` takes, that takes most bytes as JSON."""
        return self.largest()

    @property
    def most_characters(self) -> int:
        """How many characters a person may write."""
        return 0

    def fail(self, code: str, key: str = "", **limits: int) -> Unreadable:
        """An error to raise about this question."""
        return Unreadable(Problem(key or self.name, code, limits))

    # --- What becomes of an answer ---

    def answer_to(self, part: str, answer: Any) -> str | None:
        """What an answer says about one of the parts; None when nothing."""
        raise NotImplementedError

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that an export may have for it."""
        parts = self.parts or (self.offered if self.is_several else ())
        return (
            self.name,
            *(f"{self.name}_{part.code}" for part in parts if not part.other),
            *((f"{self.name}_other",) if self.other_key else ()),
        )

    @property
    def widest(self) -> int:
        """How many characters the longest answer has in a column; 0 where the codes say it."""
        return 0

    @property
    def bands(self) -> tuple[str, ...]:
        """What answers that are no codes are counted as, in order; they are not counted where there are none."""
        return ()

    def band(self, cell: str) -> str:
        """The code or band that an answer is counted as; one that is not in `bands` or `codes` is not counted."""
        return cell

    @property
    def favorable(self) -> tuple[str, ...]:
        """The codes that are favorable together, or a need; none where nothing is better than anything else."""
        return ()

    @property
    def is_need(self) -> bool:
        """Whether the codes of `favorable` are needs."""
        return False

    # --- What a simulated person answers ---

    def simulate(self, habits: Habits) -> Any:
        """A raw answer of a simulated person who answers the question."""
        raise NotImplementedError

    def refusal(self) -> Any:
        """The raw answer of somebody who prefers not to say."""
        return NO_ANSWER

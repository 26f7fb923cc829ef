"""Any number of choices, or up to a maximum."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Literal

from pydantic import Field

from survey_app.surveys.faults.fault import Fault
from survey_app.surveys.faults.fields import Truth
from survey_app.surveys.questions import NO_ANSWER, Answer, CellType, FormFields, Habits
from survey_app.surveys.typed_text import bytes_of
from survey_app.surveys.types.choices import Choices

_ANOTHER = 0.55
_MOST_SIMULATED = 5


class ChooseSeveral(Choices):
    """Any number of choices, or at most `most`. A person who picks an exclusive choice can pick no other."""

    cell = CellType(holds="codes, joined by a space", redcap="checkbox")
    is_several = True
    explains = True

    type: Literal["choose_several"] = "choose_several"
    shuffle: Truth = Field(False, description="`true`: each person sees the choices in another order.")
    most: int | None = Field(
        None, ge=1, le=99, description="How many choices a person may pick; any number without it."
    )

    @property
    def is_shuffled(self) -> bool:
        """As the survey file says."""
        return self.shuffle

    @property
    def most_picked(self) -> int:
        """As the survey file says."""
        return self.most or 0

    @property
    def shape(self) -> tuple[object, ...]:
        """Adds how many choices a person may pick."""
        return (*super().shape, self.most)

    def faults(self) -> Iterator[Fault]:
        """A fault if `most` exceeds the number of choices."""
        yield from super().faults()
        if self.most is not None and self.most > len(self.choices):
            yield Fault("most_above_choices", ("most",), {"most": self.most, "choices": len(self.choices)})

    def gather(self, fields: FormFields) -> Any:
        """All values of the field."""
        return [value for value in fields(self.name) if value]

    def read(self, raw: Any) -> Answer:
        """Codes in the order of the definition, each once, or None."""
        if raw is None or raw == "":
            return None
        if not isinstance(raw, list) or not all(item is None or isinstance(item, str) for item in raw):
            raise self.fail("wrong_shape")
        # The set comes first, because a list may repeat one code ten thousand times.
        given = {self.read_code(item) for item in set(raw)} - {None}
        if not given:
            return None
        if len(given) > 1 and given & self._alone:
            raise self.fail("exclusive")
        if self.most is not None and len(given) > self.most:
            raise self.fail("too_many", most=self.most)
        return [code for code in self.codes if code in given]

    def largest(self) -> Answer:
        """As many choices as a person may pick, those with the longest codes."""
        others = [code for code in self.codes if code not in self._alone]
        together = sorted(others, key=bytes_of, reverse=True)[: self.most]
        return max((None, together, *([code] for code in self.codes)), key=bytes_of)

    def simulate(self, habits: Habits) -> Any:
        """Draw one choice, and some more if it is not exclusive."""
        codes = [choice.code for choice in self.choices]
        combinable = [code for code in codes if code not in self._alone]
        first = habits.draw(codes)
        given, most = {first}, self.most or _MOST_SIMULATED
        while first not in self._alone and habits.random.random() < _ANOTHER and len(given) < most:
            given.add(habits.draw(combinable))
        return [code for code in codes if code in given]

    def refusal(self) -> Any:
        """A list of one code."""
        return [NO_ANSWER]

    @cached_property
    def _alone(self) -> frozenset[str]:
        """The codes that exclude every other one."""
        return frozenset({choice.code for choice in self.choices if choice.exclusive} | set(self.escapes))

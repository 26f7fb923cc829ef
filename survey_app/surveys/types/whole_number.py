"""A whole number within limits."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Literal

from pydantic import Field

from survey_app.surveys.faults.fault import Fault
from survey_app.surveys.questions import LARGEST_NUMBER, MISSING_CODES, Answer, CellType, Habits
from survey_app.surveys.typed_text import bytes_of
from survey_app.surveys.types.question import Question

# Invisible marks that come with a number when somebody pastes it from right-to-left text.
_DIRECTION_MARKS = "\u061c\u200e\u200f"
_MOST_DIGITS = 12
_LARGEST_RAW = "\U0001d7d7" * _MOST_DIGITS  # the page sends digits of any script
_MOST_NUMBERS = 12
_BANDS = 5


class WholeNumber(Question):
    """A whole number within limits."""

    cell = CellType("a whole number", "interval", "integer", "text", "integer", is_number=True)
    compared = "number"
    has_one_field = True
    # A person who does not want to say leaves it blank.
    not_written = ("not_apply", "no_answer", "not_know")

    type: Literal["whole_number"] = "whole_number"
    lowest: int = Field(
        0, ge=-LARGEST_NUMBER, le=LARGEST_NUMBER, description="The lowest number that is taken."
    )
    highest: int = Field(
        100, ge=-LARGEST_NUMBER, le=LARGEST_NUMBER, description="The highest number that is taken."
    )

    def faults(self) -> Iterator[Fault]:
        """Faults of its limits: no number within, or a code for a missing answer in exports; and of its class."""
        yield from super().faults()
        if self.lowest > self.highest:
            yield Fault("limits_reversed", ("highest",), {"lowest": self.lowest})
        if self.privacy in ("sensitive", "safe"):
            yield Fault("number_shown_exactly", ("privacy",), {"question": self.name})
        first, last = MISSING_CODES
        if self.lowest <= last and self.highest >= first:
            values = {"lowest": self.lowest, "first": first, "last": last, "least": last + 1}
            yield Fault("limits_hold_missing_codes", ("lowest",), values)

    def read(self, raw: Any) -> Answer:
        """The number, or None if blank. Digits may be of any script."""
        if raw is None or raw == "":
            return None
        if isinstance(raw, str):
            raw = raw.strip().strip(_DIRECTION_MARKS)
            if not raw:
                return None
            # int() reads the digits of every script, so a number typed in Arabic digits is a number.
            if len(raw) > _MOST_DIGITS or not raw.removeprefix("-").isdecimal():
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

    def largest_raw(self) -> Any:
        """As many digits as `read` accepts."""
        return _LARGEST_RAW

    @property
    def widest(self) -> int:
        """The number of digits of the longest number, with its sign."""
        return max(len(str(self.lowest)), len(str(self.highest)))

    @cached_property
    def bands(self) -> tuple[str, ...]:
        """Each number as its own band, or five bands if there are many numbers."""
        return tuple(self._band(low) for low in range(self.lowest, self.highest + 1, self._width))

    def band(self, cell: str) -> str:
        """The band that holds a number."""
        number = int(cell)
        return self._band(number - (number - self.lowest) % self._width)

    def simulate(self, habits: Habits) -> Any:
        """Draw any number within the limits."""
        return habits.random.randint(self.lowest, self.highest)

    @cached_property
    def _width(self) -> int:
        span = self.highest - self.lowest + 1
        return 1 if span <= _MOST_NUMBERS else -(-span // _BANDS)

    def _band(self, low: int) -> str:
        return str(low) if self._width == 1 else f"{low}-{min(low + self._width - 1, self.highest)}"

"""What question types share if people answer in their own words."""

from typing import Any

from survey_app.surveys.questions import Answer, Habits, Problem, mend_words
from survey_app.surveys.typed_text import WIDEST, read_words
from survey_app.surveys.types.question import Question


class Words(Question):
    """A question that people answer in their own words. It has no column: one would lead from a text to its writer."""

    is_words = True
    has_one_field = True
    # A person who does not want to say leaves it blank.
    not_written = ("not_apply", "no_answer", "not_know")

    longest: int

    def read(self, raw: Any) -> Answer:
        """The words as typed, without white space around them; None if blank."""
        return read_words(raw, self.longest, self.fail)

    def mend(self, raw: Any) -> tuple[Any, list[Problem]]:
        """The part of the words that we can store, cut to the longest length."""
        return mend_words(self.name, self.longest, raw)

    def largest(self) -> Answer:
        """As many characters as a person may write."""
        return WIDEST * self.longest

    @property
    def most_characters(self) -> int:
        """As the survey file says."""
        return self.longest

    def simulate(self, habits: Habits) -> Any:
        """Make some words, or None."""
        return habits.words() if habits.random.random() < habits.writes else None

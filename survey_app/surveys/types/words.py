"""What the types have in common that are answered in one's own words."""

from typing import Any

from survey_app.surveys.questions import Answer, Habits, Problem, mend_words
from survey_app.surveys.types.question import Question
from survey_app.surveys.words import WIDEST, read_words


class Words(Question):
    """Answered in one's own words. It has no column: that would lead from a text to its writer."""

    is_words = True
    has_one_field = True
    # Who does not want to say leaves it blank.
    not_written = ("not_apply", "no_answer")

    longest: int

    def read(self, raw: Any) -> Answer:
        """The words as they were typed, without white space around them, or None."""
        return read_words(raw, self.longest, self.fail)

    def mend(self, raw: Any) -> tuple[Any, list[Problem]]:
        """What can be stored of the words, cut to the longest."""
        return mend_words(self.name, self.longest, raw)

    def largest(self) -> Answer:
        """As many characters as may be written."""
        return WIDEST * self.longest

    @property
    def most_characters(self) -> int:
        """As the file says."""
        return self.longest

    def simulate(self, habits: Habits) -> Any:
        """Some words, or none."""
        return habits.words() if habits.random.random() < habits.writes else None

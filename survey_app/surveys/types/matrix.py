"""Several rows that share one set of choices."""

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field

from survey_app.surveys.faults.fault import Fault
from survey_app.surveys.questions import NO_ANSWER, Answer, Choice, FormFields, Habits, Problem, Unreadable
from survey_app.surveys.typed_text import bytes_of
from survey_app.surveys.types.choices import Points


class Matrix(Points):
    """Several rows that share one set of choices."""

    compared = "nothing"

    type: Literal["matrix"] = "matrix"
    rows: tuple[Choice, ...] = Field(description="The rows: a list, or the name of one.")

    def faults(self) -> Iterator[Fault]:
        """A fault for each text box, because a matrix has no place for one."""
        yield from super().faults()
        if any(choice.other for choice in self.choices):
            yield Fault("text_box_in_matrix", ("choices",))
        if any(row.code == "other" or row.other for row in self.rows):
            yield Fault("text_box_in_row", ("rows",))

    @property
    def parts(self) -> tuple[Choice, ...]:
        """The rows."""
        return self.rows

    def row_key(self, row: str) -> str:
        """The form field of a row, such as "know_help.food". Its export column is "know_help_food"."""
        return f"{self.name}.{row}"

    def gather(self, fields: FormFields) -> Any:
        """One field per row."""
        given = {row.code: fields(self.row_key(row.code)) for row in self.rows}
        return {row: values[-1] for row, values in given.items() if values}

    def read(self, raw: Any) -> Answer:
        """Row → code for the answered rows; None if there are none."""
        if raw is None or raw == "":
            return None
        if not isinstance(raw, dict):
            raise self.fail("wrong_shape")
        rows = [row.code for row in self.rows]
        if not set(raw) <= set(rows):
            raise self.fail("unknown_choice")
        answers = {row: self.read_code(raw.get(row), self.row_key(row)) for row in rows}
        return {row: code for row, code in answers.items() if code is not None} or None

    def mend(self, raw: Any) -> tuple[Any, list[Problem]]:
        """The valid rows, and the problems of the others. If no row is valid, all rows, so that `read` refuses them."""
        if not isinstance(raw, dict):
            return raw, []
        valid: dict[str, str] = {}
        problems: list[Problem] = []
        for row, code in raw.items():
            try:
                if self.read({row: code}):
                    valid[row] = code
            except Unreadable as unreadable:
                # A body has room for thousands of rows that do not exist. They are one problem.
                if unreadable.problem not in problems:
                    problems.append(unreadable.problem)
        return (valid, problems) if valid else (raw, [])

    def largest(self) -> Answer:
        """Every row, with the longest code."""
        code = max(self.codes, key=bytes_of, default="")
        return {row.code: code for row in self.rows}

    def answer_to(self, part: str, answer: Any) -> str | None:
        """The code that a row got; None if it was not answered."""
        code: str | None = answer.get(part)
        return code

    def simulate(self, habits: Habits) -> Any:
        """Draw a choice in every row."""
        codes = [choice.code for choice in self.choices]
        return {row.code: habits.draw(codes) for row in self.rows}

    def refusal(self) -> Any:
        """The "prefer not to say" code in every row."""
        return {row.code: NO_ANSWER for row in self.rows}

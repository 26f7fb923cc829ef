"""The root of every error that we raise on purpose: it holds problems. `errors.py` has the classes below it."""

from collections.abc import Iterable, Mapping
from typing import Self

from survey_app.problems.english import in_english
from survey_app.problems.problem import Problem, Value


class SurveyAppError(Exception):
    """The root of all errors that the command line prints without a traceback.

    code: one of `problems.english`. field: the form field where it can be fixed. values: what the code's words need.
    """

    def __init__(self, code: str, /, field: str = "", **values: Value) -> None:
        super().__init__(code)
        self.problems: tuple[Problem, ...] = (Problem(code, values, field),)

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> Self:
        """Make one error for several problems; there is at least one."""
        all_problems = tuple(problems)
        error = cls(all_problems[0].code)
        error.problems = all_problems
        return error

    @classmethod
    def at(cls, faults: Mapping[str, str]) -> Self:
        """Make one error for a form. faults: field → code."""
        return cls.of(Problem(code, field=field) for field, code in faults.items())

    @property
    def code(self) -> str:
        """The code of the first problem."""
        return self.problems[0].code

    @property
    def values(self) -> Mapping[str, Value]:
        """The values of the first problem."""
        return self.problems[0].values

    @property
    def by_field(self) -> dict[str, Problem]:
        """Form field → what is wrong there."""
        return {problem.field: problem for problem in self.problems}

    @property
    def codes(self) -> dict[str, str]:
        """Form field → the code of what is wrong there."""
        return {problem.field: problem.code for problem in self.problems}

    def __str__(self) -> str:
        return "\n".join(in_english(problem) for problem in self.problems)

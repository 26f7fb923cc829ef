"""Checks that names agree across surveys: one name is one question, and one export column is one thing."""

from collections.abc import Iterator

from survey_app.surveys.faults.fault import Fault
from survey_app.surveys.model import Survey
from survey_app.surveys.spss_names import check_for_spss
from survey_app.surveys.types import Question
from survey_app.vocabulary import ROW_COLUMNS

# Results store one person's answers to one question as the bits of one number.
MOST_OF_SEVERAL = 60


def check_columns(survey: Survey) -> Iterator[Fault]:
    """Faults of questions that would give two export columns one name, such as `a_b` and choice `b` of `a`.

    Also faults of column names that SPSS refuses. Names stay forever, so this is the last chance to change one.
    """
    taken = dict.fromkeys(ROW_COLUMNS, "")
    for path, question in survey.placed_questions():
        if question.is_several and len(question.offered) > MOST_OF_SEVERAL:
            values = {"question": question.name, "choices": len(question.offered), "most": MOST_OF_SEVERAL}
            yield Fault("too_many_choices", (*path, "choices"), values)
        for column in question.columns:
            values = {"question": question.name, "column": column, "other": taken.get(column)}
            if column in taken:
                code = "column_twice" if taken[column] else "column_of_every_row"
                yield Fault(code, (*path, "name"), values)
            taken[column] = question.name
            yield from (fault.under(*path, "name") for fault in check_for_spss(column, question.name))


class SameQuestions:
    """Compares questions across surveys: the same name must mean the same type, choices and rows."""

    def __init__(self) -> None:
        self._first: dict[str, tuple[str, Question]] = {}

    def check(self, survey: Survey) -> Iterator[Fault]:
        """Faults of questions in this survey that differ from the first question of their name."""
        for path, question in survey.placed_questions():
            name, first = self._first.setdefault(question.name, (survey.name, question))
            if first.shape != question.shape:
                yield Fault("another_question", (*path, "name"), {"question": question.name, "survey": name})

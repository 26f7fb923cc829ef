"""What surveys promise each other: one name is one question, and one column of an export is one thing."""

from survey_app.surveys.files.translations import SourceTexts
from survey_app.surveys.model import Survey
from survey_app.surveys.questions import Question
from survey_app.surveys.spss_names import spss_fault

# The columns that every row of an export begins with.
ROW_COLUMNS = ("row", "school", "survey", "version", "channel")


# Results hold the answers of one person to one question as bits of one number.
MOST_OF_SEVERAL = 60


def check_columns(survey: Survey, texts: SourceTexts) -> None:
    """Note questions that would give two columns of an export one name, such as `a_b` and choice `b` of `a`.

    And columns with a name that SPSS does not take: names stay for ever, so this is the last moment to change one.
    """
    taken = dict.fromkeys(ROW_COLUMNS, "every row")
    for question in survey.questions():
        if question.is_several and len(question.offered) > MOST_OF_SEVERAL:
            message = f'"{question.name}" has {len(question.offered)} choices; {MOST_OF_SEVERAL} is the most'
            texts.faults.add(_line(survey, question, texts), f"{message}; split it into two questions")
        for column in question.columns:
            if column in taken:
                message = (
                    f'"{question.name}" would have the column "{column}", as has {taken[column]}; rename one'
                )
                texts.faults.add(_line(survey, question, texts), message)
            taken[column] = f'"{question.name}"'
            if rule := spss_fault(column):
                rename = (
                    f'rename "{question.name}"' if column == question.name else "shorten the name or the code"
                )
                texts.faults.add(_line(survey, question, texts), f'the column "{column}" {rule}; {rename}')


class SameQuestions:
    """Questions by name over several surveys: the same name must mean the same type, choices and rows."""

    def __init__(self) -> None:
        self._first: dict[str, tuple[str, Question]] = {}

    def check(self, survey: Survey, texts: SourceTexts) -> None:
        """Note the questions of this survey that differ from the first of their name."""
        for question in survey.questions():
            stem, first = self._first.setdefault(question.name, (survey.name, question))
            if first.shape != question.shape:
                message = f'"{question.name}" has another type, or other choices, than in {stem}.yaml'
                remedy = "make them the same, so that groups can be compared, or rename it"
                texts.faults.add(_line(survey, question, texts), f"{message}; {remedy}")


def _line(survey: Survey, question: Question, texts: SourceTexts) -> int:
    return texts.written[f"{survey.name}.{question.name}.ask"].line

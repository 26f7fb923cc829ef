"""What a response says in each variable: an answer, or which kind of missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from survey_app.results.variables import (
    BLANK,
    NOT_REACHED,
    NOT_SHOWN,
    PREFERS_NOT,
    Column,
    Variable,
    columns_of,
    variables_of,
)
from survey_app.surveys.flow import asked, choices_for
from survey_app.surveys.model import SchoolFacts, Survey
from survey_app.surveys.questions import NO_ANSWER
from survey_app.surveys.rules import names

Cell = str | tuple[str, ...]
"""A code, number or missing code; several codes in the order of the definition for a choose_several."""

_REMEMBERED = 10_000


class Response(NamedTuple):
    """A response as the box holds it. answers: see `surveys.answers.Reading`, with true in place of words."""

    id: bytes
    school: str
    version: str
    channel: str
    answers: Mapping[str, Any]


@dataclass(frozen=True)
class SurveyFile:
    """What a file of rows is made from: the definition, not the answers.

    name: of the survey. versions: newest first. facts: school → what its rules may look at.
    """

    name: str
    versions: tuple[Survey, ...]
    facts: Mapping[str, SchoolFacts]
    variables: tuple[Variable, ...]
    columns: tuple[Column, ...]

    @property
    def identifiers(self) -> tuple[Variable, ...]:
        """What others may know about a person."""
        return tuple(variable for variable in self.variables if variable.privacy == "identifier")


def survey_file(versions: Sequence[Survey], facts: Mapping[str, SchoolFacts]) -> SurveyFile:
    """Everything that is known before the first row. versions: of one survey, newest first, at least one."""
    variables = tuple(variables_of(versions))
    return SurveyFile(versions[0].name, tuple(versions), facts, variables, tuple(columns_of(variables)))


class CellReader:
    """Reads responses of one survey into cells, one per variable; `variables`: only these, all when left out."""

    def __init__(self, file: SurveyFile, variables: Sequence[Variable] | None = None) -> None:
        self._facts = file.facts
        self._versions = {survey.version: survey for survey in file.versions}
        self._rules = {survey.version: _deciding_questions(survey) for survey in file.versions}
        self._asked: dict[tuple[Any, ...], frozenset[str]] = {}
        wanted = file.variables if variables is None else variables
        self._blank: dict[str, Cell] = {variable.name: NOT_SHOWN for variable in wanted}
        self._columns = {
            survey.version: [(v.name, v.question.name, v.row) for v in wanted if survey.version in v.versions]
            for survey in file.versions
        }

    def read(self, response: Response) -> dict[str, Cell]:
        """Variable name → cell."""
        shown = self._shown(response)
        cells = self._blank.copy()
        for name, question, row in self._columns[response.version]:
            if question in shown:
                answers = response.answers
                cells[name] = _cell(answers[question], row) if question in answers else NOT_REACHED
        return cells

    def _shown(self, response: Response) -> frozenset[str]:
        """The questions that are asked at this school after these answers; only few answers decide that."""
        answers = response.answers
        deciding = tuple(_hashable(answers.get(name)) for name in self._rules[response.version])
        key = (response.version, response.school, deciding)
        if key not in self._asked:
            if len(self._asked) >= _REMEMBERED:
                self._asked.clear()
            survey = self._versions[response.version]
            found = asked(survey, self._facts[response.school], answers)
            self._asked[key] = frozenset(question.name for question in found)
        return self._asked[key]


def choices_here(variables: Iterable[Variable], facts: SchoolFacts) -> tuple[int, ...]:
    """How many choices each variable has at this school: it differs where choices are for some grades only."""
    return tuple(len(choices_for(getattr(variable.question, "choices", ()), facts)) for variable in variables)


def _deciding_questions(survey: Survey) -> tuple[str, ...]:
    rules = [section.when for section in survey.sections] + [question.when for question in survey.questions()]
    looked_at = {name for rule in rules if rule for name in names(rule)}
    return tuple(question.name for question in survey.questions() if question.name in looked_at)


def _hashable(answer: Any) -> Any:
    if isinstance(answer, list):
        return tuple(answer)
    return tuple(answer.items()) if isinstance(answer, dict) else answer


def _cell(answer: Any, row: str | None) -> Cell:
    if row is not None and answer is not None:
        answer = answer.get(row)
    if isinstance(answer, str):
        return PREFERS_NOT if answer == NO_ANSWER else answer
    if not answer and answer != 0:
        return BLANK
    if isinstance(answer, list):
        return PREFERS_NOT if answer == [NO_ANSWER] else tuple(answer)
    # Of words only that there are some; bool is asked first, for True is also the number 1.
    return "1" if answer is True else str(answer)

"""What a response says in each variable: an answer, or the reason why there is none."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from survey_app.results.series import Collector, Mask, Series, joint
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
from survey_app.surveys.flow import asked, choices_for, spoken_at
from survey_app.surveys.model import SchoolFacts, Survey
from survey_app.surveys.questions import NO_ANSWER
from survey_app.surveys.rules import names

Cell = str | tuple[str, ...]
"""A code, a number or a missing code. A choose_several has several codes, in the order of the definition."""

_AT_ONCE = 500
_ABSENT = object()


class Response(NamedTuple):
    """A mixed response. answers: see `surveys.answers.Reading`; free text is left out."""

    id: bytes
    school: str
    version: str
    channel: str
    answers: Mapping[str, Any]


@dataclass(frozen=True)
class SurveyFile:
    """What a file of rows is made from: the survey's definition, not its answers.

    name: the survey's name. versions: newest first. facts: school → the facts that rules may use.
    """

    name: str
    versions: tuple[Survey, ...]
    facts: Mapping[str, SchoolFacts]
    variables: tuple[Variable, ...]
    columns: tuple[Column, ...]

    @property
    def identifiers(self) -> tuple[Variable, ...]:
        """The variables that others may know about a person."""
        return tuple(variable for variable in self.variables if variable.privacy == "identifier")

    @property
    def by_importance(self) -> tuple[Variable, ...]:
        """The identifiers, ordered by importance as the newest version says, the most important first.

        Those that it does not name come last, in survey order.
        """
        places = {name: place for place, name in enumerate(self.versions[0].who)}
        return tuple(
            sorted(self.identifiers, key=lambda variable: places.get(variable.question.name, len(places)))
        )


def survey_file(versions: Sequence[Survey], facts: Mapping[str, SchoolFacts]) -> SurveyFile:
    """Describe a file of rows before the first row. versions: at least one, of one survey, newest first.

    It leaves out the languages that no school here shows: the state's list has three times as many.
    """
    shown = tuple(spoken_at(survey, facts.values()) for survey in versions)
    variables = tuple(variables_of(shown))
    return SurveyFile(shown[0].name, shown, facts, variables, tuple(columns_of(variables)))


@dataclass(frozen=True)
class Frame:
    """Every response to a survey. cells: variable → its column. Position i of each column is the same response."""

    file: SurveyFile
    school: Series[str]
    version: Series[str]
    channel: Series[str]
    cells: Mapping[str, Series[Cell]]

    def __len__(self) -> int:
        return len(self.school)


def read_frame(
    file: SurveyFile, responses: Iterable[Response], variables: Sequence[Variable] | None = None
) -> Frame:
    """Read all responses, once. variables: read only these; None reads all. Memory: a byte or two per cell."""
    wanted = file.variables if variables is None else variables
    deciding = {name: Collector[Any]() for survey in file.versions for name in _deciding_questions(survey)}
    given = {variable.name: Collector[Any]() for variable in wanted}
    known = (Collector[str](), Collector[str](), Collector[str]())
    for batch in _batches(responses):
        for collector, values in zip(known, zip(*(one[1:4] for one in batch), strict=True), strict=True):
            collector.add(values)
        answers = [response.answers for response in batch]
        for name, collector in deciding.items():
            collector.add([_hashable(one.get(name, _ABSENT)) for one in answers])
        for variable in wanted:
            given[variable.name].add(_raw_answers(batch, variable))
    school, version, channel = (collector.series() for collector in known)
    asked_here = _asked(file, school, version, {name: one.series() for name, one in deciding.items()})
    cells: dict[str, Series[Cell]] = {}
    for variable in wanted:
        # `pop` frees the raw answers question by question, so that memory does not hold them twice.
        column = given.pop(variable.name).series().map(partial(_cell, variable))
        is_asked_there = version.mask(variable.versions.__contains__) & _has_row(school, variable, file)
        is_hidden = ~(_is_asked(asked_here, variable.question.name) & is_asked_there)
        cells[variable.name] = column.replaced({NOT_SHOWN: is_hidden}) if is_hidden.any() else column
    return Frame(file, school, version, channel, cells)


def choices_here(variables: Iterable[Variable], facts: SchoolFacts) -> tuple[int, ...]:
    """How many choices each variable has at this school. Some choices are only for schools with certain grades."""
    return tuple(len(choices_for(variable.question.offered, facts)) for variable in variables)


def _batches(responses: Iterable[Response]) -> Iterator[list[Response]]:
    rest = iter(responses)
    while batch := list(islice(rest, _AT_ONCE)):
        yield batch


def _asked(
    file: SurveyFile, school: Series[str], version: Series[str], deciding: Mapping[str, Series[Any]]
) -> Series[frozenset[str]]:
    """For each response, the questions that were asked. Only a few answers decide that."""
    surveys = {survey.version: survey for survey in file.versions}

    def asked_after(known: tuple[Any, ...]) -> frozenset[str]:
        given = zip(deciding, known[2:], strict=True)
        answers = {name: _as_given(answer) for name, answer in given if answer is not _ABSENT}
        questions = asked(surveys[known[1]], file.facts[known[0]], answers)
        return frozenset(question.name for question in questions)

    return joint([school, version, *deciding.values()]).map(asked_after)


def _deciding_questions(survey: Survey) -> tuple[str, ...]:
    rules = [section.when for section in survey.sections] + [question.when for question in survey.questions()]
    used = {name for rule in rules if rule for name in names(rule)}
    return tuple(question.name for question in survey.questions() if question.name in used)


def _hashable(answer: Any) -> Any:
    if isinstance(answer, list):
        return tuple(answer)
    return frozenset(answer.items()) if isinstance(answer, dict) else answer


def _as_given(answer: Any) -> Any:
    """The answer as it was before `_hashable`."""
    if isinstance(answer, tuple):
        return list(answer)
    return dict(answer) if isinstance(answer, frozenset) else answer


def _raw_answers(batch: Sequence[Response], variable: Variable) -> list[Any]:
    """The answers to one question, or to one of its parts, in a form that can be keys of a dict."""
    name, row = variable.question.name, variable.row
    if row is not None:
        return [
            _raw_answer_to_part(row, variable, one.answers.get(name, _ABSENT), one.version) for one in batch
        ]
    answers = [one.answers.get(name, _ABSENT) for one in batch]
    return list(map(_hashable, answers)) if not set(map(type, answers)).isdisjoint((list, dict)) else answers


def _raw_answer_to_part(row: str, variable: Variable, answer: Any, version: str) -> Any:
    """What an answer says about one part. In another version the question may have another type."""
    if answer is _ABSENT or answer is None or version not in variable.versions:
        return answer if answer is _ABSENT else None
    return variable.question.answer_to(row, answer)


def _has_row(school: Series[str], variable: Variable, file: SurveyFile) -> Mask | bool:
    """Which responses come from a school with the grade that a row is for. Most rows are for all grades."""
    part = variable.part
    if part is None or part.grade is None:
        return True
    return school.mask(lambda name: part.is_at(file.facts[name].grade_low, file.facts[name].grade_high))


def _is_asked(asked_here: Series[frozenset[str]], name: str) -> Mask:
    return asked_here.mask(lambda names: name in names)


def _cell(variable: Variable, answer: Any) -> Cell:
    if answer is _ABSENT:
        return NOT_REACHED
    if isinstance(answer, str):
        return PREFERS_NOT if answer == NO_ANSWER else answer
    if not answer and answer != 0:
        return BLANK
    if isinstance(answer, tuple):
        return PREFERS_NOT if answer == (NO_ANSWER,) else _codes_here(variable, answer)
    return str(answer)


def _codes_here(variable: Variable, answer: tuple[str, ...]) -> tuple[str, ...]:
    """The codes of an answer. A language that no school here shows any more counts as "another language"."""
    other = next((choice.code for choice in variable.question.offered if choice.other), None)
    if other is None or set(answer) <= set(variable.codes):
        return answer
    return tuple(dict.fromkeys(code if code in variable.codes else other for code in answer))

"""The variables and columns of a survey's file of rows. They come from its definition, never from the answers.

A variable is a question, or one part of a question, such as a row of a matrix. It has one column. If people may give
several codes, it also has one column per code, with 1 or 0.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from survey_app.surveys.model import Survey
from survey_app.surveys.questions import NO_ANSWER, STRICTEST_FIRST, Choice, Privacy
from survey_app.surveys.rules import Tree, names
from survey_app.surveys.types import Question
from survey_app.vocabulary import ROW_COLUMNS

NOT_SHOWN = ""
NOT_REACHED = "-77"
BLANK = "-88"
PREFERS_NOT = "-99"
WITHHELD = "-66"
MISSING = {
    NOT_SHOWN: "not shown to this person",
    NOT_REACHED: "not reached: the person stopped before this question",
    BLANK: "seen, but left blank",
    PREFERS_NOT: "prefers not to say",
    WITHHELD: "withheld, so that nobody can be recognized",
}


@dataclass(frozen=True)
class Variable:
    """One answer column across all versions of a survey in a round.

    name: its column's name. question: its newest version. row: the code of the matrix row, or other part of the
    question; None for a whole question. versions: the versions that ask it. codes: every code that an answer may have,
    in order, except "prefer not to say"; empty for numbers. privacy: the strictest class that any version gives it.
    """

    name: str
    question: Question
    row: str | None
    versions: frozenset[str]
    codes: tuple[str, ...]
    privacy: Privacy

    @property
    def part(self) -> Choice | None:
        """The matrix row, or other part of a question, that it is about; None for a whole question."""
        return next((part for part in self.question.parts if part.code == self.row), None)

    @property
    def is_split(self) -> bool:
        """Whether it has a 1/0 column for each choice."""
        return self.question.is_several


class Column(NamedTuple):
    """One column of the file. code: the choice that a 1/0 column stands for; None for the answer column."""

    name: str
    variable: Variable
    code: str | None


def variables_of(versions: Sequence[Survey]) -> list[Variable]:
    """The variables of a survey: those of its newest version in survey order, then those that only older ones ask.

    versions: of one survey, newest first. If a question changed its type, it is two variables, and the older one is
    named after its version. A question that decides whether an identifier is asked counts as an identifier itself.
    Free-text questions have no variable: a column that tells who wrote something would lead from a text to its writer.
    """
    taken: set[str] = set(ROW_COLUMNS)
    telling = {name for survey in versions for name in _deciders_of_identifiers(survey)}
    return [
        Variable(
            name=_free_name(_variable_name(alike[0], row), taken),
            question=asking[0].question,
            row=row,
            versions=frozenset(one.version for one in asking),
            codes=_codes([one.question for one in alike]),
            privacy="identifier" if alike[0].question.name in telling else _strictest(alike),
        )
        for alike in _alike_questions(versions)
        for row, asking in _rows(alike).items()
    ]


def columns_of(variables: Sequence[Variable]) -> list[Column]:
    """Every column after the first five, in order. A name that is already taken gets a number."""
    taken = set(ROW_COLUMNS) | {variable.name for variable in variables}
    columns = []
    for variable in variables:
        columns.append(Column(variable.name, variable, None))
        if variable.is_split:
            columns += [
                Column(_free_name(f"{variable.name}_{code}", taken), variable, code)
                for code in variable.codes
            ]
    return columns


def needs_of(survey: Survey) -> dict[str, frozenset[str]]:
    """Question → all questions and school facts that decide whether it is shown, directly or through others."""
    needs: dict[str, frozenset[str]] = {}
    for section in survey.sections:
        of_section = _names_in(section.when)
        if section.optional:
            of_section.add("school.sections")
        for question in section.questions:
            direct = of_section | _names_in(question.when)
            needs[question.name] = frozenset(direct.union(*(needs.get(name, frozenset()) for name in direct)))
    return needs


def _names_in(rule: Tree | None) -> set[str]:
    return set(names(rule)) if rule else set()


class _Asked(NamedTuple):
    version: str
    is_newest: bool
    question: Question


def _deciders_of_identifiers(survey: Survey) -> Iterator[str]:
    needs = needs_of(survey)
    for question in survey.questions():
        if question.privacy == "identifier":
            yield from needs[question.name]


def _strictest(alike: Sequence[_Asked]) -> Privacy:
    return min((one.question.privacy for one in alike), key=STRICTEST_FIRST.index)


def _alike_questions(versions: Sequence[Survey]) -> Iterator[list[_Asked]]:
    """Groups of questions with the same name and type, newest first in each group."""
    alike: dict[tuple[str, str], list[_Asked]] = {}
    newest: dict[str, str] = {}
    for survey in versions:
        for question in survey.questions():
            is_newest = newest.setdefault(question.name, question.type) == question.type
            if question.is_words:
                continue
            key = (question.name, question.type)
            alike.setdefault(key, []).append(_Asked(survey.version, is_newest, question))
    yield from alike.values()


def _rows(alike: Sequence[_Asked]) -> dict[str | None, list[_Asked]]:
    """Part → the questions that have it; a version may lack some. The part None stands for a question without parts."""
    rows: dict[str | None, list[_Asked]] = {}
    for one in alike:
        parts = [part.code for part in one.question.parts]
        for row in parts or (None,):
            rows.setdefault(row, []).append(one)
    return rows


def _codes(questions: Sequence[Question]) -> tuple[str, ...]:
    codes = {code: None for question in questions for code in question.codes}
    return tuple(code for code in codes if code != NO_ANSWER)


def _variable_name(asked: _Asked, row: str | None) -> str:
    name = asked.question.name
    if not asked.is_newest:
        name = f"{name}_{asked.version.replace('-', '_').replace('.', '_')}"
    return f"{name}_{row}" if row else name


def _free_name(name: str, taken: set[str]) -> str:
    """The name, or name_2, name_3, ... if it is taken. The result is added to `taken`."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    taken.add(free)
    return free

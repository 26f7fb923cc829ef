"""What a release shows, fixed with the survey before anybody answers: which questions, broken down by which groups."""

from collections.abc import Callable
from dataclasses import dataclass

from survey_app.results.cells import Cell, SurveyFile
from survey_app.results.rows.ladders import TWO_OR_MORE
from survey_app.results.variables import MISSING, Variable
from survey_app.surveys.model import SchoolFacts
from survey_app.surveys.questions import WholeNumber

NOT_SAID = "not_said"
MOST_TWO_WAY = 3
_MOST_NUMBERS = 12
_NUMBER_BANDS = 5


@dataclass(frozen=True)
class Asked:
    """What is counted under one name: a variable of the survey.

    codes: every answer, in order. place: of the code of a cell, -1 for none. several: more than one may be given.
    """

    name: str
    codes: tuple[str, ...]
    place: Callable[[Cell], int]
    several: bool = False


@dataclass(frozen=True)
class Breakdown:
    """An identifier that answers are broken down by. groups: everyone is in exactly one of them."""

    variable: Variable
    groups: tuple[str, ...]

    @property
    def name(self) -> str:
        """Of the identifier."""
        return self.variable.name

    def place(self, cell: Cell) -> int:
        """The group of somebody with this cell."""
        if isinstance(cell, tuple):
            cell = cell[0] if len(cell) == 1 else TWO_OR_MORE
        return self.groups.index(NOT_SAID if cell in MISSING else cell)

    def possible(self, facts: SchoolFacts) -> tuple[bool, ...]:
        """For each group, whether a school can have it: a high school has no sixth grade."""
        grades = {choice.code: choice.grade for choice in getattr(self.variable.question, "choices", ())}
        return tuple(
            (grade := grades.get(group)) is None or facts.grade_low <= grade <= facts.grade_high
            for group in self.groups
        )


@dataclass(frozen=True)
class Plan:
    """Everything that a release of one survey will show. two_way: at most three pairs of places in `breakdowns`."""

    asked: tuple[Asked, ...]
    breakdowns: tuple[Breakdown, ...]
    two_way: tuple[tuple[int, int], ...] = ()


def plan_of(file: SurveyFile, two_way: tuple[tuple[str, str], ...] = ()) -> Plan:
    """The plan of a survey: every question that can be counted, by every identifier, and by declared pairs of them.

    Raises ValueError for a pair that is not of identifiers, or more pairs than three.
    """
    breakdowns = tuple(_breakdown(variable) for variable in file.identifiers if variable.codes)
    names = [breakdown.name for breakdown in breakdowns]
    if len(two_way) > MOST_TWO_WAY or any(name not in names for pair in two_way for name in pair):
        raise ValueError(f"at most {MOST_TWO_WAY} pairs of {', '.join(names)}")
    pairs = tuple((names.index(first), names.index(second)) for first, second in two_way)
    asked = tuple(_asked(variable) for variable in file.variables if variable.privacy != "identifier")
    return Plan(asked, breakdowns, pairs)


def _breakdown(variable: Variable) -> Breakdown:
    together = (TWO_OR_MORE,) if variable.is_split else ()
    return Breakdown(variable, (*variable.codes, *together, NOT_SAID))


def _asked(variable: Variable) -> Asked:
    question = variable.question
    if isinstance(question, WholeNumber):
        return _number(variable, question)
    places = {code: place for place, code in enumerate(variable.codes)}

    def place(cell: Cell) -> int:
        return places.get(cell, -1) if isinstance(cell, str) else -1

    return Asked(variable.name, variable.codes, place, variable.is_split)


def _number(variable: Variable, question: WholeNumber) -> Asked:
    """Numbers are counted one by one, or in five bands where there are many."""
    span = question.highest - question.lowest + 1
    width = 1 if span <= _MOST_NUMBERS else -(-span // _NUMBER_BANDS)
    lows = range(question.lowest, question.highest + 1, width)
    codes = tuple(
        str(low) if width == 1 else f"{low}-{min(low + width - 1, question.highest)}" for low in lows
    )

    def place(cell: Cell) -> int:
        return -1 if cell in MISSING else (int(str(cell)) - question.lowest) // width

    return Asked(variable.name, codes, place)

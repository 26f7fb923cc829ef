"""What a release shows, fixed with the survey before anybody answers: which questions, broken down by which groups."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from survey_app.results.cells import Cell, SurveyFile
from survey_app.results.instruments import good_codes
from survey_app.results.rows.ladders import TWO_OR_MORE
from survey_app.results.variables import MISSING, Variable, needs_of
from survey_app.surveys.questions import WholeNumber

NOT_SAID = "not_said"
MOST_BREAKDOWNS = 3
"""More would look at an answer more than ten times: see `tables`."""
_MOST_NUMBERS = 12
_NUMBER_BANDS = 5


@dataclass(frozen=True)
class Asked:
    """What is counted under one name: a variable of the survey.

    codes: every answer, in order. place: of the code of a cell, -1 for none. several: more than one may be given.
    good: the places of the codes that are favorable together, or a need; none where nothing is better than the rest.

    is_conditional: whether an answer decides who is asked, so that how many answered tells of that answer.
    follows: whether that is another answer than to a who-question. is_followed: whether its answers decide so.
    """

    name: str
    codes: tuple[str, ...]
    place: Callable[[Cell], int]
    several: bool = False
    good: list[int] = field(default_factory=list)
    is_conditional: bool = False
    follows: bool = False
    is_followed: bool = False


@dataclass(frozen=True)
class Breakdown:
    """A who-question that answers are broken down by. groups: everyone is in exactly one of them."""

    variable: Variable
    groups: tuple[str, ...]

    @property
    def name(self) -> str:
        """Of the who-question."""
        return self.variable.name

    def place(self, cell: Cell) -> int:
        """The group of somebody with this cell."""
        if isinstance(cell, tuple):
            cell = cell[0] if len(cell) == 1 else TWO_OR_MORE
        return self.groups.index(NOT_SAID if cell in MISSING else cell)


@dataclass(frozen=True)
class Plan:
    """Everything that a release of one survey will show."""

    asked: tuple[Asked, ...]
    breakdowns: tuple[Breakdown, ...]


def plan_of(file: SurveyFile) -> Plan:
    """The plan of a survey: every question that can be counted, by the who-questions that matter most."""
    matter = [variable for variable in file.by_importance if variable.codes][:MOST_BREAKDOWNS]
    deciders = _deciders(file)
    who = {variable.question.name for variable in file.identifiers}
    followed = frozenset().union(*deciders.values()) - who
    asked = tuple(
        replace(
            _asked(variable),
            is_conditional=bool(deciders[variable.question.name]),
            follows=not deciders[variable.question.name] <= who,
            is_followed=variable.question.name in followed,
        )
        for variable in file.variables
        if variable.privacy != "identifier"
    )
    return Plan(asked, tuple(_breakdown(variable) for variable in matter))


def _deciders(file: SurveyFile) -> dict[str, frozenset[str]]:
    """Question → the questions whose answers decide whether it is asked, in any version."""
    found: dict[str, frozenset[str]] = {}
    for survey in file.versions:
        for name, needs in needs_of(survey).items():
            answers = frozenset(need for need in needs if not need.startswith("school."))
            found[name] = found.get(name, frozenset()) | answers
    return found


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

    good, _ = good_codes(question)
    favorable = [places[code] for code in good if code in places]
    return Asked(variable.name, variable.codes, place, variable.is_split, favorable)


def _number(variable: Variable, question: WholeNumber) -> Asked:
    """Numbers are counted one by one, or in five bands where there are many."""
    span = question.highest - question.lowest + 1
    width = 1 if span <= _MOST_NUMBERS else -(-span // _NUMBER_BANDS)
    lows = range(question.lowest, question.highest + 1, width)
    codes = tuple(
        str(low) if width == 1 else f"{low}-{min(low + width - 1, question.highest)}" for low in lows
    )

    def place(cell: Cell) -> int:
        at = -1 if cell in MISSING else (int(str(cell)) - question.lowest) // width
        # An older version may have allowed more.
        return at if at < len(codes) else -1

    return Asked(variable.name, codes, place)

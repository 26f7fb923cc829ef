"""What a release shows: which questions, by which groups. The survey fixes this before anyone answers."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field, replace
from enum import Flag, auto

from survey_app.results.cells import Cell, SurveyFile
from survey_app.results.rows.generalization import TWO_OR_MORE
from survey_app.results.variables import MISSING, Variable, needs_of
from survey_app.surveys.questions import NOT_KNOW

NOT_SAID = "not_said"
MOST_BREAKDOWNS = 3
"""With more breakdowns, an answer would be in more than ten counts: see `tables`."""


class Path(Flag):
    """How a question is tied to who is asked what."""

    FREE = 0
    BY_WHO = auto()
    """Answers to who-questions decide who is asked this question."""
    BY_ANSWER = auto()
    """Other answers decide who is asked it, so the number of people who answered reveals those answers."""
    DECIDES = auto()
    """Its answers decide who is asked another question."""


@dataclass(frozen=True)
class CountedQuestion:
    """A question as it is counted: one variable of the survey.

    codes: every answer, in order. place: cell → position of its code, -1 for none. several: more than one is allowed.
    good: positions of the codes that count as favorable, or as a need; empty if no answer is better than another.
    path: whether other answers decide who is asked, and whether these answers decide who is asked something else.
    """

    name: str
    codes: tuple[str, ...]
    place: Callable[[Cell], int]
    several: bool = False
    good: list[int] = field(default_factory=list)
    path: Path = Path.FREE


@dataclass(frozen=True)
class Breakdown:
    """A who-question that splits the answers. groups: everyone is in exactly one of them."""

    variable: Variable
    groups: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of the who-question."""
        return self.variable.name

    def place(self, cell: Cell) -> int:
        """The position of the group of a person with this cell."""
        if isinstance(cell, tuple):
            cell = cell[0] if len(cell) == 1 else TWO_OR_MORE
        return self.groups.index(NOT_SAID if cell in MISSING else cell)


@dataclass(frozen=True)
class Plan:
    """Everything that a release of one survey will show."""

    asked: tuple[CountedQuestion, ...]
    breakdowns: tuple[Breakdown, ...]


def plan_of(file: SurveyFile) -> Plan:
    """Plan a survey's release: every question that can be counted, by the who-questions that matter most."""
    important = [variable for variable in file.by_importance if variable.codes][:MOST_BREAKDOWNS]
    deciders = _deciders(file)
    who = {variable.question.name for variable in file.identifiers}
    asked = tuple(
        replace(_counted_question(variable), path=_path(variable.question.name, deciders, who))
        for variable in file.variables
        if variable.privacy != "identifier" and _counted_codes(variable)
    )
    return Plan(asked, tuple(_breakdown(variable) for variable in important))


def _path(name: str, deciders: Mapping[str, frozenset[str]], who: Set[str]) -> Path:
    decided_by = Path.BY_ANSWER if deciders[name] - who else Path.BY_WHO if deciders[name] else Path.FREE
    decides = name not in who and any(name in names for names in deciders.values())
    return decided_by | (Path.DECIDES if decides else Path.FREE)


def _deciders(file: SurveyFile) -> dict[str, frozenset[str]]:
    """Question → the questions whose answers decide whether it is asked, in any version."""
    deciders: dict[str, frozenset[str]] = {}
    for survey in file.versions:
        for name, needs in needs_of(survey).items():
            answers = frozenset(need for need in needs if not need.startswith("school."))
            deciders[name] = deciders.get(name, frozenset()) | answers
    return deciders


def _breakdown(variable: Variable) -> Breakdown:
    together = (TWO_OR_MORE,) if variable.is_split else ()
    return Breakdown(variable, (*variable.codes, *together, NOT_SAID))


def _counted_question(variable: Variable) -> CountedQuestion:
    question, codes = variable.question, _counted_codes(variable)
    places = {code: place for place, code in enumerate(codes)}

    def place(cell: Cell) -> int:
        # An older version of the survey may have allowed other answers.
        return -1 if cell in MISSING or isinstance(cell, tuple) else places.get(question.band(cell), -1)

    favorable = [places[code] for code in question.favorable if code in places]
    return CountedQuestion(variable.name, codes, place, variable.is_split, favorable)


def _counted_codes(variable: Variable) -> tuple[str, ...]:
    """The codes or bands that its answers are counted as; empty if the type has neither.

    Whoever does not know has no opinion to count: no share holds them, above or below the line.
    """
    return tuple(code for code in variable.codes if code != NOT_KNOW) or variable.question.bands

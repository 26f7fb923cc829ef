"""What others may know about a person: school, identifiers, the path through the survey, version, channel."""

from survey_app.results.cells import Cell, Frame, SurveyFile
from survey_app.results.rows.generalization import hierarchy_of, plain_hierarchy, school_hierarchy
from survey_app.results.rows.paths import Paths
from survey_app.results.rows.pooling import Combination, Hierarchy
from survey_app.results.series import Series, joint
from survey_app.results.variables import NOT_REACHED

_REACHED = "reached"


class QuasiIdentifiers:
    """What others may know about a person, as one combination per response.

    names, ladders: of each place in the combination. order: the places, the one to keep best first: the school, then
    the identifiers in the order that the survey names, then how the response came to be.
    """

    def __init__(self, file: SurveyFile, paths: Paths) -> None:
        self._paths = paths
        self._identifiers = file.by_importance
        who = [variable.name for variable in self._identifiers]
        self.names = ["school", _REACHED, *who, "path", "version", "channel"]
        hierarchies: list[Hierarchy] = [hierarchy_of(variable) for variable in self._identifiers]
        self.hierarchies = [
            school_hierarchy,
            plain_hierarchy,
            *hierarchies,
            plain_hierarchy,
            plain_hierarchy,
            plain_hierarchy,
        ]
        # Who stopped before a who-question shows it by what follows, withheld or not. Such rows hide nobody else,
        # so they are a crowd of their own, over all schools: one at each school would cost eleven rows there.
        self.order = [1, 0, *range(2, len(self.names))]

    def combinations(self, frame: Frame) -> Series[Combination]:
        """The values of every response."""
        cells = [frame.cells[variable.name] for variable in self._identifiers]
        reached = joint([frame.school, *cells]).map(_reached)
        who = [each.map(joined) for each in cells]
        return joint([frame.school, reached, *who, self._paths.words(frame), frame.version, frame.channel])


def joined(cell: Cell) -> str:
    """A cell in one word: several codes with a space between."""
    return cell if isinstance(cell, str) else " ".join(cell)


def _reached(known: tuple[Cell, ...]) -> str:
    return NOT_REACHED if NOT_REACHED in known[1:] else _REACHED

"""Quasi-identifiers, what others may know about a person: school, identifiers, survey path, version and channel."""

from survey_app.results.cells import Cell, Frame, SurveyFile
from survey_app.results.rows.generalization import hierarchy_of, plain_hierarchy, school_hierarchy
from survey_app.results.rows.paths import Paths
from survey_app.results.rows.pooling import Combination, Hierarchy
from survey_app.results.series import Series, joint
from survey_app.results.variables import NOT_REACHED

_REACHED = "reached"


class QuasiIdentifiers:
    """What others may know about a person, as one combination per response.

    names, hierarchies: one for each position in the combination. order: the positions, the most important to keep
    first: whether the person reached the who-questions, the school, the identifiers in the order that the survey
    names, then path, version and channel.
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
        # If you stopped before a who-question, the empty rest of your row shows it, withheld or not. Such rows hide
        # nobody else, so they form one group over all schools. A group at each school would cost eleven rows there.
        self.order = [1, 0, *range(2, len(self.names))]

    def combinations(self, frame: Frame) -> Series[Combination]:
        """The combination of values of every response."""
        cells = [frame.cells[variable.name] for variable in self._identifiers]
        reached = joint([frame.school, *cells]).map(_reached)
        who = [each.map(joined) for each in cells]
        return joint([frame.school, reached, *who, self._paths.words(frame), frame.version, frame.channel])


def joined(cell: Cell) -> str:
    """A cell as one word, with spaces between several codes."""
    return cell if isinstance(cell, str) else " ".join(cell)


def _reached(known: tuple[Cell, ...]) -> str:
    return NOT_REACHED if NOT_REACHED in known[1:] else _REACHED

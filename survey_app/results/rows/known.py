"""What others may know about a person: school, identifiers, the path through the survey, version, channel."""

from collections import Counter
from collections.abc import Mapping

from survey_app.results.cells import Cell, Frame, SurveyFile
from survey_app.results.rows.ladders import ladder_of, plain_ladder, school_ladder
from survey_app.results.rows.paths import Paths
from survey_app.results.rows.pooling import Combination, Ladder
from survey_app.results.series import Series, joint
from survey_app.results.variables import NOT_REACHED, WITHHELD


class Known:
    """What others may know about a person, as one combination per response.

    The school is kept best, then the identifiers, then how the response came to be. names, ladders: of each place in
    the combination.
    """

    def __init__(self, file: SurveyFile, paths: Paths) -> None:
        self._paths = paths
        self._identifiers = file.identifiers
        self.names = ["school"]
        self.ladders: list[Ladder] = [school_ladder]
        for variable in file.identifiers:
            # Who stopped early shows it by the questions that follow, withheld or not: such rows hide nobody else.
            self.names += [f"{variable.name}/reached", variable.name]
            self.ladders += [plain_ladder, ladder_of(variable)]
        self.names += ["path", "version", "channel"]
        self.ladders += [plain_ladder, plain_ladder, plain_ladder]

    def combinations(self, frame: Frame) -> Series[Combination]:
        """The values of every response."""
        columns: list[Series[str]] = [frame.school]
        for variable in self._identifiers:
            cells = frame.cells[variable.name]
            columns += [cells.map(_reached), cells.map(joined)]
        return joint([*columns, self._paths.words(frame), frame.version, frame.channel])

    def orders(self) -> list[list[int]]:
        """Orders to try: school, an identifier, the others, and the rest; in each the places in a combination."""
        pairs = [[place, place + 1] for place in range(1, 2 * len(self._identifiers), 2)]
        rest = list(range(2 * len(pairs) + 1, len(self.names)))
        orders = [
            [0, *first, *(at for pair in pairs if pair != first for at in pair), *rest] for first in pairs
        ]
        return orders or [[0, *rest]]

    def kept(self, groups: Mapping[Combination, Counter[Combination]]) -> float:
        """How many cells of identifiers stay as they are; one that became coarser counts half."""
        places = range(2, 2 * len(self._identifiers) + 1, 2)
        return sum(
            rows
            * sum(1.0 if labels[at] == combination[at] else 0.5 for at in places if labels[at] != WITHHELD)
            for labels, group in groups.items()
            for combination, rows in group.items()
        )


def joined(cell: Cell) -> str:
    """A cell in one word: several codes with a space between."""
    return cell if isinstance(cell, str) else " ".join(cell)


def _reached(cell: Cell) -> str:
    return NOT_REACHED if cell == NOT_REACHED else "reached"

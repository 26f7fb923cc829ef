"""Withhold what fewer than eleven people answered, in variables whose rare values could be recognized."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from survey_app.results.cells import Cell
from survey_app.results.rows.generalization import plain_hierarchy
from survey_app.results.rows.pooling import split
from survey_app.results.series import Mask, Series
from survey_app.results.variables import MISSING, PREFERS_NOT, WITHHELD


@dataclass(frozen=True)
class Tally:
    """How many rows gave each answer in one variable, and the first few rows of each.

    Missing answers are not counted, except that somebody prefers not to say.
    """

    smallest: int
    rows: Counter[Cell]
    first: Mapping[Cell, list[int]]


def tally_of(cells: Series[Cell], is_printed: Mask, smallest: int) -> Tally:
    """Count what one variable shows in the rows that are printed."""
    rows: Counter[Cell] = Counter()
    first: dict[Cell, list[int]] = {}
    for cell, found in cells.rows():
        printed = found[is_printed[found]]
        if len(printed) and (cell not in MISSING or cell == PREFERS_NOT):
            rows[cell] = len(printed)
            # No answer ever lends more than this: see `pooling`.
            first[cell] = printed[:smallest].tolist()
    return Tally(smallest, rows, first)


@dataclass(frozen=True)
class RareRule:
    """What is withheld in one variable.

    cells: answers that are withheld in every row. donors: rows whose answer is withheld to hide the others among them.
    dropped: choices of a choose_several that are left out everywhere. everything: the variable is withheld.
    """

    cells: frozenset[Cell] = frozenset()
    donors: frozenset[int] = frozenset()
    dropped: frozenset[str] = frozenset()
    everything: bool = False

    def apply(self, cells: Series[Cell]) -> Series[Cell]:
        """The cells that may be printed."""
        kept = cells.map(self._kept)
        return kept.replaced({WITHHELD: np.array(sorted(self.donors))}) if self.donors else kept

    def _kept(self, cell: Cell) -> Cell:
        if self.everything or cell in self.cells:
            return WITHHELD
        if self.dropped and isinstance(cell, tuple):
            return tuple(code for code in cell if code not in self.dropped)
        return cell


def rare_rule(tally: Tally) -> RareRule:
    """Decide what is withheld so that every answer that is left, and "withheld" itself, stands in enough rows."""
    if not tally.rows:
        return RareRule()
    if any(isinstance(cell, tuple) for cell in tally.rows):
        return _rule_for_choices(tally)
    return _rule_for_values({str(cell): rows for cell, rows in tally.rows.items()}, tally)


def _rule_for_values(rows: Mapping[str, int], tally: Tally) -> RareRule:
    if sum(rows.values()) < tally.smallest:
        return RareRule(everything=True)
    parts = split(Counter({(value,): n for value, n in rows.items()}), 0, plain_hierarchy, tally.smallest)
    withheld = parts.get(WITHHELD, Counter())
    donors: list[int] = []
    for (value,), n in withheld.items():
        if n < rows[value]:
            donors += tally.first[value][:n]
    return RareRule(
        cells=frozenset(value for (value,), n in withheld.items() if n == rows[value]),
        donors=frozenset(donors),
    )


def _rule_for_choices(tally: Tally) -> RareRule:
    """Leave out rare choices; where nothing else was chosen, withhold the answer, among enough other rows."""
    dropped = frozenset(code for code, n in _count_codes(tally.rows).items() if n < tally.smallest)
    emptied = frozenset(cell for cell in tally.rows if not set(_codes(cell)) - dropped)
    lacking = tally.smallest - sum(tally.rows[cell] for cell in emptied)
    donors = _take_donors(tally, emptied, lacking) if emptied and lacking > 0 else frozenset()
    if donors is None:
        return RareRule(everything=True)
    return RareRule(cells=emptied, donors=donors, dropped=dropped)


def _take_donors(tally: Tally, emptied: frozenset[Cell], lacking: int) -> frozenset[int] | None:
    """Rows that hide the emptied ones, so that no choice becomes rare by it; None if there are too few."""
    left = _count_codes(tally.rows)
    donors: list[int] = []
    for cell in sorted(tally.rows, key=lambda cell: (-tally.rows[cell], _codes(cell))):
        if cell in emptied:
            continue
        for row in tally.first[cell]:
            if len(donors) == lacking:
                return frozenset(donors)
            kept = [code for code in _codes(cell) if left[code] >= tally.smallest]
            if all(left[code] > tally.smallest for code in kept):
                left.subtract(_codes(cell))
                donors.append(row)
    return frozenset(donors) if len(donors) == lacking else None


def _codes(cell: Cell) -> tuple[str, ...]:
    return cell if isinstance(cell, tuple) else (cell,)


def _count_codes(rows: Mapping[Cell, int]) -> Counter[str]:
    codes: Counter[str] = Counter()
    for cell, n in rows.items():
        for code in _codes(cell):
            codes[code] += n
    return codes

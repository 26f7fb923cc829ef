"""Withhold answers that fewer than eleven people gave, in variables whose rare values could be recognized."""

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
    """How many rows gave each answer in one variable, and the first few rows of each answer.

    Missing answers are not counted, except "prefers not to say".
    """

    smallest: int
    rows: Counter[Cell]
    first: Mapping[Cell, list[int]]


def tally_of(cells: Series[Cell], is_printed: Mask, smallest: int) -> Tally:
    """Count the answers that one variable shows in the printed rows."""
    rows: Counter[Cell] = Counter()
    first: dict[Cell, list[int]] = {}
    for cell, rows_of_cell in cells.rows():
        printed = rows_of_cell[is_printed[rows_of_cell]]
        if len(printed) and (cell not in MISSING or cell == PREFERS_NOT):
            rows[cell] = len(printed)
            # No answer ever gives more donor rows than this: see `pooling`.
            first[cell] = printed[:smallest].tolist()
    return Tally(smallest, rows, first)


@dataclass(frozen=True)
class RareRule:
    """What we withhold in one variable.

    cells: answers withheld in every row. donors: rows whose common answer is withheld too, to hide the rare ones among
    them. dropped: choices of a choose_several that every row leaves out. everything: the whole variable is withheld.
    """

    cells: frozenset[Cell] = frozenset()
    donors: frozenset[int] = frozenset()
    dropped: frozenset[str] = frozenset()
    everything: bool = False

    def apply(self, cells: Series[Cell]) -> Series[Cell]:
        """Replace the cells that may not be printed."""
        kept = cells.map(self._kept)
        return kept.replaced({WITHHELD: np.array(sorted(self.donors))}) if self.donors else kept

    def _kept(self, cell: Cell) -> Cell:
        if self.everything or cell in self.cells:
            return WITHHELD
        if self.dropped and isinstance(cell, tuple):
            return tuple(code for code in cell if code not in self.dropped)
        return cell


def rare_rule(tally: Tally) -> RareRule:
    """Decide what to withhold so that every remaining answer, and "withheld" itself, appears in enough rows."""
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
    """Leave out rare choices. Withhold answers with no other choice, and hide them among enough donor rows."""
    dropped = frozenset(code for code, n in _count_codes(tally.rows).items() if n < tally.smallest)
    emptied = frozenset(cell for cell in tally.rows if not set(_codes(cell)) - dropped)
    lacking = tally.smallest - sum(tally.rows[cell] for cell in emptied)
    donors = _take_donors(tally, emptied, lacking) if emptied and lacking > 0 else frozenset()
    if donors is None:
        return RareRule(everything=True)
    return RareRule(cells=emptied, donors=donors, dropped=dropped)


def _take_donors(tally: Tally, emptied: frozenset[Cell], lacking: int) -> frozenset[int] | None:
    """Find rows that hide the emptied ones without making any choice rare; None if there are too few."""
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

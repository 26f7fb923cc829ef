"""The noised counts of one question, at each school and in the district, and which of them are shown.

An answer is in the tables of its school and of the district, in at most ten noised counts in all. A single choice moves
two counts of the school's total and two of the district's. It also moves one count of favorable answers in each
breakdown, at the school and in the district; there are at most three breakdowns. Each answer of a "choose several"
moves one count in each of these.

If the answers to a single-choice question are neither favorable nor unfavorable, groups are counted by answer, and only
in the district. If an earlier answer decides who is asked a question, the count of people would reveal that answer. So
such a question is shown for the district only, and neither of the two questions is shown by group.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey_app.results.release.counting import Counts
from survey_app.results.release.noise import Ints, Noise, Places
from survey_app.results.release.plan import CountedQuestion, Path
from survey_app.results.release.ranges import (
    Floats,
    Shares,
    centered,
    group_shares,
    noised_shares,
    total_shares,
)
from survey_app.results.shown import SMALLEST, SMALLEST_GROUP

DISTRICT = ""
"""The unit of all schools together. It comes last in each table."""

PEOPLE = "people"
"""The name of the question whose tables say how many people took part."""

_ANSWERED = "answered"
_DECIDED = Path.BY_WHO | Path.BY_ANSWER


@dataclass(frozen=True)
class Total:
    """What everybody answered. n: people by unit. It is exact at schools, unless answers decide who is asked.

    counts: unit × code. good: how many gave a favorable answer, by unit; None if no answer is favorable.
    may_show: by unit, whether enough people took part, by noise independent of this question's.
    """

    asked: CountedQuestion
    n: Ints
    counts: Floats
    good: Floats | None
    may_show: NDArray[np.bool_]

    @property
    def is_shown(self) -> NDArray[np.bool_]:
        """For each unit, whether the table is shown there."""
        shown: NDArray[np.bool_] = (self.n >= SMALLEST) & self.may_show
        if Path.BY_ANSWER in self.asked.path:
            shown[:-1] = False
        return shown

    def is_exact(self, unit: int) -> bool:
        """Whether n is exact at a unit."""
        return unit < len(self.n) - 1 and not self.asked.path & _DECIDED

    def shares(self, unit: int) -> Shares:
        """The share of each code at a unit."""
        return self._of(unit, self.counts[unit], 1)

    def good_share(self, unit: int) -> Shares | None:
        """The share of favorable answers at a unit; None if no answer is favorable."""
        return None if self.good is None else self._of(unit, self.good[unit : unit + 1], len(self.asked.good))

    def _of(self, unit: int, counts: Floats, summed: int) -> Shares:
        codes = 1 if self.asked.several else len(self.asked.codes)
        shares = total_shares if self.is_exact(unit) else noised_shares
        return shares(counts, self.n[unit], summed, codes)


@dataclass(frozen=True)
class Groups:
    """What the groups of a breakdown answered.

    n, is_shown, good: unit × group. counts: unit × group × code; None unless each code is counted.
    """

    n: Ints
    is_shown: NDArray[np.bool_]
    counts: Ints | None
    good: Ints | None

    def shares(self, unit: int, groups: list[int]) -> Shares | None:
        """The share of each code in these groups at a unit; None unless each code is counted."""
        if self.counts is None:
            return None
        return group_shares(self.counts[unit, groups], self.n[unit, groups, None])

    def good_shares(self, unit: int, groups: list[int]) -> Shares | None:
        """The share of favorable answers in these groups at a unit; None if no answer is favorable."""
        return None if self.good is None else group_shares(self.good[unit, groups], self.n[unit, groups])


def total_of(
    asked: CountedQuestion, counts: Counts, places: Places, noise: Noise, may_show: NDArray[np.bool_]
) -> Total:
    """Make the total of a question. counts: unit × 1 × column. places, may_show: one for each unit."""
    people, keys = counts.people[:, 0], counts.keys[:, 0]
    n = people[:, -1].copy()
    noised = slice(None) if asked.path & _DECIDED else slice(-1, None)
    n[noised] = noise.moved(people[noised, -1], keys[noised, -1], places[noised], asked.name, _ANSWERED)
    moved = _moved(asked, people[:, :-1], keys[:, :-1], places, noise)
    adjusted = moved.astype(np.float64) if asked.several else centered(moved, n)
    good = adjusted[:, asked.good].sum(axis=-1) if asked.good else None
    return Total(asked, n, adjusted, good, may_show)


def groups_of(
    asked: CountedQuestion, counts: Counts, places: Places, noise: Noise, may_show: NDArray[np.bool_]
) -> Groups:
    """Make the groups of one breakdown. counts: unit × group × column. places: one for each group at each unit.

    may_show: unit × group, or unit × 1: whether enough people took part, by noise independent of this question's.
    """
    n = noise.moved(*counts.answered, places, asked.name, _ANSWERED)
    is_shown = (n >= SMALLEST_GROUP) & may_show
    each = good = None
    if asked.path & (Path.BY_ANSWER | Path.DECIDES):
        is_shown[:] = False
    elif asked.good:
        good = noise.moved(*counts.columns(asked.good), places, asked.name, "good")
    elif asked.name != PEOPLE:
        each = _moved(asked, counts.people[..., :-1], counts.keys[..., :-1], places, noise)
        if not asked.several:
            is_shown[:-1] = False
    return Groups(n, is_shown, each, good)


def _moved(asked: CountedQuestion, people: Ints, keys: Ints, places: Places, noise: Noise) -> Ints:
    """Move the count of each code by its own noise."""
    # A district has so many schools, groups and codes that smaller numbers save real memory.
    moved = np.empty(people.shape, np.int32)
    for place, code in enumerate(asked.codes):
        moved[..., place] = noise.moved(
            people[..., place], keys[..., place], places, asked.name, "code", code
        )
    return moved

"""The noised counts of one question, at each school and in the district, and which of them are shown.

An answer is in one table for the public, that of its school, and in at most ten noised counts in all: a single choice
moves two counts of the school's total and two of the district's, and one count of favorable answers in each of at most
three breakdowns at both; each answer of a "choose several" moves one count in each. Where single answers are neither
favorable nor not, groups are counted by answer, in the district only.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey_app.results.release.counting import Counts
from survey_app.results.release.noise import Ints, Noise
from survey_app.results.release.plan import Asked
from survey_app.results.release.ranges import (
    Floats,
    Shares,
    centered,
    district_shares,
    group_shares,
    total_shares,
)
from survey_app.results.shown import SMALLEST, SMALLEST_GROUP

DISTRICT = ""
"""The unit of all schools together; the last one of each table."""

PEOPLE = "people"
"""The name of the question whose tables say how many people took part."""

_ANSWERED = "answered"


@dataclass(frozen=True)
class Total:
    """What everybody answered. n: unit; exact at schools, noised for the district. counts: unit × code.

    good: how many gave a favorable answer, by unit; None where no answer is.
    """

    asked: Asked
    n: Ints
    counts: Floats
    good: Floats | None

    @property
    def is_shown(self) -> NDArray[np.bool_]:
        """At which units."""
        shown: NDArray[np.bool_] = self.n >= SMALLEST
        return shown

    def shares(self, unit: int) -> Shares:
        """The share of each code."""
        return self._of(unit, self.counts[unit], 1)

    def good_share(self, unit: int) -> Shares | None:
        """The share of favorable answers."""
        return None if self.good is None else self._of(unit, self.good[unit : unit + 1], len(self.asked.good))

    def _of(self, unit: int, counts: Floats, summed: int) -> Shares:
        is_school = unit < len(self.n) - 1
        codes = 1 if self.asked.several else len(self.asked.codes)
        return (total_shares if is_school else district_shares)(counts, self.n[unit], summed, codes)


@dataclass(frozen=True)
class Groups:
    """What the groups of a breakdown answered: unit × group; counts × code, where each code is counted."""

    n: Ints
    is_shown: NDArray[np.bool_]
    counts: Ints | None
    good: Ints | None

    def shares(self, unit: int, groups: list[int]) -> Shares | None:
        """The share of each code in some groups."""
        if self.counts is None:
            return None
        return group_shares(self.counts[unit, groups], self.n[unit, groups, None])

    def good_shares(self, unit: int, groups: list[int]) -> Shares | None:
        """The share of favorable answers in some groups."""
        return None if self.good is None else group_shares(self.good[unit, groups], self.n[unit, groups])


def total_of(asked: Asked, counts: Counts, noise: Noise) -> Total:
    """The total of a question. counts: unit × 1 × column."""
    people, keys = counts.people[:, 0], counts.keys[:, 0]
    n = people[:, -1].copy()
    n[-1:] = noise.moved(people[-1:, -1], keys[-1:, -1], _ANSWERED)
    moved = _moved(asked, people[:, :-1], keys[:, :-1], noise)
    near = moved.astype(np.float64) if asked.several else centered(moved, n)
    return Total(asked, n, near, near[:, asked.good].sum(axis=-1) if asked.good else None)


def groups_of(asked: Asked, counts: Counts, total: Total, noise: Noise) -> Groups:
    """The groups of one breakdown. counts: unit × group × column."""
    # Of the same people the same number in every question: their label does not name it.
    n = noise.moved(*counts.answered, _ANSWERED)
    is_shown = (n >= SMALLEST_GROUP) & total.is_shown[:, None]
    each = good = None
    if asked.good:
        good = noise.moved(*counts.columns(asked.good), asked.name, "good")
    elif asked.name != PEOPLE:
        each = _moved(asked, counts.people[..., :-1], counts.keys[..., :-1], noise)
        if not asked.several:
            is_shown[:-1] = False
    return Groups(n, is_shown, each, good)


def _moved(asked: Asked, people: Ints, keys: Ints, noise: Noise) -> Ints:
    """Each code by its own noise."""
    # A district has so many schools, groups and codes that the size of a number counts.
    moved = np.empty(people.shape, np.int32)
    for place, code in enumerate(asked.codes):
        moved[..., place] = noise.moved(people[..., place], keys[..., place], asked.name, code)
    return moved

"""Which groups of a page differ, and by how many points at least."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Literal

import numpy as np
import scipy

from survey_app.results.findings.alike import approximate_p, simulated_p
from survey_app.results.findings.bounds import differences, least_differences
from survey_app.results.findings.counts import Count, by_size

FALSE_DISCOVERIES = 0.05
LEAST_DIFFERENCE = 0.10
# A p-value at the limit of what is announced is simulated from so many hits.
HITS = 10


@dataclass(frozen=True)
class Comparison:
    """The same answer in at least two groups of different people: of one who-question, or before and now."""

    name: Hashable
    groups: Sequence[Count]

    def __post_init__(self) -> None:
        if len(self.groups) < 2:
            raise ValueError(
                f"{self.name}: {len(self.groups)} of at least 2 groups that a comparison needs; leave it out"
            )


@dataclass(frozen=True)
class Difference:
    """Two groups that differ. high, low: their places in the comparison, for a change 0 is before and 1 is now.

    points: the true difference is at least so many points, rounded down. 0 means that one group is surely higher, but
    by less than a point perhaps: a page says "more" then, not "at least 0 points".
    """

    comparison: Comparison
    high: int
    low: int
    points: int


def announce(comparisons: Sequence[Comparison]) -> list[Difference]:
    """Find the differences of one page that the data carry, at most one for each comparison, largest points first.

    comparisons: all of the page, gaps and changes together. Of what is announced at most 5 % is wrong.
    """
    chosen = _unlike(comparisons)
    while True:
        kept = _differences(chosen, len(chosen) / max(1, len(comparisons)))
        # If fewer intervals are given than were counted on, each must be wider.
        if len(kept) == len(chosen):
            return sorted(kept, key=lambda each: -each.points)
        chosen = [each.comparison for each in kept]


def _unlike(comparisons: Sequence[Comparison]) -> list[Comparison]:
    """Choose the comparisons whose groups are not all alike, by Benjamini and Hochberg (1995).

    The approximation leaves out what it would not announce at twice the rate. To be announced, such a comparison would
    need half the p-value that it has.
    """
    if not comparisons:
        return []
    p = np.ones(len(comparisons))
    for places, counts in by_size([each.groups for each in comparisons]):
        p[places] = approximate_p(counts)
    again = np.flatnonzero(scipy.stats.false_discovery_control(p) <= 2 * FALSE_DISCOVERIES)
    draws = ceil(HITS * len(p) / (FALSE_DISCOVERIES * max(1, len(again))))
    for places, counts in by_size([comparisons[place].groups for place in again.tolist()]):
        p[again[places]] = simulated_p(counts, draws)
    passing = np.flatnonzero(scipy.stats.false_discovery_control(p) <= FALSE_DISCOVERIES)
    return [comparisons[place] for place in passing.tolist()]


def _differences(chosen: Sequence[Comparison], part: float) -> list[Difference]:
    """Find the pair with the greatest lower bound in each comparison. part: how much of the page is given an interval.

    The level stays true after the choice of comparisons (Benjamini and Yekutieli, "False discovery rate-adjusted
    multiple confidence intervals", 2005) and of the pair (Bonferroni).
    """
    found: dict[int, Difference] = {}
    for places, counts in by_size([each.groups for each in chosen]):
        size = counts.n.shape[-1]
        bounds = least_differences(
            counts, float(-scipy.special.ndtri(FALSE_DISCOVERIES * part / (size * (size - 1))))
        )
        bounds[differences(counts) < LEAST_DIFFERENCE] = -1
        for place, pairs in zip(places, bounds, strict=True):
            high, low = divmod(int(np.argmax(pairs)), size)
            if pairs[high, low] > 0:
                found[place] = Difference(chosen[place], high, low, floor(100 * pairs[high, low]))
    return [found[place] for place in sorted(found)]


def direction(change: Difference | None) -> Literal["up", "down", "same"]:
    """Name what was announced of a comparison of before and now, or None; "same" means that no change is clear."""
    if change is None:
        return "same"
    return "up" if change.high == 1 else "down"

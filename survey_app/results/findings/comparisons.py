"""Find which groups on a page differ, and by how many percentage points at least."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Literal

import numpy as np
import scipy

from survey_app.results.findings.alike import approximate_p, simulated_p
from survey_app.results.findings.bounds import differences, least_differences
from survey_app.results.findings.counts import Count, Floats, by_size

FALSE_DISCOVERIES = 0.05
LEAST_DIFFERENCE = 0.10
# At the limit of what we announce, a simulated p-value rests on this many hits.
HITS = 10


@dataclass(frozen=True)
class Comparison:
    """One answer in at least two groups of different people: the groups of a who-question, or before and now."""

    name: Hashable
    groups: Sequence[Count]

    def __post_init__(self) -> None:
        if len(self.groups) < 2:
            raise ValueError(
                f"{self.name}: {len(self.groups)} of at least 2 groups that a comparison needs; leave it out"
            )


@dataclass(frozen=True)
class Difference:
    """Two groups that differ. high, low: their positions in the comparison. In a change, 0 is before and 1 is now.

    points: the least true difference in percentage points, rounded down. 0 means that one group is surely higher, but
    perhaps by less than a point. A page then says "more", not "at least 0 points".
    """

    comparison: Comparison
    high: int
    low: int
    points: int


def clear_differences(comparisons: Sequence[Comparison]) -> list[Difference]:
    """Find the differences on one page that the data support, at most one per comparison, the largest first.

    comparisons: all comparisons of the page, gaps and changes together. At most 5 % of what we announce is wrong.
    """
    chosen = _significant(comparisons)
    while True:
        kept = _differences(chosen, len(chosen) / max(1, len(comparisons)))
        # If we announce fewer intervals than we counted on, each must be wider.
        if len(kept) == len(chosen):
            return sorted(kept, key=lambda each: -each.points)
        chosen = [each.comparison for each in kept]


def _significant(comparisons: Sequence[Comparison]) -> list[Comparison]:
    """Choose the comparisons whose groups are not all alike, by Benjamini and Hochberg (1995).

    First the approximation drops each comparison that it would not announce even at twice the rate. Simulation would
    have to halve its p-value before we could announce it.
    """
    if not comparisons:
        return []
    p = np.ones(len(comparisons))
    for places, counts in by_size([each.groups for each in comparisons]):
        p[places] = approximate_p(counts)
    again = np.flatnonzero(adjusted(p) <= 2 * FALSE_DISCOVERIES)
    draws = ceil(HITS * len(p) / (FALSE_DISCOVERIES * max(1, len(again))))
    for places, counts in by_size([comparisons[place].groups for place in again.tolist()]):
        p[again[places]] = simulated_p(counts, draws)
    passing = np.flatnonzero(adjusted(p) <= FALSE_DISCOVERIES)
    return [comparisons[place] for place in passing.tolist()]


def adjusted(p: Floats) -> Floats:
    """The rate of false discoveries at which each would just be announced, by Benjamini and Hochberg (1995).

    As `scipy.stats.false_discovery_control`: to load that takes half a second and 50 MB.
    """
    falling = np.argsort(p)[::-1]
    ranks = np.arange(len(p), 0, -1)
    rates = np.empty_like(p)
    rates[falling] = np.minimum.accumulate(p[falling] * len(p) / ranks)
    return np.minimum(1, rates)


def _differences(chosen: Sequence[Comparison], part: float) -> list[Difference]:
    """Find the pair with the greatest lower bound in each comparison. part: share of the page's comparisons chosen.

    The level stays true although we chose the comparisons (Benjamini and Yekutieli, "False discovery rate-adjusted
    multiple confidence intervals", 2005) and the pair (Bonferroni).
    """
    by_place: dict[int, Difference] = {}
    for places, counts in by_size([each.groups for each in chosen]):
        size = counts.n.shape[-1]
        bounds = least_differences(
            counts, float(-scipy.special.ndtri(FALSE_DISCOVERIES * part / (size * (size - 1))))
        )
        bounds[differences(counts) < LEAST_DIFFERENCE] = -1
        for place, pairs in zip(places, bounds, strict=True):
            high, low = divmod(int(np.argmax(pairs)), size)
            if pairs[high, low] > 0:
                by_place[place] = Difference(chosen[place], high, low, floor(100 * pairs[high, low]))
    return [by_place[place] for place in sorted(by_place)]


def direction(change: Difference | None) -> Literal["up", "down", "same"]:
    """The direction of an announced change. None, if nothing was announced, is "same": there is no clear change."""
    if change is None:
        return "same"
    return "up" if change.high == 1 else "down"

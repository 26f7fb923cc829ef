"""In which order the answers of a question were chosen, as far as the counts can tell."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from survey_app.results.findings.counts import Count, Floats, counts_of
from survey_app.results.release.noise import VARIANCE

WRONG_LISTS = 0.05
EVEN = 0.10
"""Answers that surely lie within so much of each other are about equal."""


@dataclass(frozen=True)
class Rank:
    """Answers that share a rank. places: theirs in the question, most chosen first by estimate.

    is_even: they were named about equally often: at most 10 points surely lie between the first and the last. If not,
    they are in no clear order: too few people answered to tell, or each fades into the next.
    """

    places: tuple[int, ...]
    is_even: bool


def ranked(counts: Sequence[Count]) -> list[Rank]:
    """Put the answers of one "choose several" question into ranks, most chosen first.

    counts: one for each answer, all of the same people. Each answer of a rank was chosen more often than each answer
    of the ranks after it; at most 5 % of lists say so wrongly.
    """
    if not counts:
        return []
    order = np.argsort([-each.y for each in counts], kind="stable")
    # Most can go wrong if the answers are equal two by two: half as many pairs as answers, each in either order.
    z = float(-scipy.special.ndtri(WRONG_LISTS / len(counts)))
    counted = counts_of([counts[place] for place in order])
    bounds = counted.y[:-1] - counted.y[1:] - z * _deviation(counted.y[:-1], counted.y[1:], counted.n[0])
    ranks = np.split(order, np.flatnonzero(bounds > 0) + 1)
    return [
        Rank(tuple(map(int, each)), len(each) == 1 or _are_even(counts[each[0]], counts[each[-1]], z))
        for each in ranks
    ]


def _are_even(more: Count, fewer: Count, z: float) -> bool:
    """Tell whether two answers were surely chosen about equally often: that no cut was seen does not show it."""
    most = more.y - fewer.y + z * _deviation(np.array(more.y), np.array(fewer.y), np.array(more.n))
    return bool(most <= EVEN * more.n)


def _deviation(more: Floats, fewer: Floats, n: Floats) -> Floats:
    """The standard deviation, in people, of the difference between two answers that the same people gave.

    The variance of x1 - x2 for one person is p1 + p2 - 2 p12 - (p1 - p2)^2, largest if nobody gives both (p12 = 0).
    One person more at each answer keeps it from 0 where nobody seems to give either.
    """
    shares = [np.clip((y + 1) / (n + 2), 0, 1) for y in (more, fewer)]
    spread = shares[0] + shares[1] - (shares[0] - shares[1]) ** 2
    return np.asarray(np.sqrt(n * spread + 2 * VARIANCE))

"""Rank the answers to a question by how often they were chosen, as far as the counts can tell."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from survey_app.results.findings.counts import Count, Floats, counts_of
from survey_app.results.release.noise import VARIANCE

WRONG_LISTS = 0.05
EVEN = 0.10
"""Answers whose shares surely differ by no more than this count as about equal."""


@dataclass(frozen=True)
class Rank:
    """Answers that share a rank. places: their positions in the question, the most chosen first by estimate.

    is_even: they were chosen about equally often, so surely no more than 10 points separate the first from the last. If
    not, they have no clear order: too few people answered to tell, or each answer fades into the next.
    """

    places: tuple[int, ...]
    is_even: bool


def ranked(counts: Sequence[Count]) -> list[Rank]:
    """Put the answers to one "choose several" question into ranks, the most chosen first.

    counts: one for each answer, all about the same people. Each answer was chosen more often than every answer in the
    ranks after it. At most 5 % of lists are wrong about that.
    """
    if not counts:
        return []
    order = np.argsort([-each.y for each in counts], kind="stable")
    # The worst case is answers that are equal in pairs: half as many pairs as answers, each wrong in either order.
    z = float(-scipy.special.ndtri(WRONG_LISTS / len(counts)))
    counted = counts_of([counts[place] for place in order])
    bounds = counted.y[:-1] - counted.y[1:] - z * _deviation(counted.y[:-1], counted.y[1:], counted.n[0])
    ranks = np.split(order, np.flatnonzero(bounds > 0) + 1)
    return [
        Rank(tuple(map(int, each)), len(each) == 1 or _are_even(counts[each[0]], counts[each[-1]], z))
        for each in ranks
    ]


def _are_even(more: Count, fewer: Count, z: float) -> bool:
    """Whether two answers were surely chosen about equally often. Finding no clear order does not prove that."""
    most = more.y - fewer.y + z * _deviation(np.array(more.y), np.array(fewer.y), np.array(more.n))
    return bool(most <= EVEN * more.n)


def _deviation(more: Floats, fewer: Floats, n: Floats) -> Floats:
    """The standard deviation, in people, of the difference between two answers that the same people gave.

    For one person, the variance of x1 - x2 is p1 + p2 - 2 p12 - (p1 - p2)^2. It is largest if nobody gives both answers
    (p12 = 0). We add one person to each answer, so it is not 0 when nobody seems to give either.
    """
    shares = [np.clip((y + 1) / (n + 2), 0, 1) for y in (more, fewer)]
    spread = shares[0] + shares[1] - (shares[0] - shares[1]) ** 2
    return np.asarray(np.sqrt(n * spread + 2 * VARIANCE))

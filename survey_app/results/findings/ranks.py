"""In which order the answers of a question were chosen, as far as the counts can tell."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from survey_app.results.findings.counts import Count, Floats, counts_of
from survey_app.results.release.noise import VARIANCE

WRONG_LISTS = 0.05


@dataclass(frozen=True)
class Rank:
    """Answers that share a rank. places: theirs in the question, most chosen first by estimate.

    is_even: they were named about equally often. If not, the first was chosen more often than the last, but nowhere
    between them is a clear cut: they are in no clear order.
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
        Rank(tuple(map(int, each)), not _is_clear(counts[each[0]], counts[each[-1]], z)) for each in ranks
    ]


def _is_clear(more: Count, fewer: Count, z: float) -> bool:
    """Tell whether one of two answers was surely chosen more often."""
    return bool(more.y - fewer.y > z * _deviation(np.array(more.y), np.array(fewer.y), np.array(more.n)))


def _deviation(more: Floats, fewer: Floats, n: Floats) -> Floats:
    """The standard deviation, in people, of the difference between two answers that the same people gave.

    The variance of x1 - x2 for one person is p1 + p2 - 2 p12 - (p1 - p2)^2, largest if nobody gives both (p12 = 0).
    One person more at each answer keeps it from 0 where nobody seems to give either.
    """
    shares = [np.clip((y + 1) / (n + 2), 0, 1) for y in (more, fewer)]
    spread = shares[0] + shares[1] - (shares[0] - shares[1]) ** 2
    return np.asarray(np.sqrt(n * spread + 2 * VARIANCE))

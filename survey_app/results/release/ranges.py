"""Shares as ranges of per cent that hold the true share of those who answered, 19 times of 20 or more.

A total is a noised count of exactly known many people; the counts of a question are centered so that they add up to
them. A group is noised twice, the people and those who gave the answer: y - p m = e_y - p e_m, which is within
3 + max(0, p - 0.5) people 95 % of the time.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from survey_app.results.release.noise import Ints, probabilities
from survey_app.results.shown import People

COVERAGE = 0.95
REACH = 3
"""Noise lies within so many people 97.3 % of the time."""
_TAIL = 40
_TENTHS = 1000

Floats = NDArray[np.float64]


class Shares(NamedTuple):
    """Many shares: low, high and about as arrays of one shape."""

    low: Floats
    high: Floats
    about: Floats


def centered(counts: Ints, n: Ints) -> Floats:
    """Noised counts of single-choice answers (the last axis), moved alike so that they add up to n."""
    excess = (counts.sum(axis=-1) - n) / counts.shape[-1]
    found: Floats = counts - excess[..., None]
    return found


def total_shares(counts: Floats, n: Ints, summed: int, codes: int) -> Shares:
    """Shares of n people, who are known exactly.

    counts: as `centered` made them of `codes` answers, and added up for so many; 1 of 1 for counts on their own.
    """
    reach = _total_reach(summed, codes)
    about = np.clip(counts, 0, n)
    # The truth is a whole number of people.
    low = np.ceil(np.maximum(about - reach, 0) - 1e-9)
    high = np.floor(np.minimum(about + reach, n) + 1e-9)
    return _percents(low, high, about, n)


def noised_shares(counts: Floats, n: Ints, summed: int, codes: int) -> Shares:
    """The same where n is noised, too: for the district, or where an answer decides who is asked."""
    if codes == 1:
        return group_shares(counts, n)
    about = np.clip(counts, 0, n)
    part = summed / codes
    # The noise of n moves what is centered by it, and the share that is taken of it: by (part - share) of itself.
    of_counts = summed * (1 - part) ** 2 + (codes - summed) * part**2
    reach = _total_reach(summed, codes) * np.sqrt(1 + (part - about / n) ** 2 / of_counts)
    return _percents(np.maximum(about - reach, 0), np.minimum(about + reach, n), about, n)


def group_shares(counts: Ints | Floats, people: Ints) -> Shares:
    """Shares of groups, whose people are noised too (> 0)."""
    about = np.clip(counts, 0, people).astype(np.float64)
    reach = REACH + np.maximum(0, about / people - 0.5)
    return _percents(np.maximum(about - reach, 0), np.minimum(about + reach, people), about, people)


def people_range(noised: int) -> People:
    """How many people a noised count may stand for."""
    return People(max(noised - REACH, 0), noised + REACH)


def _percents(low: Floats, high: Floats, about: Floats, n: Ints) -> Shares:
    """Rounded outward."""
    return Shares(
        np.floor(_TENTHS * low / n + 1e-9) / 10,
        np.ceil(_TENTHS * high / n - 1e-9) / 10,
        np.round(_TENTHS * about / n) / 10,
    )


@lru_cache(maxsize=256)
def _total_reach(summed: int, codes: int) -> float:
    """The distance within which a centered sum of so many counts lies of the truth in 95 % of cases."""
    if codes == 1:
        return float(REACH)
    inside, inside_p = _sums(summed)
    outside, outside_p = _sums(codes - summed)
    error = np.round(
        np.abs((1 - summed / codes) * inside[:, None] - summed / codes * outside[None, :]), 9
    ).ravel()
    order = np.argsort(error)
    covered = np.cumsum((inside_p[:, None] * outside_p[None, :]).ravel()[order])
    return float(error[order][np.searchsorted(covered, COVERAGE)])


def _sums(terms: int) -> tuple[Floats, Floats]:
    """The values that so many added noises may have, and how likely each is."""
    likely = np.ones(1)
    for _ in range(terms):
        likely = np.convolve(likely, probabilities(_TAIL))
    reach = terms * _TAIL
    # What is less likely than one in 10^12 would only take time.
    values = np.arange(-reach, reach + 1, dtype=np.float64)
    kept = likely > 1e-12
    return values[kept], likely[kept]

"""Shares as ranges of percent that hold the true share of those who answered, at least 19 times out of 20.

In a total, the number of people is exact and the counts have noise. We center the counts of a question so that they
add up to the people. In a group, both numbers have noise: the people, and those who gave the answer. The error is
y - p m = e_y - p e_m, which lies within 3 + max(0, p - 0.5) people 95 % of the time.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from survey_app.results.release.noise import Ints, probabilities
from survey_app.results.shown import People

COVERAGE = 0.95
REACH = 3
"""In people: the noise lies within this distance 97.3 % of the time."""
_TAIL = 40
_TENTHS = 1000

Floats = NDArray[np.float64]


class Shares(NamedTuple):
    """Many shares at once. low, high, about: arrays of the same shape."""

    low: Floats
    high: Floats
    about: Floats


def centered(counts: Ints, n: Ints) -> Floats:
    """Shift noised counts of single-choice answers (the last axis) by the same amount, so that they add up to n."""
    excess = (counts.sum(axis=-1) - n) / counts.shape[-1]
    shifted: Floats = counts - excess[..., None]
    return shifted


def total_shares(counts: Floats, n: Ints, summed: int, codes: int) -> Shares:
    """Shares of n people, where n is exact.

    counts: `centered` counts of `codes` answers, each the sum of `summed` of them. Pass 1 and 1 for counts that were
    not centered.
    """
    reach = _total_reach(summed, codes)
    about = np.clip(counts, 0, n)
    # The truth is a whole number of people.
    low = np.ceil(np.maximum(about - reach, 0) - 1e-9)
    high = np.floor(np.minimum(about + reach, n) + 1e-9)
    return _percents(low, high, about, n)


def noised_shares(counts: Floats, n: Ints, summed: int, codes: int) -> Shares:
    """The same if n has noise, too: for the district, or for a question that is asked because of an answer."""
    if codes == 1:
        return group_shares(counts, n)
    about = np.clip(counts, 0, n)
    part = summed / codes
    # The noise of n moves the centered counts, and it is the divisor of the share: by (part - share) of itself.
    of_counts = summed * (1 - part) ** 2 + (codes - summed) * part**2
    reach = _total_reach(summed, codes) * np.sqrt(1 + (part - about / n) ** 2 / of_counts)
    return _percents(np.maximum(about - reach, 0), np.minimum(about + reach, n), about, n)


def group_shares(counts: Ints | Floats, people: Ints) -> Shares:
    """Shares of groups. people: also noised, > 0."""
    about = np.clip(counts, 0, people).astype(np.float64)
    reach = REACH + np.maximum(0, about / people - 0.5)
    return _percents(np.maximum(about - reach, 0), np.minimum(about + reach, people), about, people)


def people_range(noised: int) -> People:
    """The numbers of people that a noised count may stand for."""
    return People(max(noised - REACH, 0), noised + REACH)


def _percents(low: Floats, high: Floats, about: Floats, n: Ints) -> Shares:
    """Shares in percent. The range is rounded outward, so it still holds the truth."""
    return Shares(
        np.floor(_TENTHS * low / n + 1e-9) / 10,
        np.ceil(_TENTHS * high / n - 1e-9) / 10,
        np.round(_TENTHS * about / n) / 10,
    )


@lru_cache(maxsize=256)
def _total_reach(summed: int, codes: int) -> float:
    """In 95 % of cases, a centered sum of `summed` counts lies within this distance of the truth."""
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
    """The values that the sum of `terms` noises may have, and how likely each is."""
    likely = np.ones(1)
    for _ in range(terms):
        likely = np.convolve(likely, probabilities(_TAIL))
    reach = terms * _TAIL
    # Values less likely than one in 10^12 would only take time.
    values = np.arange(-reach, reach + 1, dtype=np.float64)
    kept = likely > 1e-12
    return values[kept], likely[kept]

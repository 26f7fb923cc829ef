"""Counts with noise, and their variance: from the noise, and from the chance of who answered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey_app.results.release.noise import VARIANCE

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Count:
    """How many people gave an answer, out of how many. The noises of all counts are independent.

    y: people who gave the answer, with noise; it may be below 0 or above n.
    n: people asked, at least 1; with noise unless is_exact.
    """

    y: float
    n: float
    is_exact: bool

    def __post_init__(self) -> None:
        if self.n < 1:
            raise ValueError(f"a count of {self.n} people has no share; leave it out")


@dataclass(frozen=True)
class Counts:
    """One answer in several groups, as arrays whose last axis is the groups. noise_of_n: variance; 0 if n is exact."""

    y: Floats
    n: Floats
    noise_of_n: Floats

    @property
    def shares(self) -> Floats:
        """The estimated shares, from 0 to 1."""
        return np.clip(self.y / self.n, 0, 1)

    def pooled(self) -> Floats:
        """Estimate one share for all groups together, never quite 0 or 1. The last axis stays, with length 1."""
        people = self.n.sum(axis=-1, keepdims=True)
        share = (self.y.sum(axis=-1, keepdims=True) + 1) / (people + 2)
        return np.asarray(np.clip(share, 1 / (people + 2), 1 - 1 / (people + 2)))

    def variance(self, share: Floats) -> Floats:
        """The variance of each y / n for a given true share: from who answered, and from the noise of y and n."""
        return np.asarray(share * (1 - share) / self.n + (VARIANCE + self.noise_of_n * share**2) / self.n**2)


def counts_of(groups: Sequence[Count]) -> Counts:
    """Put the counts of several groups into one array."""
    return Counts(*np.array([_numbers(each) for each in groups], dtype=float).T)


def by_size(rows: Sequence[Sequence[Count]]) -> Iterator[tuple[list[int], Counts]]:
    """Stack the rows that have the same number of groups. Yields their positions, and arrays of rows x groups."""
    for size in sorted({len(groups) for groups in rows}):
        places = [place for place, groups in enumerate(rows) if len(groups) == size]
        numbers = np.array([[_numbers(each) for each in rows[place]] for place in places], dtype=float)
        yield places, Counts(*np.moveaxis(numbers, -1, 0))


def _numbers(count: Count) -> tuple[float, float, float]:
    return count.y, count.n, 0 if count.is_exact else VARIANCE

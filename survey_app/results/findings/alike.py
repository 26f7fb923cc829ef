"""Test whether all groups of a comparison are alike, before looking at pairs.

The statistic is the largest difference between two groups, in standard errors (Tukey's range, for groups of any size).
It fits what we announce afterwards, which is one pair. Its normal approximation announces too much if groups are small
or shares are near 0 or 1. So we test again by simulation whatever it would announce.
"""

from zlib import crc32

import numpy as np
import scipy

from survey_app.results.findings.counts import Counts, Floats
from survey_app.results.release.noise import EPSILON


def largest_difference(counts: Counts) -> Floats:
    """The largest difference between two groups, in standard errors that assume all groups are alike."""
    first, second = np.triu_indices(counts.n.shape[-1], 1)
    shares, variance = counts.y / counts.n, counts.variance(counts.pooled())
    differences = np.abs(shares[..., first] - shares[..., second])
    return np.asarray((differences / np.sqrt(variance[..., first] + variance[..., second])).max(axis=-1))


def approximate_p(counts: Counts) -> Floats:
    """The chance of such a difference if all groups are alike: normal approximation, Bonferroni over pairs.

    counts: rows x groups. Returns one p-value for each row.
    """
    size = counts.n.shape[-1]
    return np.asarray(np.minimum(1, size * (size - 1) * scipy.special.ndtr(-largest_difference(counts))))


def simulated_p(counts: Counts, draws: int) -> Floats:
    """The same chance by simulating groups that are alike: (1 + draws as large) / (1 + draws). It is never too small.

    Source: Davison and Hinkley, "Bootstrap methods and their application" (1997), section 4.2. The counts seed the
    random numbers, so every rerun of a page gives the same result.
    """
    random = np.random.default_rng(crc32(counts.y.tobytes() + counts.n.tobytes()))
    simulated = largest_difference(_made_alike(counts, draws, random))
    hits = np.count_nonzero(simulated >= largest_difference(counts) - 1e-9, axis=0)
    return np.asarray((1 + hits) / (1 + draws))


def _made_alike(seen: Counts, draws: int, random: np.random.Generator) -> Counts:
    """Draw counts for groups of the same sizes that all have the same true share. Shape: draws x rows x groups."""
    shape = (*seen.n.shape, draws)
    # numpy sets up a binomial for each new number of people, so drawing group by group is several times faster.
    people = np.rint(seen.n).astype(np.int64)[..., None]
    y = random.binomial(people, seen.pooled()[..., None], shape) + _noise(shape, random)
    n = seen.n[..., None] + np.where(seen.noise_of_n[..., None] > 0, _noise(shape, random), 0)
    return Counts(np.moveaxis(y, -1, 0), np.maximum(np.moveaxis(n, -1, 0), 1), seen.noise_of_n)


def _noise(shape: tuple[int, ...], random: np.random.Generator) -> Floats:
    """Draw two-sided geometric noise: the difference of two geometric numbers (exponentials, rounded down)."""
    first, second = (np.floor(random.standard_exponential(shape) / EPSILON) for _ in range(2))
    return np.asarray(first - second)

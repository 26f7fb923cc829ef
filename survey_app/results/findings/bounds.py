"""Bounds for the least difference between two groups."""

import numpy as np

from survey_app.results.findings.counts import Counts, Floats
from survey_app.results.release.noise import VARIANCE


def limits(counts: Counts, z: float) -> tuple[Floats, Floats]:
    """The least and the greatest share of each group from which its count lies within z standard errors.

    This is Wilson's score interval (1927) with the noise in the variance: the roots of (s - p)^2 = z^2 variance(p).
    """
    shares, n = counts.shares, counts.n
    square = 1 + z**2 / n - counts.noise_of_n * z**2 / n**2
    middle = (shares + z**2 / (2 * n)) / square
    rest = (shares**2 - VARIANCE * z**2 / n**2) / square
    half = np.sqrt(np.maximum(middle**2 - rest, 0))
    return np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)


def least_differences(counts: Counts, z: float) -> Floats:
    """Lower bounds of the differences: [..., i, j] is for share i minus share j. z: standard errors of each bound.

    Source: Newcombe, "Interval estimation for the difference between independent proportions", method 10 (1998).
    """
    least, greatest = limits(counts, z)
    down, up = counts.shares - least, greatest - counts.shares
    return np.asarray(differences(counts) - np.hypot(down[..., :, None], up[..., None, :]))


def differences(counts: Counts) -> Floats:
    """The estimated differences: [..., i, j] is share i minus share j."""
    return np.asarray(counts.shares[..., :, None] - counts.shares[..., None, :])

"""Which differences a page announces: by planted truth, over many pages. Long forms give the figures of decision 33."""

from dataclasses import replace
from itertools import combinations
from math import floor

import numpy as np
import pytest
from scipy.stats import binom, false_discovery_control, norm

from survey_app.results.findings.comparisons import Comparison, adjusted, clear_differences
from tests.results.findings.pages import (
    UNLIKE,
    a_page_alike,
    a_page_of_many_kinds,
    a_page_unlike,
)

LIMIT = 0.066
"""What 2,000 pages without a difference may announce: 5 %, and three standard errors."""


def pages(few: int, many: int) -> pytest.MarkDecorator:
    """A small form for every run, a long one for the figures."""
    return pytest.mark.parametrize("pages", [few, pytest.param(many, marks=pytest.mark.long)])


def most(tries: int, chance: float) -> int:
    """More than these fail by chance once in 10,000 runs. For 2,000 tries and more it is the limit that is promised."""
    return int(tries * LIMIT) if tries >= 2000 else int(binom.isf(1e-4, tries, chance))


@pytest.mark.parametrize("size", [1, 2, 7, 140])
def test_rates_are_those_of_scipy(size):
    random = np.random.default_rng(size)
    for p in (random.random(size), random.random(size) ** 8, random.integers(0, 3, size) / 2, np.ones(size)):
        assert np.allclose(adjusted(p), false_discovery_control(p), rtol=1e-12, atol=0)


def announcing(pages: int, breakdowns: int, rarest: float, common: float) -> int:
    made = (a_page_alike(breakdowns, np.random.default_rng(seed), rarest, common) for seed in range(pages))
    return sum(bool(clear_differences(page.comparisons)) for page in made)


@pages(60, 2000)
@pytest.mark.parametrize("breakdowns", [3, 5])
@pytest.mark.parametrize(("rarest", "common"), [(0.02, 0.98), (0.02, 0.06), (0.94, 0.98)])
def test_pages_without_a_difference_seldom_announce_one(pages, breakdowns, rarest, common):
    found = announcing(pages, breakdowns, rarest, common)

    print(f"announced on {found} of {pages} pages without a difference")
    assert found <= most(pages, 0.05)


def careless(comparisons: list[Comparison]) -> bool:
    """Take the largest of all differences, and forget the noise, as pages once did."""
    return any(
        abs(one.y / one.n - other.y / other.n) > max(0.1, norm.isf(0.025) * deviation(one, other))
        for each in comparisons
        for one, other in combinations(each.groups, 2)
    )


def deviation(one, other):
    shares = [(each.y + 1) / (each.n + 2) for each in (one, other)]
    shares = [min(max(each, 0.001), 0.999) for each in shares]
    return sum(p * (1 - p) / each.n for p, each in zip(shares, (one, other), strict=True)) ** 0.5


def uncorrected_for_noise(comparisons: list[Comparison]) -> bool:
    """Correct for the number of comparisons, but forget the noise."""
    pairs = [pair for each in comparisons for pair in combinations(each.groups, 2)]
    differences = [abs(one.y / one.n - other.y / other.n) / deviation(one, other) for one, other in pairs]
    return max(differences) > norm.isf(0.025 / len(pairs))


@pytest.mark.parametrize("rule", [careless, uncorrected_for_noise])
def test_a_careless_rule_is_caught(rule):
    made = [a_page_alike(3, np.random.default_rng(seed), 0.02, 0.98).comparisons for seed in range(60)]

    found = sum(map(rule, made))
    print(f"{rule.__name__}: announced on {found} of 60 pages without a difference")
    assert found > most(60, 0.05)


# --- Power, and that what is announced is true -----------------------------------------------------------

TWO = (0.35, 0.65)
SHARES = [TWO, (0.1, 0.4), (0.35, 0.5, 0.65), (0.35, 0.35, 0.35, 0.65), (0.35, 0.5, 0.5, 0.65)]


@pages(30, 1000)
@pytest.mark.parametrize("breakdowns", [3, 5])
@pytest.mark.parametrize("shares", SHARES, ids=str)
def test_differences_of_30_points_between_groups_of_100_are_announced(pages, breakdowns, shares):
    true, rates = 0, []
    for seed in range(pages):
        page = a_page_unlike(shares, breakdowns, np.random.default_rng(seed))
        found = clear_differences(page.comparisons)
        true += sum(page.truth[each.comparison.name] is shares for each in found)
        rates.append(sum(map(page.is_wrong, found)) / max(1, len(found)))

    tries = pages * UNLIKE
    print(
        f"announced {true / tries:.1%} of {tries}; wrong of what a page announces, on average: {np.mean(rates):.1%}"
    )
    assert true >= binom.ppf(1e-4, tries, 0.65)
    assert np.mean(rates) <= 0.05 + 4 * np.std(rates) / pages**0.5


@pages(30, 1000)
def test_points_are_at_most_the_true_difference(pages):
    made = [a_page_of_many_kinds(np.random.default_rng(seed)) for seed in range(pages)]
    found = [(page, clear_differences(page.comparisons)) for page in made]
    every = [page.is_wrong(each) for page, differences in found for each in differences]
    shown = [page.is_wrong(each) for page, differences in found for each in differences[:5]]

    print(
        f"wrong: {sum(every)} of {len(every)} announced, {sum(shown)} of {len(shown)} among the five largest"
    )
    assert sum(every) <= 0.05 * len(every)
    assert sum(shown) <= 0.05 * len(shown)


def test_estimates_in_place_of_lower_bounds_are_caught():
    wrong = []
    for seed in range(5):
        page = a_page_of_many_kinds(np.random.default_rng(seed))
        for each in clear_differences(page.comparisons):
            high, low = (each.comparison.groups[place] for place in (each.high, each.low))
            estimate = floor(100 * (high.y / high.n - low.y / low.n))
            wrong.append(page.is_wrong(replace(each, points=estimate)))

    assert sum(wrong) > 0.3 * len(wrong)

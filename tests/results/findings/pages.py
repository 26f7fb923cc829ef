"""Pages of results with planted truth: who answers is chance, and every count carries its noise."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey_app.results.findings.comparisons import Comparison, Difference
from survey_app.results.findings.counts import Count
from survey_app.results.release.noise import RATIO

Random = np.random.Generator
QUESTIONS = 30
UNLIKE = 5


@dataclass(frozen=True)
class Page:
    """The comparisons of a page, and the true shares of their groups by name."""

    comparisons: list[Comparison]
    truth: dict[object, Sequence[float]]

    def is_wrong(self, found: Difference) -> bool:
        """Tell whether the groups do not differ so, or by fewer points than was said."""
        shares = self.truth[found.comparison.name]
        true = 100 * (shares[found.high] - shares[found.low])
        return true <= 0 or found.points > true


def noised(count: int, random: Random) -> int:
    """Add two-sided geometric noise."""
    return int(count + random.geometric(1 - RATIO) - random.geometric(1 - RATIO))


def a_total(given: int, people: int, random: Random) -> Count:
    """A count of all who answered at a school: how many they are is exact."""
    return Count(noised(given, random), people, is_exact=True)


def a_group(given: int, people: int, random: Random) -> Count:
    """A count of a group as a release has it; a group whose noised size is under 30 is not shown."""
    return Count(noised(given, random), max(30, noised(people, random)), is_exact=False)


def a_split(people: int, random: Random) -> NDArray[np.int64]:
    """Split people into 2 to 7 groups of 30 to 300."""
    while True:
        groups = random.integers(2, min(7, people // 30) + 1)
        sizes = 30 + random.multinomial(people - 30 * groups, random.dirichlet(np.full(groups, 1.5)))
        if sizes.max() <= 300:
            return sizes


def a_page_alike(breakdowns: int, random: Random, rarest: float = 0.02, most: float = 0.98) -> Page:
    """The same people in each breakdown; their group says nothing of their answers. The round before was alike, too."""
    people = int(random.integers(60, 600))
    splits = [a_split(people, random) for _ in range(breakdowns)]
    comparisons = []
    for question, share in enumerate(random.uniform(rarest, most, QUESTIONS)):
        given = random.binomial(people, share)
        for by, sizes in enumerate(splits):
            parts = random.multivariate_hypergeometric(sizes, given)
            groups = [a_group(part, size, random) for part, size in zip(parts, sizes, strict=True)]
            comparisons.append(Comparison((question, by), groups))
        before = a_total(random.binomial(people, share), people, random)
        comparisons.append(Comparison((question, "change"), [before, a_total(given, people, random)]))
    return Page(comparisons, {each.name: [0.0] * len(each.groups) for each in comparisons})


def a_page_unlike(shares: Sequence[float], breakdowns: int, random: Random) -> Page:
    """Groups of 100. In the first breakdown of five questions they have these shares, in all others they are alike."""
    truth: dict[object, Sequence[float]] = {}
    for question in range(QUESTIONS):
        for by in range(breakdowns):
            is_unlike = question < UNLIKE and by == 0
            truth[question, by] = shares if is_unlike else [random.uniform(0.05, 0.95)] * len(shares)
    return Page([a_comparison(name, each, [100] * len(each), random) for name, each in truth.items()], truth)


def a_page_of_many_kinds(random: Random) -> Page:
    """Groups of 30 to 300, each with a share of its own; a third of the comparisons are alike."""
    comparisons, truth = [], {}
    for name in range(120):
        sizes = 30 + random.integers(0, 270, random.integers(2, 8))
        spread = random.choice([0, 0.05, 0.2])
        shares = np.clip(random.uniform(0.02, 0.98) + random.normal(0, spread, len(sizes)), 0.01, 0.99)
        truth[name] = [float(each) for each in shares]
        comparisons.append(a_comparison(name, truth[name], [int(each) for each in sizes], random))
    return Page(comparisons, truth)


def a_comparison(name: object, shares: Sequence[float], sizes: Sequence[int], random: Random) -> Comparison:
    """Groups with such true shares."""
    groups = [
        a_group(random.binomial(size, share), size, random) for share, size in zip(shares, sizes, strict=True)
    ]
    return Comparison(name, groups)

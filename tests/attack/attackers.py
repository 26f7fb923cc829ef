"""Attackers of releases: they know everything except one answer, and see each noised count before it is a range."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.stats import binom

from survey_app.results.release.counting import Counts, count
from survey_app.results.release.noise import EPSILON, Ints, Noise
from survey_app.results.release.plan import CountedQuestion
from tests.results.release.worlds import World

Likelihood = Callable[[Ints, Ints], Any]
"""published count, true count → the logarithm of how likely it is; -inf where it is impossible."""


@dataclass(frozen=True)
class Look:
    """A published count. truth: what it was made of. counts: for each code of the question, whether it is counted."""

    published: int
    truth: int
    counts: tuple[bool, ...]


def best_share_right(looks: int) -> float:
    """How often the best guess between two answers is right after so many independent looks at epsilon 1.

    A look points to the right one with a chance of e / (1 + e) = 73 %, and the majority decides.
    """
    right = np.exp(EPSILON) / (1 + np.exp(EPSILON))
    return float(binom.sf(looks / 2, looks, right) + binom.pmf(looks / 2, looks, right) / 2)


def noised(published: Ints, truth: Ints) -> Any:
    """The likelihood of two-sided geometric noise."""
    return -EPSILON * np.abs(published - truth)


def rounded(published: Ints, truth: Ints) -> Any:
    """The likelihood of the earlier design: it rounded to a multiple of five next to the truth, and kept multiples."""
    away = np.abs(published - truth)
    return np.where((published % 5 == 0) & (away < 5) & ((truth % 5 != 0) | (away == 0)), 0.0, -np.inf)


def guess(looks: list[Look], truth: int, other: int, likelihood: Likelihood) -> tuple[float, bool]:
    """Tell apart two answers of a person of whom all else is known. Returns (right: 1, 0 or 0.5; is it proved)."""
    published = np.array([look.published for look in looks])
    if_true = np.array([look.truth for look in looks])
    if_other = np.array([look.truth - look.counts[truth] + look.counts[other] for look in looks])
    for_true, for_other = (likelihood(published, each).sum() for each in (if_true, if_other))
    return 0.5 * (1 + np.sign(for_true - for_other)), bool(np.isneginf(for_other))


@dataclass(frozen=True)
class CountedAnswers:
    """The true counts of a single-choice question, which all looks at it begin from.

    tables: breakdown, the group of each person, and what was counted. public: what families may read alone.
    """

    world: World
    asked: CountedQuestion
    tables: list[tuple[str, Ints, Counts]]
    public: bool


def count_answers(world: World, name: str, *, public: bool = False) -> CountedAnswers:
    """Count what is published of a question."""
    population = world.population
    asked = next(each for each in world.plan.asked if each.name == name)
    breakdowns = [("", np.zeros(len(population), np.int64), 1)]
    if not public:
        breakdowns += [(by.name, population.groups[by.name], len(by.groups)) for by in world.plan.breakdowns]
    tables = [(by, groups, count(population, asked, groups, n_groups)) for by, groups, n_groups in breakdowns]
    return CountedAnswers(world, asked, tables, public)


def looks_at(counted: CountedAnswers, person: int, moved: Callable[..., Ints]) -> Iterator[Look]:
    """Every count that an answer of one person is in, or could be in. moved: how those are published, as `Noise`."""
    population, asked = counted.world.population, counted.asked
    school = int(population.school[person])
    for at, (name, groups, found) in enumerate(counted.tables):
        for unit in (school,) if counted.public else (school, len(population.schools)):
            here = np.array([1000 * at + unit], np.uint64)
            people, keys = found.people[unit, groups[person]], found.keys[unit, groups[person]]
            of_district = unit == len(population.schools)
            for label, places in published_sums(asked, is_group=bool(name), of_district=of_district):
                yield _look(
                    asked, places, people, keys, lambda p, k, s=label, h=here: moved(p, k, h, asked.name, s)
                )


def published_sums(
    asked: CountedQuestion, *, is_group: bool, of_district: bool
) -> list[tuple[str, list[int]]]:
    """What is told of everybody or of a group: each code; of a group, the favorable ones together.

    Where no answer is favorable, the groups of a school are not told, and those of the district by code.
    """
    if is_group and asked.good:
        return [("good", list(asked.good))]
    if is_group and not of_district:
        return []
    return [(code, [place]) for place, code in enumerate(asked.codes)]


def _look(
    asked: CountedQuestion, places: list[int], people: Ints, keys: Ints, moved: Callable[[Ints, Ints], Ints]
) -> Look:
    truth = people[places].sum()
    published = int(moved(np.array([truth]), np.array([keys[places].sum()]))[0])
    return Look(published, int(truth), tuple(place in places for place in range(len(asked.codes))))


def careless(people: Ints, keys: Ints, *_: str) -> Ints:
    """Round as the earlier design did."""
    rest = people % 5
    return people - rest + np.where((keys % 5) < rest, 5, 0)


def with_noise(secret: int) -> Callable[..., Ints]:
    """The noise of a release."""
    return Noise(secret.to_bytes(16, "big")).moved


def only(world: World, name: str) -> World:
    """A world that publishes one question alone: the others have no part in what is counted of it."""
    asked = tuple(each for each in world.plan.asked if each.name == name)
    return replace(world, plan=replace(world.plan, asked=asked))


def attack(counted: CountedAnswers, target: int, secret: int) -> tuple[float, bool]:
    """One guess between the answer of a person and another one, at the noise of a release."""
    asked = counted.asked
    truth = int(counted.world.population.answers[asked.name][target])
    other = (truth + 1 + secret % (len(asked.codes) - 1)) % len(asked.codes)
    looks = list(looks_at(counted, target, with_noise(secret)))
    return guess(looks, truth, other, noised)

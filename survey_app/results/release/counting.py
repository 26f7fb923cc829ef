"""Count people by school, group and answer, and add up their record keys."""

from typing import NamedTuple

import numpy as np

from survey_app.results.release.plan import Asked, Plan
from survey_app.results.release.population import Population
from survey_app.results.release.rounding import Ints


class Counts(NamedTuple):
    """people, keys: school × group × column. Columns: the codes; where several may be given, then all who answered."""

    people: Ints
    keys: Ints

    def of(self, school: int | None) -> "Counts":
        """Group × column of one school, or of all together."""
        if school is None:
            return Counts(self.people.sum(axis=0), self.keys.sum(axis=0))
        return Counts(self.people[school], self.keys[school])


def answered(one: Asked, people: Ints) -> Ints:
    """How many answered at all, from counts by column (the last axis)."""
    total: Ints = people[..., -1] if one.several else people.sum(axis=-1)
    return total


def count(population: Population, one: Asked, groups: Ints, n_groups: int) -> Counts:
    """Count the answers to one question. groups: the group of each person, 0 to n_groups - 1."""
    where = population.school * n_groups + groups
    shape = (len(population.schools), n_groups)
    answers = population.answers[one.name]
    if not one.several:
        given = answers >= 0
        at = where[given] * len(one.codes) + answers[given]
        return _tally(at, population.keys[given], (*shape, len(one.codes)))
    columns = [(answers >> place) & 1 == 1 for place in range(len(one.codes))] + [answers != 0]
    tallies = [_tally(where[column], population.keys[column], shape) for column in columns]
    return Counts(
        np.stack([t.people for t in tallies], axis=-1), np.stack([t.keys for t in tallies], axis=-1)
    )


def base_groups(population: Population, plan: Plan) -> list[tuple[tuple[int, ...], Ints, int]]:
    """Every breakdown as (places in the plan, group per person, number of groups): total, one-way, two-way."""
    found: list[tuple[tuple[int, ...], Ints, int]] = [((), np.zeros(len(population), np.int64), 1)]
    for place, breakdown in enumerate(plan.breakdowns):
        found.append(((place,), population.groups[breakdown.name], len(breakdown.groups)))
    for first, second in plan.two_way:
        one, two = plan.breakdowns[first], plan.breakdowns[second]
        both = population.groups[one.name] * len(two.groups) + population.groups[two.name]
        found.append(((first, second), both, len(one.groups) * len(two.groups)))
    return found


def _tally(at: Ints, keys: Ints, shape: tuple[int, ...]) -> Counts:
    size = int(np.prod(shape))
    people = np.bincount(at, minlength=size).reshape(shape)
    # Doubles add up whole numbers exactly up to 2^53.
    sums = np.bincount(at, weights=keys, minlength=size).astype(np.int64).reshape(shape)
    return Counts(people, sums)

"""Count people by school, group and answer, and add up their record keys."""

from typing import NamedTuple

import numpy as np

from survey_app.results.release.noise import Ints
from survey_app.results.release.plan import CountedQuestion
from survey_app.results.release.population import Population


class Counts(NamedTuple):
    """Counts of people with the sums of their record keys, each an array of unit × group × column.

    Units: the schools, then all schools together. Columns: the codes, then everyone who answered.
    """

    people: Ints
    keys: Ints

    def columns(self, places: list[int]) -> "Counts":
        """The people who gave any of these answers to a single-choice question: unit × group."""
        return Counts(self.people[..., places].sum(axis=-1), self.keys[..., places].sum(axis=-1))

    @property
    def answered(self) -> "Counts":
        """Everyone who answered: unit × group."""
        return Counts(self.people[..., -1], self.keys[..., -1])


def count(population: Population, one: CountedQuestion, groups: Ints, n_groups: int) -> Counts:
    """Count the answers to one question. groups: the group of each person, 0 to n_groups - 1."""
    where = population.school * n_groups + groups
    shape = (len(population.schools), n_groups)
    answers = population.answers[one.name]
    if one.several:
        columns = [(answers >> place) & 1 == 1 for place in range(len(one.codes))] + [answers != 0]
        tallies = [_tally(where[column], population.keys[column], shape) for column in columns]
        people, keys = (np.stack(each, axis=-1) for each in zip(*tallies, strict=True))
    else:
        given = answers >= 0
        at = where[given] * len(one.codes) + answers[given]
        tallies_by_code = _tally(at, population.keys[given], (*shape, len(one.codes)))
        people, keys = (
            np.concatenate([each, each.sum(axis=-1, keepdims=True)], axis=-1) for each in tallies_by_code
        )
    return Counts(*(np.concatenate([each, each.sum(axis=0, keepdims=True)]) for each in (people, keys)))


def _tally(at: Ints, keys: Ints, shape: tuple[int, ...]) -> tuple[Ints, Ints]:
    size = int(np.prod(shape))
    people = np.bincount(at, minlength=size).reshape(shape)
    # A double holds whole numbers exactly up to 2^53.
    sums = np.bincount(at, weights=keys, minlength=size).astype(np.int64).reshape(shape)
    return people, sums

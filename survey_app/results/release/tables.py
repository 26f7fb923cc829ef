"""The tables of one question: at each school and for all schools together, by each breakdown, in pooled groups."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey_app.results.release.counting import Counts, answered
from survey_app.results.release.merging import merge
from survey_app.results.release.plan import Asked
from survey_app.results.release.precision import SMALLEST
from survey_app.results.release.rounding import Ints, bases, rounded

DISTRICT = ""
"""The unit of all schools together."""

PEOPLE = "people"
"""The name of the question whose tables say how many people took part."""

WIDER = 20
LEAST_TWO_WAY = 100
TWO_WAY_DROPPED, THRESHOLD_RAISED, TOTALS_ONLY, NOTHING = 1, 2, 3, 4
"""The steps by which the tables of a question at a unit give way until no attack works; 0 is none."""


@dataclass(frozen=True)
class Table:
    """One question, one unit, one breakdown (places in the plan; none for the total).

    groups: the base groups that each row pools. people, published, base: row × column (see `Counts`): the true counts,
    the published ones, and what they were rounded to.
    """

    unit: str
    breakdown: tuple[int, ...]
    groups: tuple[tuple[int, ...], ...]
    people: Ints
    published: Ints
    base: Ints


@dataclass(frozen=True)
class Question:
    """What tables of one question are made from. counts: breakdown → counts. possible: (unit, breakdown) →
    which base groups it may have. sizes: how many groups each identifier has.
    """

    asked: Asked
    schools: Sequence[str]
    counts: Mapping[tuple[int, ...], Counts]
    possible: Mapping[tuple[str, tuple[int, ...]], NDArray[np.bool_]]
    sizes: tuple[int, ...]

    @property
    def width(self) -> int:
        """How many columns its tables have."""
        return len(self.asked.codes) + self.asked.several

    def base_groups(self, breakdown: tuple[int, ...], identifiers: Ints) -> Ints:
        """The base group in a breakdown, from the group of each identifier (identifier × anything)."""
        found = np.zeros(identifiers.shape[1], np.int64)
        for place in breakdown:
            found = found * self.sizes[place] + identifiers[place]
        return found


def tables_of(question: Question, steps: Mapping[str, int]) -> list[Table]:
    """Every table that may be published, at these steps per unit."""
    units: list[tuple[str, int | None]] = [(name, place) for place, name in enumerate(question.schools)]
    return [
        table
        for unit, place in [*units, (DISTRICT, None)]
        for table in _unit_tables(question, unit, place, steps.get(unit, 0))
    ]


def _unit_tables(question: Question, unit: str, place: int | None, step: int) -> Iterator[Table]:
    total = question.counts[()].of(place)
    n = int(answered(question.asked, total.people)[0])
    if n < SMALLEST or step >= NOTHING:
        return
    yield _table(unit, (), [(0,)], total)
    for breakdown in question.counts:
        if not breakdown or step >= TOTALS_ONLY:
            continue
        two_way = len(breakdown) == 2
        if two_way and (n < LEAST_TWO_WAY or step >= TWO_WAY_DROPPED):
            continue
        threshold = WIDER if two_way or step >= THRESHOLD_RAISED else SMALLEST
        counts = question.counts[breakdown].of(place)
        groups = _groups(question, unit, breakdown, counts, threshold)
        if groups:
            yield _table(unit, breakdown, groups, counts)


def _groups(
    question: Question, unit: str, breakdown: tuple[int, ...], counts: Counts, threshold: int
) -> list[tuple[int, ...]]:
    people = answered(question.asked, counts.people)
    # Whoever is there is possible, whatever the directory says about the grades of the school.
    at = (question.possible[unit, breakdown] | (people > 0)).nonzero()[0]
    return [tuple(int(at[place]) for place in group) for group in merge(people[at].tolist(), threshold)]


def _table(unit: str, breakdown: tuple[int, ...], groups: Sequence[tuple[int, ...]], counts: Counts) -> Table:
    people = _pooled(counts.people, groups)
    published = rounded(people, _pooled(counts.keys, groups))
    return Table(unit, breakdown, tuple(groups), people, published, bases(people))


def _pooled(values: Ints, groups: Sequence[tuple[int, ...]]) -> Ints:
    flat = [place for group in groups for place in group]
    starts = np.cumsum([0, *(len(group) for group in groups[:-1])])
    pooled: Ints = np.add.reduceat(values[flat], starts, axis=0)
    return pooled

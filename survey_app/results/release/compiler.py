"""Turn the responses to one survey into tables of counts with noise."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from survey_app.results.release.counting import Counts, count
from survey_app.results.release.noise import Noise, Places
from survey_app.results.release.plan import Breakdown, CountedQuestion, Plan
from survey_app.results.release.population import Population
from survey_app.results.release.tables import DISTRICT, PEOPLE, Groups, Total, groups_of, total_of

# A question that everybody answers the same way: its tables count people.
_EVERYONE = CountedQuestion(PEOPLE, ("here",), lambda _: 0)


@dataclass(frozen=True)
class Compiled:
    """The tables of one question. groups: one table for each breakdown of the plan."""

    asked: CountedQuestion
    total: Total
    groups: tuple[Groups, ...]


def compile_tables(
    plan: Plan,
    population: Population,
    secret: bytes,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> Iterator[Compiled]:
    """Make the tables of every question. The first one counts the people who took part.

    secret: the round's secret. progress: called with how many questions are done, and how many there are.
    """
    noise = Noise(secret)
    units = [*population.schools, DISTRICT]
    everywhere = noise.places(units)
    of_groups = [_places_of(by, units, noise) for by in plan.breakdowns]
    everyone = np.zeros(len(population), np.int64)  # all in one group, all with one answer
    population = replace(population, answers={**population.answers, PEOPLE: everyone})
    questions = [_EVERYONE, *plan.asked]
    took_part: Sequence[Groups] = ()
    enough = np.ones(len(units), np.bool_)
    for number, asked in enumerate(questions, 1):
        total = total_of(asked, count(population, asked, everyone, 1), everywhere, noise, enough)
        may_show = _may_show(total, took_part) or [total.is_shown[:, None]] * len(plan.breakdowns)
        groups = tuple(
            groups_of(asked, _count_by(by, population, asked), places, noise, shown)
            for by, places, shown in zip(plan.breakdowns, of_groups, may_show, strict=True)
        )
        if asked is _EVERYONE:
            took_part, enough = groups, total.is_shown
        yield Compiled(asked, total, groups)
        progress(number, len(questions))


def _may_show(total: Total, took_part: Sequence[Groups]) -> list[NDArray[np.bool_]]:
    """Where each breakdown may be shown: where its people were shown, too.

    Two independent noises must agree, as for totals. One alone would show what it makes larger than it is.
    """
    return [total.is_shown[:, None] & groups.is_shown for groups in took_part]


def _count_by(by: Breakdown, population: Population, asked: CountedQuestion) -> Counts:
    return count(population, asked, population.groups[by.name], len(by.groups))


def _places_of(by: Breakdown, units: Sequence[str], noise: Noise) -> Places:
    """The places of the groups of a breakdown: unit × group."""
    names = [f"{unit}\0{by.name}\0{group}" for unit in units for group in by.groups]
    return noise.places(names).reshape(len(units), len(by.groups))

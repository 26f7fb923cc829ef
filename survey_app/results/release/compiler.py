"""Compile the responses to one survey into noised tables."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from survey_app.results.release.counting import count
from survey_app.results.release.noise import Noise, Places
from survey_app.results.release.plan import Breakdown, CountedQuestion, Plan
from survey_app.results.release.population import Population
from survey_app.results.release.tables import DISTRICT, PEOPLE, Groups, Total, groups_of, total_of

# A question that everybody answers alike.
_EVERYONE = CountedQuestion(PEOPLE, ("here",), lambda _: 0)


@dataclass(frozen=True)
class Compiled:
    """The tables of one question. groups: one for each breakdown of the plan."""

    asked: CountedQuestion
    total: Total
    groups: tuple[Groups, ...]


def compile_tables(
    plan: Plan,
    population: Population,
    secret: bytes,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> Iterator[Compiled]:
    """The tables of every question, first those of how many people took part.

    secret: of the round. progress is told how many questions are done, of how many.
    """
    noise = Noise(secret)
    units = [*population.schools, DISTRICT]
    everywhere = noise.places(units)
    of_groups = [_places_of(by, units, noise) for by in plan.breakdowns]
    nobody_apart = np.zeros(len(population), np.int64)
    population = replace(population, answers={**population.answers, PEOPLE: nobody_apart})
    questions = [_EVERYONE, *plan.asked]
    took_part: Sequence[Groups] = ()
    for number, asked in enumerate(questions):
        total = total_of(asked, count(population, asked, nobody_apart, 1), everywhere, noise)
        shown = total.is_shown[:, None]
        groups = tuple(
            groups_of(
                asked,
                count(population, asked, population.groups[by.name], len(by.groups)),
                of_groups[place],
                noise,
                shown & took_part[place].is_shown if took_part else shown,
            )
            for place, by in enumerate(plan.breakdowns)
        )
        # A group is shown by two noises: one alone would let in those that it makes larger than they are.
        took_part = took_part or groups
        yield Compiled(asked, total, groups)
        progress(number + 1, len(questions))


def _places_of(by: Breakdown, units: Sequence[str], noise: Noise) -> Places:
    """The places of the groups of a breakdown: unit × group."""
    names = [f"{unit}\0{by.name}\0{group}" for unit in units for group in by.groups]
    return noise.places(names).reshape(len(units), len(by.groups))

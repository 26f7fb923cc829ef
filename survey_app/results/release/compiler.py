"""Compile the responses to one survey into noised tables."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from survey_app.results.release.counting import count
from survey_app.results.release.noise import Noise
from survey_app.results.release.plan import Asked, Plan
from survey_app.results.release.population import Population
from survey_app.results.release.tables import PEOPLE, Groups, Total, groups_of, total_of

# A question that everybody answers alike.
_EVERYONE = Asked(PEOPLE, ("here",), lambda _: 0)


@dataclass(frozen=True)
class Compiled:
    """The tables of one question. groups: one for each breakdown of the plan."""

    asked: Asked
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
    nobody_apart = np.zeros(len(population), np.int64)
    population = replace(population, answers={**population.answers, PEOPLE: nobody_apart})
    questions = [_EVERYONE, *plan.asked]
    for number, asked in enumerate(questions):
        total = total_of(asked, count(population, asked, nobody_apart, 1), noise)
        groups = tuple(
            groups_of(
                asked, count(population, asked, population.groups[by.name], len(by.groups)), total, noise
            )
            for by in plan.breakdowns
        )
        yield Compiled(asked, total, groups)
        progress(number + 1, len(questions))

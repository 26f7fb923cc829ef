"""Compile the responses to one survey into tables that identify nobody, and prove it before anybody sees them."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from survey_app.results.release.audit import classes_of, leaking_schools
from survey_app.results.release.counting import base_groups, count
from survey_app.results.release.plan import Asked, Plan
from survey_app.results.release.population import Population
from survey_app.results.release.tables import DISTRICT, NOTHING, PEOPLE, Question, Table, tables_of
from survey_app.surveys.model import SchoolFacts

# A question that everybody answers alike.
_EVERYONE = Asked(PEOPLE, ("here",), lambda _: 0)


@dataclass(frozen=True)
class Compiled:
    """The tables of one question, and how far they had to give way: unit → step, 0 left out."""

    asked: Asked
    tables: tuple[Table, ...]
    steps: Mapping[str, int]


def compile_tables(
    facts: Mapping[str, SchoolFacts],
    plan: Plan,
    population: Population,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> Iterator[Compiled]:
    """The tables of every question, first those of how many people took part; each question is attacked on its own.

    facts: of every school. progress is told how many questions are done, of how many.
    """
    questions = [_EVERYONE, *plan.asked]
    population = _with_everyone(population)
    bases = base_groups(population, plan)
    possible = _possible(facts, plan, population)
    classes = classes_of(population, plan) if len(population) else None
    sizes = tuple(len(breakdown.groups) for breakdown in plan.breakdowns)
    for number, asked in enumerate(questions):
        counts = {breakdown: count(population, asked, groups, n) for breakdown, groups, n in bases}
        question = Question(asked, population.schools, counts, possible, sizes)
        steps: Counter[str] = Counter()
        tables = tables_of(question, steps)
        while classes and (leaking := leaking_schools(question, tables, population, classes)):
            _give_way(
                steps, {population.schools[place] for place in leaking}, {table.unit for table in tables}
            )
            tables = tables_of(question, steps)
        yield Compiled(asked, tuple(tables), {unit: step for unit, step in steps.items() if step})
        progress(number + 1, len(questions))


def _give_way(steps: Counter[str], leaking: set[str], published: set[str]) -> None:
    """One step further at each school that leaks; where nothing of it is published any more, for all together."""
    for school in leaking & published:
        steps[school] += 1
    if leaking - published:
        steps[DISTRICT] = min(steps[DISTRICT] + 1, NOTHING)
        if DISTRICT not in published:
            raise AssertionError("something leaks though nothing is published")


def _with_everyone(population: Population) -> Population:
    answers = {**population.answers, PEOPLE: np.zeros(len(population), np.int64)}
    return replace(population, answers=answers)


def _possible(
    facts: Mapping[str, SchoolFacts], plan: Plan, population: Population
) -> dict[tuple[str, tuple[int, ...]], NDArray[np.bool_]]:
    """(unit, breakdown) → which base groups it may have."""
    found: dict[tuple[str, tuple[int, ...]], NDArray[np.bool_]] = {}
    for school in population.schools:
        masks = [np.array(breakdown.possible(facts[school])) for breakdown in plan.breakdowns]
        found |= {(school, (place,)): mask for place, mask in enumerate(masks)}
        found |= {(school, pair): np.outer(masks[pair[0]], masks[pair[1]]).ravel() for pair in plan.two_way}
    for breakdown in {breakdown for _, breakdown in found}:
        found[DISTRICT, breakdown] = np.logical_or.reduce(
            [found[school, breakdown] for school in population.schools]
        )
    return found

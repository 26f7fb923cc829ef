"""Small worlds for the release compiler: plans and populations made by a seed, as hostile as a school can be."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from survey_app.results.cells import survey_file
from survey_app.results.release.compiler import Compiled, compile_tables
from survey_app.results.release.plan import Plan, plan_of
from survey_app.results.release.population import Population
from survey_app.results.release.rounding import KEY_BITS
from survey_app.surveys.model import SchoolFacts
from tests.surveys.examples import a_question, a_section, a_survey

GRADES = "9 10 11 12"
RACES = "hispanic white asian black native"


@dataclass(frozen=True)
class World:
    """What a release is made from."""

    facts: dict[str, SchoolFacts]
    plan: Plan
    population: Population

    def compiled(self) -> list[Compiled]:
        """Its release."""
        return list(compile_tables(self.facts, self.plan, self.population))

    def with_keys(self, seed: int) -> "World":
        """The same people in a round with another secret."""
        keys = np.random.default_rng(seed).integers(0, 1 << KEY_BITS, len(self.population))
        return replace(self, population=replace(self.population, keys=keys))


def a_plan(facts: dict[str, SchoolFacts], two_way: tuple[tuple[str, str], ...] = ()) -> Plan:
    """Two identifiers; a scale, a question that few are asked, and one with several answers."""
    section = a_section(
        a_question("grade", "choose_one", GRADES, privacy="identifier"),
        a_question("race", "choose_several", RACES, privacy="identifier"),
        a_question("belong", "scale", "none little some quite great", privacy="safe"),
        a_question("leaving", "yes_no", "yes no", privacy="sensitive"),
        a_question("needs", "choose_several", "tutor food mh", privacy="sensitive"),
        a_question("visits", "whole_number", lowest=0, highest=40, privacy="safe"),
    )
    return plan_of(survey_file([a_survey(section)], facts), two_way)


def a_world(seed: int, people: int, schools: int = 3, two_way: tuple[tuple[str, str], ...] = ()) -> World:
    """So many people at so many schools; some groups are tiny, some of one mind, some questions hardly answered."""
    rng = np.random.default_rng(seed)
    names = [f"school-{number}" for number in range(schools)]
    facts = {name: SchoolFacts(name, "District", 9, 12) for name in names}
    plan = a_plan(facts, two_way)
    school = rng.choice(schools, people, p=_skewed(rng, schools))
    groups = {
        breakdown.name: rng.choice(
            len(breakdown.groups), people, p=_skewed(rng, len(breakdown.groups))
        ).astype(np.int64)
        for breakdown in plan.breakdowns
    }
    # Alike people often answer alike: that is what an attacker hopes for.
    mood = (school + sum(groups.values())) if groups else school
    answers: dict[str, Any] = {}
    for asked in plan.asked:
        n = len(asked.codes)
        leaning = (mood * rng.integers(1, 5) + (rng.random(people) < 0.3)) % n
        free = rng.choice(n, people, p=_skewed(rng, n))
        given = np.where(rng.random(people) < rng.choice([0.2, 0.6, 0.95]), leaning, free)
        blank = rng.random(people) < rng.choice([0.0, 0.05, 0.9])
        if asked.several:
            answers[asked.name] = np.where(blank, 0, (1 << given) | (1 << free))
        else:
            answers[asked.name] = np.where(blank, -1, given)
    keys = rng.integers(0, 1 << KEY_BITS, people)
    return World(facts, plan, Population(tuple(names), school.astype(np.int64), keys, groups, answers))


def _skewed(rng: np.random.Generator, n: int) -> Any:
    weights = rng.dirichlet(np.full(n, rng.choice([0.3, 1.0, 5.0])))
    return weights / weights.sum()

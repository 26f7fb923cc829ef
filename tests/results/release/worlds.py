"""Small worlds for the release compiler: plans and populations made by a seed, as hostile as a school can be."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from survey_app.results.cells import SurveyFile, survey_file
from survey_app.results.published.freeze import Frozen
from survey_app.results.published.model import Numbers, Row
from survey_app.results.release.compiler import Compiled, compile_tables
from survey_app.results.release.noise import KEY_BITS
from survey_app.results.release.plan import CountedQuestion, Plan, plan_of
from survey_app.results.release.population import Population
from survey_app.results.release.tables import PEOPLE
from survey_app.surveys.model import SchoolFacts
from tests.surveys.examples import a_question, a_section, a_survey

GRADES = "9 10 11 12"
RACES = "hispanic white asian black native"
SECRET = bytes(16)


@dataclass(frozen=True)
class World:
    """What a release is made from."""

    file: SurveyFile
    plan: Plan
    population: Population

    def compiled(self, secret: bytes = SECRET) -> list[Compiled]:
        """Its noised tables."""
        return list(compile_tables(self.plan, self.population, secret))

    def published(self, secret: bytes = SECRET) -> dict[str, list[Numbers]]:
        """What its release says of every unit; first how many took part."""
        frozen = Frozen(self.file, self.plan, self.compiled(secret))
        units = enumerate([*self.population.schools, ""])
        return {unit: [frozen.people(place), *frozen.questions(place)] for place, unit in units}

    def with_keys(self, seed: int) -> "World":
        """The same people with other records."""
        keys = np.random.default_rng(seed).integers(0, 1 << KEY_BITS, len(self.population))
        return replace(self, population=replace(self.population, keys=keys))

    def without(self, person: int) -> "World":
        """Everybody but one."""
        return replace(self, population=_taken(self.population, np.arange(len(self.population)) != person))


def _taken(population: Population, kept: Any) -> Population:
    return replace(
        population,
        school=population.school[kept],
        keys=population.keys[kept],
        groups={name: each[kept] for name, each in population.groups.items()},
        answers={name: each[kept] for name, each in population.answers.items()},
    )


def a_file(names: list[str], **changes: Any) -> SurveyFile:
    """Four who-questions; a scale, a yes/no, one of several answers, one choice without a best, and a number."""
    section = a_section(
        a_question("grade", "choose_one", GRADES, privacy="identifier"),
        a_question("race", "choose_several", RACES, privacy="identifier"),
        a_question("bus", "choose_one", "yellow public none", privacy="identifier"),
        a_question("shoes", "choose_one", "left right", privacy="identifier"),
        a_question("belong", "scale", "none little some quite great", privacy="safe"),
        a_question("leaving", "yes_no", "yes no", privacy="sensitive"),
        a_question("needs3", "choose_several", "tutor food mh jobs none", privacy="sensitive"),
        a_question("reach", "choose_one", "mail call text", privacy="safe"),
        a_question("visits", "whole_number", lowest=0, highest=40, privacy="safe"),
    )
    return survey_file(
        [a_survey(section, **changes)], {name: SchoolFacts(name, "District", 9, 12) for name in names}
    )


def a_world(seed: int, people: int, schools: int = 3) -> World:
    """So many people at so many schools; some groups are tiny, some of one mind, some questions hardly answered."""
    rng = np.random.default_rng(seed)
    names = [f"school-{number}" for number in range(schools)]
    file = a_file(names)
    plan = plan_of(file)
    school = rng.choice(schools, people, p=_skewed(rng, schools)).astype(np.int64)
    groups = {
        breakdown.name: rng.choice(
            len(breakdown.groups), people, p=_skewed(rng, len(breakdown.groups))
        ).astype(np.int64)
        for breakdown in plan.breakdowns
    }
    # Alike people often answer alike: that is what an attacker hopes for.
    mood = school + sum(groups.values())
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
    return World(file, plan, Population(tuple(names), school, keys, groups, answers))


def truth_of(world: World, unit: str, numbers: Numbers, by: str, row: Row) -> tuple[int, list[int], int]:
    """How many of the people of a row answered, gave each answer, and gave a favorable one."""
    population = world.population
    here = np.ones(len(population), bool)
    if unit:
        here &= population.school == population.schools.index(unit)
    if by:
        names = next(each.groups for each in world.plan.breakdowns if each.name == by)
        here &= population.groups[by] == names.index(row.group)
    if numbers.name == PEOPLE:
        return int(here.sum()), [], 0
    given = population.answers[numbers.name][here]
    asked: CountedQuestion = next(each for each in world.plan.asked if each.name == numbers.name)
    if asked.several:
        return int((given != 0).sum()), [int(((given >> at) & 1).sum()) for at in range(len(asked.codes))], 0
    each = [int((given == at).sum()) for at in range(len(asked.codes))]
    return int((given >= 0).sum()), each, sum(each[at] for at in asked.good)


def _skewed(rng: np.random.Generator, n: int) -> Any:
    weights = rng.dirichlet(np.full(n, rng.choice([0.3, 1.0, 5.0])))
    return weights / weights.sum()

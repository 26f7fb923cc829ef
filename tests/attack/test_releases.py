"""Attack releases: every attack first breaks what is published naively, then finds nothing in a release."""

from dataclasses import replace

import numpy as np
import pytest

from survey_app.results.release.counting import base_groups, count
from survey_app.results.release.tables import Table
from tests.attack.attackers import cases, insider_proves, outsider_recovers, rebuild
from tests.results.release.worlds import World, a_world

WORLDS = pytest.mark.parametrize("worlds", [20, pytest.param(200, marks=pytest.mark.long)])


@WORLDS
def test_the_tables_alone_determine_no_small_count(worlds: int) -> None:
    assert _attack(outsider_recovers, hidden_small_cells, range(8))[0] >= 10
    recovered, tried = _attack(outsider_recovers, None, range(worlds))
    assert recovered == 0
    assert tried > 100


@WORLDS
def test_who_knows_everybody_proves_no_answer(worlds: int) -> None:
    assert _attack(insider_proves, exact, range(4))[0] >= 10
    proved, tried = _attack(insider_proves, None, range(worlds))
    assert proved == 0
    assert tried > 50


def test_averaging_over_many_releases_gives_nothing() -> None:
    world = a_world(7, 300)
    total = _total(world)
    truth = total.people.astype(float)
    fresh = np.mean([_total(world.with_keys(seed)).published for seed in range(100)], axis=0)
    assert abs(fresh - truth).max() < 1, "with fresh noise every time the mean is the truth"
    same = {_total(world).published.tobytes() for _ in range(20)}
    assert len(same) == 1
    assert (total.published != truth).any()


def test_tables_of_everything_rebuild_everybody_but_those_of_a_release_do_not() -> None:
    world = a_world(11, 300, schools=1)
    by_everything = _right_guesses(world, exact(world, "belong", pairs=True))
    of_release = _right_guesses(world, _tables(world, "belong"))
    assert by_everything == 1
    assert of_release < 0.9


def _attack(attack, naive, seeds) -> tuple[int, int]:
    found = np.zeros(2, int)
    for seed in seeds:
        rng = np.random.default_rng(seed)
        world = a_world(seed, int(rng.integers(40, 400)), schools=int(rng.integers(1, 4)))
        name = ("belong", "leaving", "needs")[seed % 3]
        tables = naive(world, name) if naive else _tables(world, name)
        for case in _cases(world, name, tables):
            found += attack(case, rng)
    return int(found[0]), int(found[1])


def _cases(world: World, name: str, tables: list[Table]):
    asked = next(asked for asked in world.plan.asked if asked.name == name)
    sizes = [len(breakdown.groups) for breakdown in world.plan.breakdowns]
    return cases(world.population, sizes, tables, asked.several, len(asked.codes), name)


def _tables(world: World, name: str) -> list[Table]:
    return list(next(compiled for compiled in world.compiled() if compiled.asked.name == name).tables)


def _total(world: World) -> Table:
    return next(table for table in _tables(world, "belong") if table.unit and not table.breakdown)


def exact(world: World, name: str, *, pairs: bool = False) -> list[Table]:
    """Every group with its true counts, nothing merged."""
    plan = replace(world.plan, two_way=((0, 1),)) if pairs else world.plan
    asked = next(asked for asked in plan.asked if asked.name == name)
    found = []
    for breakdown, groups, n in base_groups(world.population, plan):
        counts = count(world.population, asked, groups, n)
        for unit, place in [
            *((school, at) for at, school in enumerate(world.population.schools)),
            ("", None),
        ]:
            people = counts.of(place).people
            rows = tuple((row,) for row in range(n))
            found.append(Table(unit, breakdown, rows, people, people, np.ones_like(people)))
    return found


def hidden_small_cells(world: World, name: str) -> list[Table]:
    """What most do: hide every count of 1 to 10, show all others and the true totals."""
    found = []
    for table in exact(world, name):
        is_hidden = (table.people > 0) & (table.people < 11) & bool(table.breakdown)
        found.append(replace(table, published=np.where(is_hidden, -1, table.people)))
    return found


def _right_guesses(world: World, tables: list[Table]) -> float:
    """The share of people whose answer is right in the population that fits the tables best."""
    (case,) = _cases(world, "belong", tables)
    guess = rebuild(case)[:, :-1]
    truth = case.truth[:, :-1]
    return float(np.minimum(guess, truth).sum() / truth.sum())

"""Attack releases: every attack first breaks what is published carelessly, then stays below what is promised."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from survey_app.results.cells import survey_file
from survey_app.results.release.compiler import compile_tables
from survey_app.results.release.counting import count
from survey_app.results.release.noise import Noise
from survey_app.results.release.plan import CountedQuestion, Path, plan_of
from survey_app.results.release.tables import Groups
from survey_app.surveys.model import SchoolFacts
from survey_app.surveys.yaml_file import load_library
from tests.attack.attackers import (
    attack,
    best_share_right,
    careless,
    count_answers,
    guess,
    looks_at,
    noised,
    only,
    rounded,
    with_noise,
)
from tests.results.release.worlds import World, a_world

SECRETS = pytest.mark.parametrize("secrets", [60, pytest.param(600, marks=pytest.mark.long)])
MOST_LOOKS = 10
PUBLIC_LOOKS = 2
NOWHERE = np.zeros(1, np.uint64)


def test_ten_looks_guess_right_in_935_of_1000_cases_and_a_table_in_731() -> None:
    assert round(best_share_right(1), 3) == round(best_share_right(PUBLIC_LOOKS), 3) == 0.731
    assert round(best_share_right(MOST_LOOKS), 3) == 0.935
    assert round(best_share_right(20), 3) == 0.985


# --- Insiders: they know everybody except one -------------------------------------------------------------


@SECRETS
@pytest.mark.parametrize("people", [40, 120])
@pytest.mark.parametrize(
    ("name", "mood"), [("belong", "mixed"), ("belong", "alike"), ("leaving", "mixed"), ("reach", "mixed")]
)
def test_whoever_knows_all_others_guesses_no_better_than_promised_and_proves_nothing(
    people: int, secrets: int, name: str, mood: str
) -> None:
    world = one_school(people, name, alike=mood == "alike")
    targets = range(0, people, max(1, people // 20))
    public, every = (
        [attack(counted, target, secret) for secret in range(secrets) for target in targets]
        for counted in (count_answers(world, name, public=is_public) for is_public in (True, False))
    )
    for found, looks in ((public, PUBLIC_LOOKS), (every, MOST_LOOKS)):
        right, proved = np.mean([right for right, _ in found]), sum(is_proof for _, is_proof in found)
        # People of one world share counts, so its secrets are what is drawn.
        assert right <= best_share_right(looks) + 3 * 0.5 / secrets**0.5 / 3
        assert proved == 0
    assert np.mean([right for right, _ in every]) > 0.6, "the attack is none"


@pytest.mark.parametrize("people", [12, 15])
def test_a_question_that_fewer_than_20_answered_shows_nothing(people: int) -> None:
    world = one_school(people, "belong", alike=True)
    assert all(not one.total.is_shown.any() for one in world.compiled())
    shown = world.published()
    assert [numbers.name for numbers in shown["school-0"]] == ["people"]
    assert [table.by for table in shown["school-0"][0].tables] == [""]


def test_the_earlier_design_is_broken() -> None:
    """The control: rounding that leaves multiples alone proves answers."""
    proved = 0
    for seed in range(20):
        world = one_school(40, "belong", alike=False, seed=seed)
        counted = count_answers(world, "belong")
        for target in range(0, 40, 4):
            truth = int(world.population.answers["belong"][target])
            looks = list(looks_at(counted, target, careless))
            proved += all(guess(looks, truth, other, rounded)[1] for other in range(5) if other != truth)
    assert proved > 10


def test_fresh_noise_in_every_release_could_be_averaged_out_and_ours_is_always_the_same() -> None:
    world = only(one_school(60, "belong", alike=False), "belong")
    truth = world.compiled()[1]
    exact = np.bincount(world.population.answers["belong"], minlength=5)
    fresh = np.mean(
        [world.compiled(secret.to_bytes(16, "big"))[1].total.counts[0] for secret in range(400)], axis=0
    )
    assert abs(fresh - exact).max() < 0.5, "with fresh noise the mean of many is the truth"
    again = [world.compiled()[1].total.counts.tobytes() for _ in range(5)]
    assert set(again) == {truth.total.counts.tobytes()}
    assert (truth.total.counts[0] != exact).any()


# --- Crowds: all others are made up -----------------------------------------------------------------------


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize("others", [29, 30, 650])
def test_whoever_made_up_everybody_else_learns_no_more(others: int, public: bool) -> None:
    """29 made-up people lift the group of a real one over its threshold; or they are all others of the school."""
    world = one_school(others + 1, "belong", alike=True, seed=1)
    counted = count_answers(world, "belong", public=public)
    found = [attack(counted, 0, secret) for secret in range(300)]
    looks = PUBLIC_LOOKS if public else MOST_LOOKS
    assert np.mean([right for right, _ in found]) <= best_share_right(looks) + 3 * 0.5 / 300**0.5
    assert not any(is_proof for _, is_proof in found)


@pytest.mark.parametrize("public", [True, False])
def test_two_rounds_are_twice_the_looks_and_no_more(public: bool) -> None:
    """Somebody who is known to answer in each round as before is looked at twice; nothing is proved by that."""
    world = one_school(60, "belong", alike=False)
    counted = count_answers(world, "belong", public=public)
    truth = int(world.population.answers["belong"][0])
    found = []
    for secret in range(300):
        rounds = [with_noise(2 * secret), with_noise(2 * secret + 1)]
        looks = [look for moved in rounds for look in looks_at(counted, 0, moved)]
        found.append(guess(looks, truth, (truth + 1 + secret % 4) % 5, noised))
    right = np.mean([right for right, _ in found])
    once = PUBLIC_LOOKS if public else MOST_LOOKS
    assert right <= best_share_right(2 * once) + 3 * 0.5 / 300**0.5
    assert right > best_share_right(once) - 3 * 0.5 / 300**0.5
    assert not any(is_proof for _, is_proof in found)


def test_a_round_number_is_moved_like_any_other() -> None:
    for people in (0, 5, 100, 102, 129, 1000):
        counts = np.full(20_000, people)
        keys = np.random.default_rng(people).integers(0, 1 << 40, 20_000)
        moved = Noise(bytes(16)).moved(counts, keys, NOWHERE, "x") - people
        assert abs((moved == 0).mean() - 0.462) < 0.015
        assert abs((abs(moved) > 3).mean() - 0.0268) < 0.005
        assert abs(moved.mean()) < 0.05
        assert moved.min() <= -7
        assert moved.max() >= 7


# --- Two tables laid side by side -------------------------------------------------------------------------


def with_one_alone(says: bool, pair: str) -> World:
    """A world of which two tables count all but one person alike. says: whether that person chose it.

    pair: everybody at a school and all but one who are in a grade, or a grade at a school and in the district.
    """
    people, rng = 80, np.random.default_rng(3)
    world = only(a_world(1, people, schools=2), "needs3")
    needs = (1 << rng.integers(0, 4, people)) | (1 << rng.integers(0, 4, people))
    needs[0] = 0b0110 if says else 0b0100
    grade, school = np.zeros(people, np.int64), np.zeros(people, np.int64)
    (grade if pair == "total and group" else school)[0] = 1
    population = replace(
        world.population,
        school=school,
        groups={**world.population.groups, "grade": grade},
        answers={**world.population.answers, "needs3": needs},
    )
    return replace(world, population=population)


def told_of_them(world: World, secret: int, pair: str) -> tuple[float, float]:
    """What the two tables of a pair say of the count."""
    found = {one.asked.name: one for one in world.compiled(secret.to_bytes(16, "big"))}["needs3"]
    by = next(place for place, each in enumerate(world.plan.breakdowns) if each.name == "grade")
    of_grade = found.groups[by].counts
    if pair == "total and group":
        return float(found.total.counts[0, 1]), float(of_grade[0, 0, 1])
    return float(of_grade[0, 0, 1]), float(of_grade[-1, 0, 1])


def shares_unequal(pair: str, says: bool) -> float:
    world = with_one_alone(says, pair)
    pairs = [told_of_them(world, secret, pair) for secret in range(120)]
    return float(np.mean([first != second for first, second in pairs]))


@pytest.mark.parametrize("pair", ["total and group", "school and district"])
def test_two_tables_never_show_whether_somebody_is_in_one_alone(pair: str) -> None:
    """If equal sets of people always gave equal counts, unequal ones would prove what the odd one out said."""
    for says in (True, False):
        assert 0.5 < shares_unequal(pair, says) < 0.95


@pytest.mark.parametrize("pair", ["total and group", "school and district"])
def test_noise_that_knows_no_table_is_broken(pair: str, monkeypatch) -> None:
    """The control."""
    monkeypatch.setattr(Noise, "places", lambda _self, names: np.zeros(len(names), np.uint64))
    assert shares_unequal(pair, says=False) == 0
    assert shares_unequal(pair, says=True) > 0.5


def test_being_asked_because_of_an_earlier_answer_tells_nothing_exact() -> None:
    """How many answered a follow-up is how many gave the answer before it."""
    survey = load_library()["family"]
    plan = plan_of(survey_file([survey], {"a": SchoolFacts("A", "D", 9, 12)}))
    asked = {one.name: one for one in plan.asked}
    assert (asked["interp"].path, asked["lang_access"].path) == (Path.BY_ANSWER, Path.DECIDES)
    assert Path.BY_ANSWER not in asked["ready"].path
    students = plan_of(survey_file([load_library()["student"]], {"a": SchoolFacts("A", "D", 6, 12)}))
    ready = next(one for one in students.asked if one.name == "ready")
    assert ready.path == Path.BY_WHO


def test_a_follow_up_is_shown_for_the_district_alone_and_neither_it_nor_what_decides_by_group() -> None:
    world = a_world(2, 800, schools=2)
    paths = {"belong": Path.DECIDES, "leaving": Path.BY_ANSWER}
    asked = tuple(replace(one, path=paths.get(one.name, one.path)) for one in world.plan.asked)
    published = replace(world, plan=replace(world.plan, asked=asked)).published()
    at = {unit: {one.name: one for one in numbers} for unit, numbers in published.items()}
    assert "leaving" not in at["school-0"]
    assert at[""]["leaving"].total.n.low < at[""]["leaving"].total.n.high
    for shown in at.values():
        for name in {"belong", "leaving"} & set(shown):
            assert [table.by for table in shown[name].tables] == [""]
    assert len(at["school-0"]["needs3"].tables) > 1


# --- What one answer may be in ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["belong", "leaving", "reach", "needs3", "visits"])
def test_an_answer_is_in_at_most_ten_noised_counts(name: str, monkeypatch) -> None:
    """Change one answer, and compare every number that there is, also those that are too small to be shown."""
    # Counts of different people never agree by chance.
    monkeypatch.setattr(Noise, "_drawn", lambda _self, _people, keys, _places, _label: keys)
    world = a_world(5, 900, schools=3)
    given = world.population.answers[name].copy()
    target = int(np.flatnonzero(given > 0)[0])
    asked = next(each for each in world.plan.asked if each.name == name)
    most = 0
    for other in range(len(asked.codes)):
        changed = given.copy()
        changed[target] = given[target] ^ (1 << other) if asked.several else other
        if (asked.several and changed[target] == 0) or (changed == given).all():
            continue
        after = replace(
            world, population=replace(world.population, answers={**world.population.answers, name: changed})
        )
        most = max(most, different_counts(world, after, name))
    assert 0 < most <= (8 if asked.several else MOST_LOOKS)


def different_counts(before: World, after: World, name: str) -> int:
    """How many noised counts are of other people afterwards."""
    found = []
    for world in (before, after):
        one = next(
            each
            for each in compile_tables(world.plan, world.population, bytes(16))
            if each.asked.name == name
        )
        asked, everybody = (
            one.asked,
            count(world.population, one.asked, np.zeros(len(world.population), np.int64), 1),
        )
        raw = [everybody.keys[:, 0, at] for at in range(len(asked.codes))]
        groups = [np.concatenate([each.n.ravel(), *_places(asked, each)]) for each in one.groups]
        found.append(np.concatenate([np.stack(raw).ravel(), *groups]))
    return int((found[0] != found[1]).sum())


def _places(asked: CountedQuestion, groups: Groups) -> list[Any]:
    """Those that can ever be shown: of single answers without a best, the groups of the district alone."""
    if groups.good is not None:
        return [groups.good.ravel()]
    assert groups.counts is not None
    return [(groups.counts if asked.several else groups.counts[-1:]).ravel()]


def test_a_fourth_breakdown_would_be_more() -> None:
    """The control: with all who-questions a count too many is found."""
    world = a_world(5, 900, schools=3)
    assert len(world.plan.breakdowns) == 3
    assert len(world.file.identifiers) == 4
    assert 2 + 2 + 2 * 3 == MOST_LOOKS < 2 + 2 + 2 * 4


# --- Tools ------------------------------------------------------------------------------------------------


def one_school(people: int, name: str, *, alike: bool, seed: int = 2) -> World:
    """People of one school who are alike in everything but one question; there, mixed or nearly all alike."""
    rng = np.random.default_rng(seed)
    world = a_world(seed, people, schools=1)
    asked = next(each for each in world.plan.asked if each.name == name)
    n = len(asked.codes)
    answers = rng.integers(0, n, people) if not alike else np.where(rng.random(people) < 0.05, 0, n - 1)
    groups = {by: np.zeros(people, np.int64) for by in world.population.groups}
    population = replace(world.population, groups=groups, answers={**world.population.answers, name: answers})
    return replace(world, population=population)

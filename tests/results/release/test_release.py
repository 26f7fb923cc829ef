"""What must be true of every release, of whatever people it is made."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from survey_app.results.published.model import Row
from survey_app.results.release.noise import KEY_BITS, Noise, record_key
from survey_app.results.release.plan import plan_of
from survey_app.results.release.ranges import centered, noised_shares, total_shares
from survey_app.results.shown import SMALLEST, SMALLEST_GROUP, People
from tests.results.release.worlds import World, a_file, a_world, truth_of

worlds = st.builds(
    a_world,
    st.integers(0, 2**32),
    st.one_of(st.integers(1, 60), st.integers(60, 2000)),
    st.integers(1, 5),
)
some = settings(max_examples=30, deadline=None)


# In the district noise counts 14 people, and 20 answers.
@example(a_world(6651, 20, 1))
@some
@given(worlds)
def test_nothing_is_shown_of_few(world: World) -> None:
    for unit, (people, *questions) in world.published().items():
        for numbers in questions:
            for table in numbers.tables:
                for row in table.rows:
                    least = SMALLEST_GROUP if table.by else SMALLEST
                    assert sum(row.n) / 2 >= least or (not table.by and not unit)
        n = people.total.n.high
        assert n >= SMALLEST or not questions
        assert n >= SMALLEST or [table.by for table in people.tables] == [""]


@some
@given(worlds)
def test_every_share_is_a_range_around_its_best_guess(world: World) -> None:
    for questions in world.published().values():
        for numbers in questions[1:]:
            assert numbers.total
            assert len(numbers.total.shares) == len(numbers.codes)
            for table in numbers.tables:
                for row in table.rows:
                    for share in (*row.shares, *([row.good] if row.good else [])):
                        assert 0 <= share.low <= share.about <= share.high <= 100
                        assert share.low < share.high


@some
@given(worlds)
def test_the_same_people_give_the_same_numbers_and_another_secret_gives_others(world: World) -> None:
    assert world.published() == world.published()
    changed = [
        (one.total.counts != other.total.counts).any()
        for one, other in zip(world.compiled(), world.compiled(b"another secret.."), strict=True)
    ]
    assert any(changed[1:])


def test_a_school_is_not_touched_by_who_answers_elsewhere() -> None:
    world = a_world(4, 900, schools=3)
    target = int(np.flatnonzero(world.population.school == 1)[0])
    before, after = world.published(), world.without(target).published()
    assert before["school-0"] == after["school-0"]
    assert before["school-2"] == after["school-2"]
    assert before["school-1"] != after["school-1"]
    assert before[""] != after[""]


def test_the_same_people_are_moved_alike_and_others_independently() -> None:
    rng = np.random.default_rng(1)
    people, keys = np.full(50_000, 40), rng.integers(0, 1 << 33, 50_000)
    noise = Noise(bytes(16))
    here, there = noise.places(["school-0"]), noise.places(["school-1"])
    first = noise.moved(people, keys, here, "belong", "none") - 40
    assert (first == noise.moved(people, keys, here, "belong", "none") - 40).all()
    for other in (
        noise.moved(people, keys, here, "belong", "little") - 40,
        noise.moved(people, keys, there, "belong", "none") - 40,
        noise.moved(people, keys + 1, here, "belong", "none") - 40,
        noise.moved(people + 1, keys, here, "belong", "none") - 41,
        Noise(b"another secret..").moved(people, keys, here, "belong", "none") - 40,
    ):
        assert abs(np.corrcoef(first, other)[0, 1]) < 0.02


def test_noise_has_the_variance_that_findings_reckon_with() -> None:
    a = np.exp(-1)
    moved = Noise(bytes(16)).moved(
        np.zeros(100_000, np.int64), np.arange(100_000), np.zeros(1, np.uint64), "x"
    )
    assert abs(moved.var() - 2 * a / (1 - a) ** 2) < 0.06


def test_keys_of_records_are_secret_and_small_enough_to_be_added_up() -> None:
    keys = [record_key(b"s" * 32, number.to_bytes(16, "big")) for number in range(2000)]
    assert len(set(keys)) == 2000
    assert max(keys) < 1 << KEY_BITS
    assert abs(np.mean(keys) / (1 << KEY_BITS) - 0.5) < 0.05
    assert record_key(b"t" * 32, bytes(16)) != record_key(b"s" * 32, bytes(16))


def test_counts_of_one_choice_are_centered_to_add_up_to_those_who_answered() -> None:
    assert centered(np.array([[12, 30, -1]]), np.array([38])).tolist() == [[11.0, 29.0, -2.0]]


@pytest.mark.parametrize("shares", [total_shares, noised_shares])
def test_shares_of_everybody_and_nobody_stay_within_0_and_100(shares) -> None:
    found = shares(np.array([-4.0, 104.0]), np.array([100, 100]), 1, 5)
    assert (found.low[0], found.high[1]) == (0, 100)
    assert found.high[0] > 0
    assert found.low[1] < 100


def test_small_groups_are_named_and_hardly_ever_one_of_nobody() -> None:
    named: dict[str, set[str]] = {"shown": set(), "district": set(), "few": set()}
    sizes = []
    for seed in range(6):
        world = a_world(seed, 900, schools=4)
        for unit, (people, *_) in world.published().items():
            for table in people.tables[1:]:
                for group in (*table.in_district, *table.too_few):
                    row = Row(group=group, n=People(0, 0))
                    n, _, _ = truth_of(world, unit, people, table.by, row)
                    sizes.append(n)
                named["district"] |= set(table.in_district)
                named["few"] |= set(table.too_few)
                named["shown"] |= {row.group for row in table.rows}
    assert all(named.values())
    assert max(sizes) < SMALLEST_GROUP + 8
    assert sizes.count(0) <= 0.05 * len(sizes)


def test_a_plan_breaks_down_by_the_three_who_questions_that_matter_most() -> None:
    assert [each.name for each in plan_of(a_file(["school-0"])).breakdowns] == ["grade", "race", "bus"]
    file = a_file(["school-0"], who=["shoes", "race", "grade", "bus"])
    assert [each.name for each in plan_of(file).breakdowns] == ["shoes", "race", "grade"]

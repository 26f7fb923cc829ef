"""What must be true of every release, of whatever people it is made."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.results.release.compiler import compile_tables
from survey_app.results.release.counting import answered
from survey_app.results.release.merging import merge
from survey_app.results.release.precision import Range, people_range, share_range
from survey_app.results.release.rounding import KEY_BITS, bases, interval, record_key, rounded
from survey_app.results.release.tables import LEAST_TWO_WAY, WIDER
from tests.results.release.worlds import a_plan, a_world

worlds = st.builds(
    a_world,
    st.integers(0, 2**32),
    st.one_of(st.integers(0, 60), st.integers(60, 2000)),
    st.integers(1, 5),
    st.sampled_from([(), (("grade", "race"),)]),
)
some = settings(max_examples=40, deadline=None)


@some
@given(worlds)
def test_no_group_is_smaller_than_the_threshold(world) -> None:
    for compiled in world.compiled():
        for table in compiled.tables:
            n = answered(compiled.asked, table.people)
            assert n.min() >= (WIDER if len(table.breakdown) == 2 else 11)
            assert len(table.breakdown) < 2 or n.sum() >= LEAST_TWO_WAY


@some
@given(worlds)
def test_everyone_is_in_exactly_one_group_of_a_breakdown(world) -> None:
    for compiled in world.compiled():
        totals = {table.unit: table for table in compiled.tables if not table.breakdown}
        for table in compiled.tables:
            assert (table.people.sum(axis=0) == totals[table.unit].people[0]).all()
            places = [place for group in table.groups for place in group]
            assert len(places) == len(set(places))


@some
@given(worlds)
def test_cells_are_multiples_next_to_the_truth_which_lies_in_the_interval(world) -> None:
    for compiled in world.compiled():
        for table in compiled.tables:
            assert (table.published % table.base == 0).all()
            assert (abs(table.published - table.people) < table.base).all()
            low, high = interval(table.published, table.base)
            assert ((low <= table.people) & (table.people <= high)).all()


@some
@given(worlds)
def test_the_same_people_come_to_the_same_number_everywhere(world) -> None:
    again = world.compiled()
    for one, two in zip(world.compiled(), again, strict=True):
        for table, other in zip(one.tables, two.tables, strict=True):
            assert (table.published == other.published).all()
    # One school alone is the district: all its totals are those of the district.
    alone = a_world(1, 300, schools=1).compiled()
    for compiled in alone:
        by_breakdown = {(table.breakdown, table.groups): table for table in compiled.tables if table.unit}
        for table in compiled.tables:
            twin = by_breakdown.get((table.breakdown, table.groups))
            assert twin is None or (twin.published == table.published).all()


def test_rounding_is_right_on_average_over_secrets() -> None:
    rng = np.random.default_rng(5)
    counts = np.arange(0, 130)
    total = np.zeros(len(counts))
    for _ in range(4000):
        total += rounded(counts, rng.integers(0, 1 << KEY_BITS, len(counts)))
    assert abs(total / 4000 - counts).max() < 0.2


def test_what_a_count_is_rounded_to_depends_on_the_count_alone() -> None:
    assert bases(np.array([0, 99, 100, 5000])).tolist() == [5, 5, 3, 3]


def test_a_record_key_depends_on_the_secret_and_the_id() -> None:
    ids = [bytes([number]) * 16 for number in range(3)]
    keys = [record_key(secret * 32, one) for secret in (b"a", b"b") for one in ids]
    assert keys == [record_key(secret * 32, one) for secret in (b"a", b"b") for one in ids]
    assert len(set(keys)) == 6
    assert max(keys) < 1 << KEY_BITS


@pytest.mark.parametrize(
    ("counts", "groups"),
    [
        ([20, 30, 40], [(0,), (1,), (2,)]),
        ([20, 30, 5], [(1,), (0, 2)]),
        ([20, 6, 5], [(0,), (1, 2)]),
        ([20, 5], []),
        ([20, 30, 0], [(1,), (0, 2)]),
        ([5, 5], []),
        ([], []),
    ],
)
def test_small_groups_are_pooled_with_the_next_smallest(counts, groups) -> None:
    assert merge(counts, 11) == groups


@given(st.integers(0, 5000), st.integers(11, 5000))
def test_shares_are_never_none_or_all_and_no_finer_than_people_carry(part: int, n: int) -> None:
    share = share_range(part / n, n)
    assert 0 <= share.low <= share.high <= 100
    assert share not in (Range(0, 0), Range(100, 100))
    assert n >= 30 or share.high - share.low >= 19
    assert n >= 100 or share.low % 5 == 0
    assert people_range(n).low >= 11


def test_shares_say_at_most_and_at_least_at_the_edges() -> None:
    assert share_range(0, 500) == Range(0, 1)
    assert share_range(0, 120) == Range(0, 2)
    assert share_range(1, 50) == Range(95, 100)
    assert share_range(0.37, 120) == Range(37, 37)
    assert share_range(0.37, 50) == Range(35, 35)
    assert share_range(0.37, 12) == Range(20, 39)


def test_a_plan_takes_no_pair_that_is_not_of_identifiers_and_no_fourth_pair() -> None:
    facts = a_world(0, 0).facts
    with pytest.raises(ValueError, match="at most 3 pairs of grade, race"):
        a_plan(facts, (("grade", "belong"),))
    with pytest.raises(ValueError, match="at most 3 pairs"):
        a_plan(facts, (("grade", "race"),) * 4)


def test_numbers_are_counted_in_bands() -> None:
    visits = next(asked for asked in a_world(0, 0).plan.asked if asked.name == "visits")
    assert visits.codes == ("0-8", "9-17", "18-26", "27-35", "36-40")
    assert [visits.place(cell) for cell in ("0", "8", "9", "40", "-88", "")] == [0, 0, 1, 4, -1, -1]


def test_one_person_more_does_not_change_groups_that_they_are_not_in() -> None:
    world = a_world(3, 400)
    population = world.population
    fewer = replace(
        population,
        school=population.school[:-1],
        keys=population.keys[:-1],
        groups={name: of[:-1] for name, of in population.groups.items()},
        answers={name: of[:-1] for name, of in population.answers.items()},
    )
    last = population.schools[int(population.school[-1])]
    before = list(compile_tables(world.facts, world.plan, fewer))
    for one, two in zip(before, world.compiled(), strict=True):
        for table in one.tables:
            if table.unit in (last, ""):
                continue
            twin = next(t for t in two.tables if (t.unit, t.breakdown) == (table.unit, table.breakdown))
            assert (twin.published == table.published).all()

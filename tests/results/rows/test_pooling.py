"""Pooling: every group that is printed is large enough, and every row is in exactly one."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.results.rows.generalization import plain_hierarchy, school_hierarchy
from survey_app.results.rows.pooling import partition, split

GRADES = {"9": "grades_9_10", "10": "grades_9_10", "11": "grades_11_12", "12": "grades_11_12"}


def grade_ladder(grade: str) -> tuple[str, ...]:
    return (grade, GRADES[grade], "-66")


def kept_exactly(groups, at):
    """How many rows print their own value of one attribute."""
    return sum(
        n
        for labels, group in groups.items()
        for combination, n in group.items()
        if labels[at] == combination[at]
    )


schools = st.sampled_from(["atwater", "buhach", "livingston", "sequoia"])
grades = st.sampled_from(sorted(GRADES))
languages = st.sampled_from(["en", "es", "hmn", "pa", "ar", "-88", ""])
populations = st.dictionaries(st.tuples(schools, grades, languages), st.integers(1, 60), min_size=1)
LADDERS = [school_hierarchy, grade_ladder, plain_hierarchy]


@given(populations, st.integers(1, 25))
def test_no_group_is_smaller_than_the_smallest_allowed(rows, smallest):
    if sum(rows.values()) < smallest:
        with pytest.raises(ValueError, match="fewer than"):
            partition(rows, LADDERS, smallest)
        return

    groups = partition(rows, LADDERS, smallest)

    assert min(group.total() for group in groups.values()) >= smallest


@given(populations)
def test_every_row_is_in_exactly_one_group(rows):
    groups = partition(rows, LADDERS, 1)

    assert sum(groups.values(), Counter()) == Counter(rows)


@given(populations.filter(lambda rows: sum(rows.values()) >= 11))
def test_what_is_printed_is_a_step_of_the_ladder_of_the_value(rows):
    for labels, group in partition(rows, LADDERS, 11).items():
        for combination in group:
            assert all(
                label in hierarchy(value)
                for label, hierarchy, value in zip(labels, LADDERS, combination, strict=True)
            )


@given(populations.filter(lambda rows: sum(rows.values()) >= 11))
def test_pooling_is_the_same_every_time(rows):
    shuffled = dict(reversed(rows.items()))

    assert partition(rows, LADDERS, 11) == partition(shuffled, LADDERS, 11)


def test_values_that_enough_people_share_are_kept():
    rows = {("atwater", "9", "es"): 11, ("atwater", "10", "en"): 30}

    assert set(partition(rows, LADDERS, 11)) == set(rows)


def test_a_small_grade_joins_the_other_grade_of_its_band():
    parts = split(Counter({("9",): 30, ("11",): 12, ("12",): 5}), 0, grade_ladder, 11)

    assert {label: part.total() for label, part in parts.items()} == {"9": 30, "grades_11_12": 17}


def test_a_large_neighbor_lends_only_the_rows_that_are_lacking():
    parts = split(Counter({("en",): 40, ("hmn",): 8}), 0, plain_hierarchy, 11)

    assert {label: part.total() for label, part in parts.items()} == {"en": 37, "-66": 11}


def test_a_neighbor_that_would_become_small_itself_joins_whole():
    parts = split(Counter({("en",): 12, ("hmn",): 8}), 0, plain_hierarchy, 11)

    assert {label: part.total() for label, part in parts.items()} == {"-66": 20}


def test_small_schools_become_other_schools():
    parts = split(Counter({("atwater",): 40, ("sequoia",): 6, ("yosemite",): 7}), 0, school_hierarchy, 11)

    assert {label: part.total() for label, part in parts.items()} == {"atwater": 40, "other_schools": 13}


def test_one_small_value_is_not_withheld_alone():
    """Positive control: hiding only what is small would leave 3 rows that everybody can tell."""
    naive = {"en": 40, "-66": 3}
    parts = split(Counter({("en",): 40, ("hmn",): 3}), 0, plain_hierarchy, 11)

    assert min(naive.values()) < 11 <= min(part.total() for part in parts.values())

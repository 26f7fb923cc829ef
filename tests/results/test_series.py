"""Series: coded columns say what plain lists would."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.results.series import Collector, joint

columns = st.integers(1, 40).flatmap(
    lambda rows: st.lists(st.lists(st.integers(0, 300), min_size=rows, max_size=rows), min_size=1, max_size=4)
)


def coded(values):
    collector = Collector()
    for start in range(0, len(values), 7):
        collector.add(values[start : start + 7])
    return collector.series()


@given(columns)
def test_a_joint_column_says_what_its_parts_say(parts):
    found = joint([coded(part) for part in parts])

    assert list(found) == list(zip(*parts, strict=True))
    assert len(set(found.values)) == len(found.values)


@pytest.mark.parametrize("many", [2, 256, 257, 65_537])
def test_a_column_holds_as_many_values_as_come(many):
    values = [*range(many), *range(many)]

    assert list(coded(values)) == values
    assert list(joint([coded(values), coded(values)])) == list(zip(values, values, strict=True))


def test_more_combinations_than_a_number_can_count_are_kept_apart():
    values = list(range(1000))
    wide = [coded(values), coded(values[::-1])] * 5

    assert list(joint(wide)) == list(zip(*[values, values[::-1]] * 5, strict=True))


@given(st.lists(st.integers(0, 5)))
def test_values_that_become_the_same_are_one(values):
    halved = coded(values).map(lambda value: value // 2)

    assert list(halved) == [value // 2 for value in values]
    assert len(halved.values) == len({value // 2 for value in values})


@given(st.lists(st.integers(0, 5)), st.data())
def test_what_is_replaced_changes_nothing_else(values, data):
    rows = data.draw(st.sets(st.integers(0, len(values) - 1))) if values else set()

    found = coded(values).replaced({9: np.array(sorted(rows), dtype=np.intp)})

    assert list(found) == [9 if row in rows else value for row, value in enumerate(values)]


@given(st.lists(st.sampled_from("abc")))
def test_rows_and_counts_are_those_of_each_value(values):
    series = coded(values)

    assert series.counts() == Counter(values)
    assert {value: rows.tolist() for value, rows in series.rows()} == {
        value: [row for row, each in enumerate(values) if each == value] for value in series.values
    }

"""Versions of a survey in the order of their numbers, whatever they look like as text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.surveys.published import name_of, version_order

NUMBERS = st.tuples(st.integers(2000, 2100), st.integers(1, 2_000))


def version(name: str, year: int, number: int) -> str:
    return f"{name}-{year}.{number}"


@given(st.sampled_from(["student", "student-3-5", "family"]), st.lists(NUMBERS, min_size=2, unique=True))
def test_versions_are_in_the_order_of_year_and_number(name, numbers):
    shuffled = [version(name, *each) for each in numbers]

    assert sorted(shuffled, key=version_order) == [version(name, *each) for each in sorted(numbers)]


def test_text_would_put_the_tenth_before_the_ninth():
    ninth, tenth = version("student", 2026, 9), version("student", 2026, 10)

    assert sorted([tenth, ninth]) == [tenth, ninth]
    assert sorted([tenth, ninth], key=version_order) == [ninth, tenth]


@pytest.mark.parametrize("versions", [("student-2026.1", "student-3-5-2026.1", "family-2026.1", "a", "1-1")])
def test_versions_of_different_surveys_can_be_compared(versions):
    in_order = sorted(versions, key=version_order)

    assert all(version_order(one) <= version_order(other) for one, other in pairwise(in_order))


def test_a_version_names_its_survey():
    assert [name_of(each) for each in ("student-2026.10", "student-3-5-2027.1")] == ["student", "student-3-5"]

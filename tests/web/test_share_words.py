"""Shares as people say them, and ranges that are never narrower than what was released."""

import math
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.config import read_settings
from survey_app.results.shown import People, Share
from survey_app.web import register
from survey_app.web.wording.shares import about_text, people_text, percent_text, range_text


@pytest.fixture(scope="module", autouse=True)
def request_of_a_reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    app = Flask("survey_app", static_folder=None)
    register(app, read_settings({"INSTANCE_PATH": str(tmp_path_factory.mktemp("instance"))}))
    with app.test_request_context(), force_locale("en"):
        yield


@pytest.mark.parametrize(
    ("about", "said"),
    [
        (0.0, "almost nobody"),
        (2.4, "almost nobody"),
        (2.5, "about 1 in 20"),
        (7.4, "about 1 in 20"),
        (7.5, "about 1 in 10"),
        (14.9, "about 1 in 10"),
        (15.1, "about 2 in 10"),
        (29.4, "about 3 in 10"),
        (44.9, "about 4 in 10"),
        (45.0, "about half"),
        (54.9, "about half"),
        (55.1, "about 6 in 10"),
        (92.5, "about 9 in 10"),
        (92.6, "about 19 in 20"),
        (97.4, "about 19 in 20"),
        (97.5, "almost everybody"),
        (100.0, "almost everybody"),
    ],
)
def test_a_share_is_said_as_people_say_it(about: float, said: str):
    assert about_text(Share(0, 100, about)) == said


@pytest.mark.parametrize(
    ("low", "high", "about", "said"),
    [
        (84.0, 86.0, 85.1, "about 17 in 20"),
        (24.1, 26.0, 25.4, "about 1 in 4"),
        (73.9, 76.0, 74.8, "about 3 in 4"),
        (81.2, 82.9, 82.1, "about 82%"),
        (88.6, 91.0, 89.9, "about 9 in 10"),
        (52.1, 53.9, 53.0, "about 53%"),
        (54.1, 55.9, 54.9, "about 11 in 20"),
        (2.0, 2.3, 2.1, "about 2%"),
        (1.0, 6.0, 2.4, "about 2%"),
        (0.9, 6.0, 2.4, "almost nobody"),
        (97.9, 98.9, 98.4, "about 98%"),
        (97.9, 99.1, 98.4, "almost everybody"),
        (3.1, 3.9, 3.6, "about 4%"),
        (96.0, 96.9, 96.5, "about 97%"),
    ],
)
def test_the_words_for_a_share_are_as_fine_as_its_range(low: float, high: float, about: float, said: str):
    assert about_text(Share(low, high, about)) == said


ends = st.lists(st.integers(0, 1000), min_size=3, max_size=3).map(sorted)


@settings(deadline=None, max_examples=1000)
@given(ends)
def test_the_words_for_a_share_lie_within_its_printed_range(tenths: list[int]):
    low, about, high = (each / 10 for each in tenths)

    assert math.floor(low) <= told(about_text(Share(low, high, about))) <= math.ceil(high)


def told(said: str) -> float:
    """The value of the words for a share, in per cent."""
    near = {"almost nobody": 0.0, "about half": 50.0, "almost everybody": 100.0}
    if said in near:
        return near[said]
    numbers = [int(each) for each in re.findall(r"\d+", said)]
    return float(numbers[0]) if said.endswith("%") else 100 * numbers[0] / numbers[1]


def test_the_words_for_a_share_are_never_off_by_more_than_half_a_tenth():
    for tenth in range(1_001):
        said = about_text(Share(0, 100, tenth / 10))
        assert abs(told(said) - tenth / 10) <= 5, said


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (28.0, 33.0, "28% to 33%"),
        (28.9, 32.1, "28% to 33%"),
        (0.0, 2.3, "3% or less"),
        (0.4, 2.3, "3% or less"),
        (96.7, 100.0, "96% or more"),
        (96.7, 99.2, "96% or more"),
        (40.0, 40.0, "40%"),
        (40.1, 40.2, "40% to 41%"),
    ],
)
def test_a_range_is_written_in_whole_per_cents_rounded_outward(low: float, high: float, said: str):
    assert range_text(Share(low, high, (low + high) / 2)) == said


def test_no_written_range_is_narrower_than_it_is():
    ends = [tenth / 10 for tenth in range(0, 1_001, 7)]
    for low in ends:
        for high in (end for end in ends if end >= low):
            said = range_text(Share(low, high, low))
            numbers = [int(word.rstrip("%")) for word in said.split() if word[0].isdigit()]
            first = 0 if said.endswith("or less") else numbers[0]
            last = 100 if said.endswith("or more") else numbers[-1]
            assert first <= low <= high <= last, said


@pytest.mark.parametrize(
    ("language", "said", "ends"),
    [
        ("es", "cerca de 3 de cada 10", ("28", "33")),
        ("pa", "10 ਵਿੱਚੋਂ ਲਗਭਗ 3", ("28", "33")),
        ("ar", "نحو 3 من كل 10", ("28", "33")),
    ],
)
def test_each_language_has_its_own_words(language: str, said: str, ends: tuple[str, str]):
    share = Share(28.4, 32.2, 30.1)
    with force_locale(language):
        assert about_text(share) == said
        assert all(end in range_text(share) for end in ends)


def test_people_are_a_number_or_a_range():
    assert people_text(People(120, 120)) == "120"
    assert people_text(People(27, 33)) == "27 to 33"
    assert percent_text(8) == "8%"

"""On a small phone Start shows without scrolling, the survey is short, and takes no longer than it says."""

import pytest

from benchmarks.reading import LONGEST, is_true, minutes
from benchmarks.screens import HEIGHT, WIDTH, Measured, measure

LANGUAGES, OTHERS = ("es", "pa", "ar"), ("en", "hmn")
SURVEYS = ["merced-high/family", "merced-high/staff", "merced-high/partner", "independence-high/student"]


@pytest.mark.parametrize(
    "language", [*(pytest.param(tag, marks=pytest.mark.long) for tag in OTHERS), *LANGUAGES]
)
def test_the_student_survey_keeps_its_limits_on_a_phone(open_window, site, language: str):
    page = open_window(viewport={"width": WIDTH, "height": HEIGHT}, service_workers="block").page

    found = measure(page, site.url, "student", language)

    print(found.screens, found.words, found.taps)
    assert found.faults == []


@pytest.mark.parametrize("languages", [LANGUAGES, pytest.param(OTHERS, marks=pytest.mark.long)], ids=" ".join)
def test_start_shows_without_scrolling_in_every_survey(open_window, site, languages):
    """Also at the school with the longest name."""
    page = open_window(viewport={"width": WIDTH, "height": HEIGHT}).page
    ends = {}
    for address in [f"{survey}/{language}" for survey in SURVEYS for language in languages]:
        page.goto(f"{site.url}/s/{address}")
        box = page.locator("#go button").bounding_box()
        ends[address] = box["y"] + box["height"] if box else HEIGHT + 1

    assert len(ends) == len(SURVEYS) * len(languages)
    assert {address: end for address, end in ends.items() if end > HEIGHT} == {}


def test_what_misses_a_limit_is_found():
    fine = Measured("en", {"start": 640, "s-school": 3200}, start_ends=640, words=60, taps=44)
    long = Measured("en", {f"s-{number}": 3200 for number in range(5)}, start_ends=600, words=60, taps=44)
    late = Measured("ar", {"start": 700, "s-school": 3300}, start_ends=641, words=300, taps=45)

    assert fine.faults == []
    assert long.faults == ["screens"]
    assert late.faults == ["a long part", "Start is not on the first screen", "taps"]


def test_every_survey_takes_as_long_as_it_says(library):
    assert [name for name, survey in library.items() if not is_true(survey)] == []
    assert minutes(library["student"]) <= LONGEST


def test_a_survey_that_takes_longer_than_it_says_is_found(library):
    assert not is_true(library["student"].model_copy(update={"minutes": 5}))
    assert not is_true(library["student"].model_copy(update={"minutes": 9}))

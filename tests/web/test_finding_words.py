"""What is said of ranks and gaps: no order that the data do not carry, and no gap that is wider than it is."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import force_locale

from survey_app.config import read_settings
from survey_app.results.published.model import Header, Participation, Reworded
from survey_app.results.reading.view import ChoiceView, GapView, RankView
from survey_app.results.shown import People, Share
from survey_app.surveys.text import Shown
from survey_app.web import register
from survey_app.web.wording.findings import (
    gap_text,
    method_texts,
    no_answers_text,
    no_groups_text,
    rank_text,
    rest_text,
)

SHARE = Share(20.0, 24.0, 22.0)


@pytest.fixture(scope="module", autouse=True)
def request_of_a_reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    app = Flask("survey_app", static_folder=None)
    register(app, read_settings({"INSTANCE_PATH": str(tmp_path_factory.mktemp("instance"))}))
    with app.test_request_context(), force_locale("en"):
        yield


def words(text: str) -> Shown:
    return Shown(text, "en", draft=False)


def rank(shown: int, size: int, *, is_level: bool) -> RankView:
    return RankView(tuple(ChoiceView(str(at), words(str(at)), SHARE) for at in range(shown)), size, is_level)


@pytest.mark.parametrize(
    ("shown", "size", "is_level", "first", "later"),
    [
        (1, 1, True, "Named most often", "Then"),
        (
            3,
            3,
            True,
            "These 3 are named about equally often",
            "Then these 3, about equally often",
        ),
        (
            4,
            4,
            False,
            "These 4 are named most often, in no clear order",
            "Then these 4, in no clear order",
        ),
        (2, 9, True, "Named about equally often", "Then, about equally often"),
        (2, 9, False, "Named most often, in no clear order", "Then, in no clear order"),
    ],
)
def test_a_rank_says_what_its_answers_have_in_common(
    shown: int, size: int, is_level: bool, first: str, later: str
):
    one = rank(shown, size, is_level=is_level)

    assert rank_text(one, is_first=True) == first
    assert rank_text(one, is_first=False) == later


def test_what_a_rank_has_no_room_for_is_counted():
    assert rest_text(rank(5, 18, is_level=False)) == "13 more follow without a clear gap"
    assert rest_text(rank(5, 6, is_level=False)) == "1 more follows without a clear gap"
    assert rest_text(rank(5, 5, is_level=False)) == ""


@pytest.mark.parametrize(
    ("points", "said"),
    [
        (0, "The share is higher for Grade 9 than for Grade 12. How much higher is not clear."),
        (4, "The share is higher for Grade 9 than for Grade 12. How much higher is not clear."),
        (5, "Grade 9 and Grade 12 differ by at least 5 percentage points."),
        (12, "Grade 9 and Grade 12 differ by at least 12 percentage points."),
    ],
)
def test_a_gap_is_told_by_its_least_points(points: int, said: str):
    gap = GapView(
        what=words("How safe do you feel?"),
        answer=None,
        by=words("What grade are you in?"),
        high="Grade 9",
        high_share=SHARE,
        low="Grade 12",
        low_share=SHARE,
        points=points,
    )

    assert gap_text(gap) == said


@pytest.mark.parametrize("size", range(2, 13))
def test_arabic_counts_ranks_in_each_of_its_six_ways(size: int):
    with force_locale("ar"):
        said = rank_text(rank(size, size, is_level=True), is_first=True)

    assert ("هذان الخياران" if size == 2 else str(size)) in said  # the dual says "two" by itself
    assert "named" not in said


def took_part(low: int, high: int) -> Participation:
    return Participation(n=People(low, high), asked=None, source="", per_cent=None, goal=30)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (11, 11, "Fewer than 20 people took part."),
        (19, 19, "Fewer than 20 people took part."),
        (20, 20, "No question has answers from 20 or more people."),
        (22, 22, "No question has answers from 20 or more people."),
        (16, 22, "No question has answers from 20 or more people."),
    ],
)
def test_so_few_are_told_why_nothing_but_their_number_is_said(low: int, high: int, said: str):
    assert no_answers_text(took_part(low, high)).startswith(said)


def test_the_method_says_which_numbers_were_changed_and_which_are_exact():
    header = Header.model_construct(
        opens_on="2026-09-01", closes_on="2026-09-30", made_on="2026-10-01", number=1
    )
    said = " ".join(method_texts(header, str))

    assert "the count of each answer was changed" in said
    assert "How many people took part, or answered a question, is exact, unless it is a range." in said


def test_where_no_groups_can_be_compared_nothing_is_called_a_finding():
    assert no_groups_text().startswith("No two groups can be compared.")
    assert "finding" not in no_groups_text()


def test_the_method_names_a_text_that_changed_its_meaning_and_the_day():
    changed = Reworded(language="pa", source="Languages", on="2026-09-12")
    header = Header.model_construct(
        opens_on="2026-09-01", closes_on="2026-09-30", made_on="2026-10-01", number=1, reworded=(changed,)
    )

    (said,) = [each for each in method_texts(header, str) if "Languages" in each]
    assert said.startswith("On 2026-09-12, the words of “Languages” in one language (")

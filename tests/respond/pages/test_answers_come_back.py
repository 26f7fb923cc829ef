"""A form that comes back holds every answer, and says what is wrong at the top and at its question."""

import re

import pytest

from survey_app.surveys.questions import Problem
from tests.respond.page_samples import LIBRARY
from tests.respond.pages.reading import EVERYTHING, survey_page

TYPED = '</textarea><script>alert("1")</script>\n  second line'


def test_answers_come_back_as_they_were_given():
    raw = {
        "belong": "little",
        "needs1": "other",
        "needs1.other": '"shoes"',
        "needs3": ["food", "bus"],
        "know": {"clinic": "no"},
        "siblings": "three",
        "open_change": TYPED,
    }

    page = survey_page(EVERYTHING, raw=raw)

    assert page.given() == {
        ("belong", "little"),
        ("needs1", "other"),
        ("needs3", "food"),
        ("needs3", "bus"),
        ("know.clinic", "no"),
    }
    assert page.all("input", name="needs1.other")[0]["value"] == '"shoes"'
    assert page.all("input", name="siblings")[0]["value"] == "three"
    assert TYPED in page.words
    assert len(page.all("script")) == 1


@pytest.mark.parametrize("raw", [{"know": "yes"}, {"needs3": {"food": 1}}, {"belong": [1]}, {"siblings": []}])
def test_answers_of_another_shape_break_nothing(raw):
    assert survey_page(EVERYTHING, raw=raw).all("form")


def test_a_problem_is_said_on_top_and_at_its_question():
    problems = [Problem("needs3", "too_many", {"most": 2}), Problem("know.clinic", "unknown_choice")]

    page = survey_page(EVERYTHING, problems=problems)

    (summary,) = page.all("div", id="problems")
    assert "hidden" not in summary
    assert [link["href"] for link in page.all("a") if link["href"].startswith("#q-")] == [
        "#q-needs3",
        "#q-know",
    ]
    assert page.words.count("Please choose no more than 2.") == 2
    assert page.all("fieldset", id="q-needs3")[0]["aria-describedby"] == "h-needs3 e-needs3"
    assert page.all("p", id="e-know")


def test_every_field_in_error_says_so_and_the_summary_leads_to_what_takes_the_focus():
    problems = [
        Problem(key, "unknown_choice")
        for key in ("belong", "needs3", "needs1.other", "know.clinic", "siblings")
    ]

    page = survey_page(EVERYTHING, problems=problems)

    wrong = {
        each["name"] for kind in ("input", "textarea") for each in page.all(kind) if "aria-invalid" in each
    }
    assert wrong == {"belong", "needs3", "needs1.other", "know.clinic", "siblings"}
    ids = [
        link["href"][1:] for link in page.all("a") if link["href"].startswith("#") and link["href"] != "#main"
    ]
    assert ids == ["q-belong", "q-needs1", "q-needs3", "q-know", "siblings"]
    targets = [each for _, each in page.elements if each.get("id") in ids]
    assert len(targets) == len(ids)
    assert [each.get("tabindex") for each in targets if each["id"].startswith("q-")] == ["-1"] * 4


def test_without_a_problem_no_field_is_in_error_and_no_question_takes_the_focus():
    html = survey_page(EVERYTHING).html.partition("<body")[2]

    assert "aria-invalid" not in html
    assert 'tabindex="-1"' not in "".join(re.findall(r"<(?:fieldset|input|textarea)[^>]*>", html))


def test_the_text_box_beside_other_has_a_label_that_stays():
    page = survey_page(EVERYTHING, raw={"needs1.other": "shoes"})

    (box,) = page.all("input", name="needs1.other")
    assert "placeholder" not in box
    assert "aria-label" not in box
    assert '<label>Please say what<input name="needs1.other"' in page.html


def test_what_explains_a_text_box_is_tied_to_the_box_itself():
    (box,) = survey_page(LIBRARY["student"]).all("textarea", name="open_change")

    assert box["aria-describedby"] == "h-open_change"


def test_without_problems_there_is_no_summary():
    (summary,) = survey_page(EVERYTHING).all("div", id="problems")

    assert "hidden" in summary

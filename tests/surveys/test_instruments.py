"""What our own surveys ask: short, one thing at a time, of people who can know it; what was renamed stays away."""

import pytest

from survey_app.surveys.model import Survey
from survey_app.surveys.types import Question
from survey_app.surveys.yaml_file import load_library

LIBRARY = load_library()
# The length of the names of things that have no shorter one: federal groups and languages.
LONG_NAMES = ("race_eth", "home_lang", "staff_langs")
MOST_TAPS = 44
# What asked two things at once, or something else than its name says now, until 2026.2. See docs/decisions/0044.
GONE = {
    *(
        "needs3",
        "respect",
        "real_world",
        "travel_miss",
        "family_comm",
        "welcome",
        "after_bar",
        "after_want",
        "after_use",
    ),
    *("after_gap", "basic_comfort", "need_grid", "use_help", "svc_where"),
}
# Who cannot know, and must not have to guess.
MAY_NOT_KNOW = {
    "family": {"safe", "adult_cares", "respect_culture", "ready", "voice", "voice_used"},
    "student": {"challenge", "families_talk", "voice_used", "stop_bullying", "fair_groups"},
    "partner": {"voice", "voice_used"},
}


def asked(survey: Survey) -> dict[str, Question]:
    return {question.name: question for question in survey.questions()}


def taps(survey: Survey) -> int:
    """One tap for every radio row, every question with several answers and every text, and one for every part."""
    parts = [section for section in survey.sections if not section.optional]
    return len(parts) + sum(len(q.parts) or 1 for section in parts for q in section.questions)


def test_the_student_survey_takes_no_more_taps_than_before():
    assert taps(LIBRARY["student"]) <= MOST_TAPS


@pytest.mark.parametrize("survey", LIBRARY.values(), ids=LIBRARY)
def test_the_first_screen_is_short(survey: Survey):
    shown = [*survey.lines, *survey.notices, *([survey.active_notice] if survey.active_notice else [])]

    assert 1 <= len(survey.lines) <= 2
    assert all(len(text.source.split()) <= 25 for text in (*shown, *survey.start))


@pytest.mark.parametrize("survey", LIBRARY.values(), ids=LIBRARY)
def test_a_choice_is_said_in_about_four_words(survey: Survey):
    long = [
        f"{question.name}: {choice.text.source}"
        for question in survey.questions()
        if question.name not in LONG_NAMES
        for choice in (*question.offered, *question.parts)
        if len(choice.text.source.split()) > 5
    ]

    assert long == []


@pytest.mark.parametrize("survey", LIBRARY.values(), ids=LIBRARY)
def test_a_name_whose_question_meant_something_else_does_not_come_back(survey: Survey):
    assert GONE & set(asked(survey)) == set()


@pytest.mark.parametrize(("name", "questions"), MAY_NOT_KNOW.items())
def test_who_cannot_know_may_say_so(name: str, questions: set[str]):
    assert {each for each, question in asked(LIBRARY[name]).items() if question.not_know} >= questions


def test_families_are_asked_to_lead_as_staff_are():
    family, staff = (asked(LIBRARY[name])["join"] for name in ("family", "staff"))

    assert family.codes == staff.codes
    assert {"site_council", "elac", "team", "results_team"} <= set(family.codes)


def test_students_of_the_lower_grades_take_part_only_if_their_families_said_yes():
    student, elementary = LIBRARY["student"], LIBRARY["elementary"]

    assert (student.consent, student.active_to_grade, elementary.consent) == ("passive", 6, "active")


def test_whoever_offers_a_skill_is_told_where_to_say_so():
    for name, question in (("family", "assets_give"), ("staff", "assets_give"), ("partner", "offer")):
        hint = asked(LIBRARY[name])[question].hint
        assert hint and "school office" in hint.source


def test_every_race_of_the_federal_standard_can_be_chosen_and_another():
    codes = asked(LIBRARY["student"])["race_eth"].codes

    assert {"native", "asian", "black", "hispanic", "mena", "pacific", "white", "another"} <= set(codes)

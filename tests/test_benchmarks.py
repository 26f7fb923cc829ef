"""Benchmarks send what the app takes: one that is refused measures how quickly it is refused."""

from benchmarks.submissions import ANSWERS, SURVEY
from survey_app.surveys.answers import read
from survey_app.surveys.model import SchoolFacts, Survey

FACTS = SchoolFacts("Merced High", "Merced Union High School District", 9, 12)


def is_whole(survey: Survey, answers: dict[str, object]) -> bool:
    reading = read(survey, FACTS, answers)
    return not reading.problems and not reading.dropped


def test_the_response_that_is_sent_again_and_again_is_whole() -> None:
    assert is_whole(SURVEY, ANSWERS)


def test_a_response_to_older_words_is_not() -> None:
    assert not is_whole(SURVEY, {**ANSWERS, "belonged": "some"})
    assert not is_whole(SURVEY, {**ANSWERS, "belong": "somewhat"})

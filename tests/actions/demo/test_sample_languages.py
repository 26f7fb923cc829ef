"""The sample has somebody who answers in a language that its file does not name."""

from collections import Counter
from random import Random

from survey_app.actions.demo.answers import Simulation
from survey_app.actions.demo.people import Person, draw_people, read_sample_district
from survey_app.surveys.yaml_file import load_library

DISTRICT = read_sample_district()
SPOKEN = ("en", "es", "hmn", "pa", "ar")


def languages_of(audience: str, spoken: dict[str, tuple[str, ...]] | None) -> Counter[str]:
    people = draw_people(Random(3), DISTRICT, 6000, spoken)
    return Counter(person.language for person in people if person.audience == audience)


def test_languages_that_are_not_named_share_what_is_said_of_others():
    counted = languages_of("family", {"family": (*SPOKEN, "qaa", "qab")})

    assert counted["qaa"] > 5
    assert counted["qab"] > 5
    assert counted["es"] > 10 * counted["qaa"]


def test_nobody_answers_in_a_language_that_the_survey_does_not_speak():
    assert set(languages_of("family", {"family": SPOKEN})) == set(SPOKEN)
    assert languages_of("family", None) == languages_of("family", {"family": SPOKEN})


def test_people_who_answer_in_such_a_language_speak_another_one_at_home_and_write():
    survey = load_library()["family"]
    simulation = Simulation(Random(5), DISTRICT.people)
    school = DISTRICT.schools[0]
    person = Person(school=school, audience="family", language="qaa", channel="web", mood=0.0)

    habits = DISTRICT.people["home_languages"]["others"]
    spoken = [simulation._home_languages(person) for _ in range(20)]

    assert {" ".join(each) for each in spoken} <= set(habits)
    assert simulation._words("open_change", "qaa") in DISTRICT.people["comments"]["open_change"]["en"]
    assert "other" in {
        choice.code
        for choice in next(
            question for question in survey.questions() if question.name == "home_lang"
        ).choices
    }

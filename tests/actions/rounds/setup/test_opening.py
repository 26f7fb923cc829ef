"""What stands in the way of opening a round, and what is better known before."""

from dataclasses import replace
from datetime import date

import pytest

from survey_app.actions.audit_log import Actor
from survey_app.actions.rounds.lifecycle import open_round, rehearse_round
from survey_app.actions.rounds.opening_checks import opening_checks
from survey_app.actions.rounds.plan import BY_GRADES, AudiencePlan, plan_of_round
from survey_app.actions.rounds.setup import change_round
from survey_app.actions.texts.change_texts import Said, say_all
from survey_app.actions.texts.read_texts import texts_in
from survey_app.errors import RoundError
from survey_app.languages.catalogs import shipped_languages
from survey_app.store.tables import School
from tests.actions.rounds.setup.plans import ADMIN, TODAY, a_plan, blocking, make


def test_a_student_survey_without_consent_blocks_opening_whoever_asks(session, engine, schools, now):
    key = make(session, now, asked={"student": AudiencePlan(BY_GRADES)})
    assert blocking(session, key) == {"consent": ["student:passive"]}
    session.rollback()

    with pytest.raises(RoundError, match="passive consent"):
        open_round(engine, key)

    change_round(session, ADMIN, key, a_plan(session, now), now, TODAY)
    assert blocking(session, key) == {}
    session.rollback()
    open_round(engine, key)


def test_an_elementary_survey_needs_active_consent(session, schools, now):
    who = replace(ADMIN, district=None)
    asked = {"student": AudiencePlan(BY_GRADES, consent="passive")}
    key = make(session, now, who, schools=("reyes-elementary",), district="24-65771", asked=asked)

    assert blocking(session, key) == {"consent": ["student:active"]}


def test_grade_6_needs_that_parents_say_yes_and_the_list_says_where(session, engine, schools, now):
    school = School(slug="hoover-middle", district="24-65771", cds="24657716025002", name="Hoover Middle")
    school.city, school.grade_low, school.grade_high = "Merced", 6, 8
    session.add(school)
    session.commit()
    who = replace(ADMIN, district=None)
    asked = {"student": AudiencePlan(BY_GRADES, consent="passive")}
    key = make(session, now, who, schools=("hoover-middle",), district="24-65771", asked=asked)

    assert blocking(session, key) == {
        "consent": ["student:mixed"],
        "active_consent": ["6", "Hoover Middle"],
    }
    session.rollback()
    with pytest.raises(RoundError, match="up to grade 6, parents must say yes in writing"):
        open_round(engine, key)

    asked = {"student": AudiencePlan(BY_GRADES, consent="mixed")}
    plan = replace(plan_of_round(session, key), asked=asked)
    change_round(session, who, key, plan, now, TODAY)

    assert blocking(session, key) == {}
    done = [check.about for check in opening_checks(session, key, TODAY) if check.code == "active_consent"]
    assert done == [["6", "Hoover Middle"]]
    session.rollback()
    open_round(engine, key)


def test_a_round_with_access_codes_cannot_open_before_they_are_made(session, engine, schools, now):
    key = make(session, now, asked={"family": AudiencePlan("family-2026.3", access="codes")})
    assert blocking(session, key) == {"codes": ["Merced-High", "Sequoia-High"]}
    session.rollback()

    with pytest.raises(RoundError, match="merced-high/family: no access codes"):
        open_round(engine, key)


def test_a_round_whose_last_day_is_over_or_that_shares_people_says_so(session, engine, schools, now):
    first, second = make(session, now), make(session, now)
    session.rollback()
    open_round(engine, first)

    assert blocking(session, second, date(2027, 6, 1)) == {"days": [], "alone": [first]}
    session.rollback()
    with pytest.raises(RoundError, match="asks some of the same people"):
        rehearse_round(engine, second)


def test_what_is_better_known_before_is_a_warning(session, schools, now):
    session.get(School, "merced-high").enrollment = None
    session.get(School, "merced-high").languages = ["en", "uk"]
    session.commit()
    key = make(session, now)

    warnings = {
        check.code: list(check.about)
        for check in opening_checks(session, key, TODAY)
        if check.state == "warning"
    }

    words = warnings.pop("words")
    assert warnings == {
        "enrollment": ["Merced-High"],
        "languages": ["Merced-High: uk"],
        "branding": ["Merced Union High"],
    }
    assert words[:4] == ["es 32", "hmn 24", "pa 24", "ar 33"]
    assert {each.split()[0] for each in words} == set(shipped_languages()) - {"en"}


def test_first_pages_that_somebody_approved_are_no_warning(session, schools, now):
    key = make(session, now)
    for language in set(shipped_languages()) - {"en"}:
        lines = [line for line in texts_in(session, "24-65789", language) if line.is_at_start]
        said = [(line, Said(line.words, "approved")) for line in lines]
        say_all(session, Actor("ana@example.org", now), "24-65789", said, "text approve")

    (words,) = [check for check in opening_checks(session, key, TODAY) if check.code == "words"]
    assert (words.state, words.about) == ("done", [])

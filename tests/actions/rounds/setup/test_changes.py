"""What can still change in a round: everything in a draft, little once it was open."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from survey_app.actions.audit_log import show_log, verify_log
from survey_app.actions.rounds.earlier_rounds import plan_from_round
from survey_app.actions.rounds.extra_sections import choose_sections, extra_sections
from survey_app.actions.rounds.lifecycle import list_rounds, open_round
from survey_app.actions.rounds.plan import AudiencePlan, offers, plan_of_round
from survey_app.actions.rounds.setup import change_round, delete_draft, extend_round
from survey_app.errors import NotFound, RoundError
from tests.actions.rounds.setup.plans import ADMIN, TODAY, make


def test_one_school_adds_an_extra_section_and_keeps_it_when_the_round_changes(session, schools, now):
    key = make(session, now)
    (travel,) = extra_sections(session, key)
    assert (travel.key, travel.schools, travel.added) == (
        "student.travel",
        ["merced-high", "sequoia-high"],
        [],
    )

    choose_sections(session, "ana", key, ["merced-high"], {("student.travel", "merced-high")}, now)
    change_round(session, ADMIN, key, replace(plan_of_round(session, key), goal=50), now, TODAY)
    copied = plan_from_round(session, ADMIN, key, offers(session, ADMIN), TODAY)

    (travel,) = extra_sections(session, key)
    assert travel.added == ["merced-high"]
    assert copied.sections == {("merced-high", "student"): ("travel",)}


def test_a_school_that_the_form_did_not_show_keeps_its_sections(session, schools, now):
    key = make(session, now)
    choose_sections(session, "ana", key, ["merced-high"], {("student.travel", "merced-high")}, now)

    choose_sections(session, "ana", key, ["sequoia-high"], set(), now)
    (travel,) = extra_sections(session, key)
    assert travel.added == ["merced-high"]

    choose_sections(session, "ana", key, ["merced-high"], set(), now)
    (travel,) = extra_sections(session, key)
    assert travel.added == []


def test_sections_cannot_change_once_the_round_was_open(session, engine, schools, now):
    key = make(session, now)
    session.rollback()
    open_round(engine, key)

    with pytest.raises(RoundError, match="was opened"):
        choose_sections(session, "ana", key, ["merced-high"], {("student.travel", "merced-high")}, now)


def test_nothing_that_was_promised_changes_once_the_round_was_open(session, engine, schools, now):
    key = make(session, now)
    session.rollback()
    open_round(engine, key)
    plan = plan_of_round(session, key)
    for change in (
        {"asked": {"family": AudiencePlan("family-2026.3", access="codes")}},
        {"schools": ("merced-high",)},
        {"name": "Another"},
    ):
        with pytest.raises(RoundError, match="can no longer change"):
            change_round(session, ADMIN, key, replace(plan, **change), now, TODAY)

    with pytest.raises(RoundError, match="only a draft"):
        delete_draft(session, ADMIN.email, key, now)
    assert plan_of_round(session, key) == plan


def test_an_open_round_can_end_later_or_sooner_but_not_in_the_past(session, engine, schools, now):
    key = make(session, now, opens_on=date(2027, 4, 1))
    with pytest.raises(RoundError):
        extend_round(session, ADMIN.email, key, date(2027, 6, 30), now, TODAY)
    session.rollback()
    open_round(engine, key)

    extend_round(session, ADMIN.email, key, date(2027, 6, 30), now, TODAY)

    assert plan_of_round(session, key).closes_on == date(2027, 6, 30)
    for day in (TODAY - timedelta(days=1), date(2028, 4, 3)):
        with pytest.raises(RoundError):
            extend_round(session, ADMIN.email, key, day, now, TODAY)
    extend_round(session, ADMIN.email, key, TODAY, now, TODAY)


def test_a_draft_can_be_deleted_and_all_of_it_is_in_the_log(session, schools, now):
    key = make(session, now)

    delete_draft(session, ADMIN.email, key, now)

    assert list_rounds(session) == []
    assert [act.action for act in show_log(session, None).acts] == ["round delete", "round create"]
    verify_log(session)
    with pytest.raises(NotFound):
        plan_of_round(session, key)

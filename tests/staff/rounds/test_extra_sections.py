"""An optional section: switched on for one school in the browser, asked there, answered there, and nowhere else."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from survey_app.actions.rounds.lifecycle import open_round
from survey_app.actions.surveys.catalog import publish_survey
from survey_app.config import today_in_california
from survey_app.extensions import db
from survey_app.store.tables import Link, Round
from survey_app.surveys.yaml_file import load_library
from tests.staff.accounts.people import add_districts, signed_in_as
from tests.staff.conftest import token_of

PAGE = "/staff/rounds/ours/sections"


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    """An administrator with a draft that asks students at two schools."""
    add_districts(app)
    with app.app_context():
        publish_survey(db.session(), load_library()["student"], datetime.now(UTC))
        today = today_in_california()
        db.session.execute(update(Round).values(opens_on=today, closes_on=today))
        for school in ("merced-high", "sequoia-high"):
            link = Link(round="ours", school=school, audience="student", version="student-2026.3")
            link.consent = "passive"
            db.session.add(link)
        db.session.commit()
        db.session.remove()
    return signed_in_as(app, "district_admin")


def add_travel(admin: FlaskClient) -> None:
    page = admin.get(PAGE).text
    shown = ["merced-high", "sequoia-high"]
    assert all(f'name="shown" value="{slug}"' in page for slug in shown)
    form = {"csrf_token": token_of(page), "shown": shown, "student.travel": "merced-high"}
    assert admin.post(PAGE, data=form).status_code == 302


def test_the_list_of_a_round_leads_to_the_extra_sections(admin: FlaskClient) -> None:
    page = admin.get("/staff/rounds/ours").text

    assert "Each school can add them or leave them out" in page
    assert PAGE in page


def test_a_section_that_was_switched_on_is_shown_in_the_round_and_in_its_preview(admin: FlaskClient) -> None:
    add_travel(admin)

    assert admin.get("/staff/rounds/ours").text.count("+ Getting to school") == 1
    preview = "/staff/rounds/ours/preview/{}/student"
    assert "With the extra section: Getting to school" in admin.get(preview.format("merced-high")).text
    assert "extra section" not in admin.get(preview.format("sequoia-high")).text
    assert 'value="merced-high" checked' in admin.get(PAGE).text


def test_it_reaches_the_survey_of_that_school_and_its_answers(app: Flask, admin: FlaskClient) -> None:
    question = load_library()["student"].extra_sections("merced-high")[0].questions[0]
    add_travel(admin)
    with app.app_context():
        open_round(db.engine, "ours")
        db.session.remove()
    visitor = app.test_client()

    here, elsewhere = (visitor.get(f"/s/{slug}/student/en").text for slug in ("merced-high", "sequoia-high"))

    assert question.ask.source in here
    assert question.ask.source not in elsewhere
    assert f'name="{question.name}"' in here


def test_a_round_without_such_surveys_says_so(app: Flask) -> None:
    add_districts(app)
    client = signed_in_as(app, "district_admin")

    assert "No survey of this round has an extra section." in client.get(PAGE).text
    assert "extra sections" not in client.get("/staff/rounds/ours").text.lower()


def test_a_coordinator_of_one_school_cannot_change_a_round_of_two(app: Flask, admin: FlaskClient) -> None:
    ana = signed_in_as(app, "coordinator", schools=("merced-high",))

    assert ana.get(PAGE).status_code == 404

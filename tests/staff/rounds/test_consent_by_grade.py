"""A school with grade 6: its round says what its parents must have said, the form offers it, and students read it."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from survey_app.actions.surveys.catalog import publish_survey
from survey_app.config import today_in_california
from survey_app.extensions import db
from survey_app.store.tables import Link, Round, School
from survey_app.surveys.yaml_file import load_library
from tests.staff.accounts.people import add_districts, signed_in_as
from tests.staff.conftest import token_of

ROUND = "/staff/rounds/ours"
LACKING = "In grade 6 and below, every parent must say yes in writing first: "
IN_ORDER = "In grade 6 and below, only students whose parents said yes in writing take the survey: "
OFFERED = 'value="mixed"'
NOTICE = "In grade 6? Take this survey only if your family said yes in writing."


@pytest.fixture
def draft(app: Flask) -> Flask:
    """A draft that asks students at one school."""
    add_districts(app)
    with app.app_context():
        publish_survey(db.session(), load_library()["student"], datetime.now(UTC))
        today = today_in_california()
        db.session.execute(update(Round).values(opens_on=today, closes_on=today))
        link = Link(round="ours", school="merced-high", audience="student", version="student-2026.3")
        link.consent = "passive"
        db.session.add(link)
        db.session.commit()
        db.session.remove()
    return app


def set_school(app: Flask, grade_low: int, consent: str) -> None:
    with app.app_context():
        db.session.execute(update(School).where(School.slug == "merced-high").values(grade_low=grade_low))
        db.session.execute(update(Link).where(Link.round == "ours").values(consent=consent))
        db.session.commit()
        db.session.remove()


def pages(admin: FlaskClient) -> tuple[str, str, str]:
    """The page of the round, its form, and the survey as students will see it."""
    preview = admin.get(f"{ROUND}/preview/merced-high/student/en").text
    return admin.get(ROUND).text, admin.get(f"{ROUND}/change").text, preview


def test_a_round_names_grade_6_until_its_parents_said_yes(draft: Flask) -> None:
    admin = signed_in_as(draft, "district_admin")
    set_school(draft, 6, "passive")

    page, form, survey = pages(admin)

    assert LACKING in page
    assert OFFERED in form
    assert NOTICE in survey
    opened = admin.post(f"{ROUND}/open", data={"csrf_token": token_of(page)}, follow_redirects=True).text
    assert "Parents of grade 6 and below must say yes in writing before this round opens." in opened
    set_school(draft, 6, "mixed")
    page, _, _ = pages(admin)
    assert IN_ORDER in page
    assert LACKING not in page


def test_a_high_school_reads_nothing_of_grade_6(draft: Flask) -> None:
    page, _, survey = pages(signed_in_as(draft, "district_admin"))

    assert LACKING not in page
    assert IN_ORDER not in page
    assert NOTICE not in survey

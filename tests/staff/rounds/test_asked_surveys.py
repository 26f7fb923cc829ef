"""The page of a round says which survey each audience gets, by its title and version."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.actions.surveys.catalog import publish_library
from survey_app.extensions import db
from survey_app.store.tables import Link
from tests.staff.accounts.people import add_districts, signed_in_as
from tests.staff.surveys.writing import Writer


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    """An administrator whose draft of a round asks families only."""
    add_districts(app)
    with app.app_context():
        publish_library(db.session(), datetime.now(UTC))
        db.session.remove()
    return signed_in_as(app, "district_admin")


def ask(app: Flask, *asked: tuple[str, str, str]) -> None:
    with app.app_context():
        for school, audience, version in asked:
            db.session.add(Link(round="ours", school=school, audience=audience, version=version))
        db.session.commit()
        db.session.remove()


def surveys_on(admin: FlaskClient) -> list[str]:
    """What the list of surveys says, line by line."""
    found = re.search(r'<ul id="surveys">(.*?)</ul>', admin.get("/staff/rounds/ours").text, re.DOTALL)
    assert found
    lines = re.findall(r"<li>(.*?)</li>", found[1])
    return [" ".join(re.sub(r"<[^>]+>", "", line).split()) for line in lines]


def test_each_audience_is_there_with_the_title_and_version_of_its_survey(
    app: Flask, admin: FlaskClient
) -> None:
    ask(app, ("merced-high", "student", "student-2026.3"))

    assert surveys_on(admin) == [
        "Students: Student survey (student-2026.3)",
        "Families: Family survey (family-2026.3)",
    ]


def test_where_schools_get_different_surveys_each_says_which(app: Flask, admin: FlaskClient) -> None:
    ask(app, ("merced-high", "student", "student-2026.3"), ("sequoia-high", "student", "elementary-2026.3"))

    lines = surveys_on(admin)
    page = admin.get("/staff/rounds/ours").text

    assert lines[:2] == [
        "Students: Survey for grades 3 to 5 (elementary-2026.3) 1 school",
        "Students: Student survey (student-2026.3) 1 school",
    ]
    assert page.count(">Student survey</span>") == 2


def test_an_own_survey_is_called_so(app: Flask, admin: FlaskClient) -> None:
    Writer.with_copy(admin).press("publish")
    own = re.search(r"student_\d+-\d+\.1", admin.get("/staff/surveys").text)
    assert own
    ask(app, ("merced-high", "student", own[0]))

    assert surveys_on(admin)[0] == f"Students: Our own: Student survey ({own[0]})"

"""Members of staff for tests: a district with two schools and another district, and a client for each role."""

from datetime import UTC, date, datetime

from flask import Flask
from flask.testing import FlaskClient

from survey_app.actions.accounts.sign_in import start_session
from survey_app.actions.surveys.catalog import publish_survey
from survey_app.extensions import db
from survey_app.store.tables import Account, District, Link, Round, School
from survey_app.surveys.yaml_file import load_library

OURS, THEIRS = "24-65789", "24-65771"
SCHOOLS = [
    ("merced-high", OURS, "24657892435204", "Merced High"),
    ("sequoia-high", OURS, "24657890107672", "Sequoia High"),
    ("rivera-middle", THEIRS, "24657716025365", "Rivera Middle"),
]


def add_districts(app: Flask) -> None:
    """Two districts with three schools."""
    with app.app_context():
        publish_survey(db.session(), load_library()["family"], datetime.now(UTC))
        for code, name in ((OURS, "Merced Union High"), (THEIRS, "Merced City Elementary")):
            db.session.add(District(code=code, name=name))
        db.session.flush()
        for slug, district, cds, name in SCHOOLS:
            school = School(slug=slug, district=district, cds=cds, name=name, city="Merced")
            school.grade_low, school.grade_high, school.enrollment = 9, 12, 1975
            db.session.add(school)
        for key, district, school in (("ours", OURS, "merced-high"), ("theirs", THEIRS, "rivera-middle")):
            days = {"opens_on": date(2027, 4, 1), "closes_on": date(2027, 5, 1)}
            db.session.add(Round(key=key, district=district, name=key.title(), state="draft", **days))
            db.session.flush()
            db.session.add(Link(round=key, school=school, audience="family", version="family-2026.3"))
        db.session.commit()


def signed_in_as(
    app: Flask, role: str, district: str | None = OURS, schools: tuple[str, ...] = ()
) -> FlaskClient:
    """A client that is signed in, without password and code."""
    with app.app_context():
        account = Account(
            email=f"{role}-{len(schools)}-{district}@example.org",
            name=f"A {role}",
            role=role,
            district=district,
            schools=list(schools),
            created_at=datetime.now(UTC),
        )
        db.session.add(account)
        db.session.commit()
        token = start_session(db.session(), account.id, datetime.now(UTC))
        db.session.remove()
    client = app.test_client()
    with client.session_transaction(base_url="http://localhost/staff/") as session:
        session["token"] = token
    return client

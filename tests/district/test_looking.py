"""To look at a page changes nothing: no GET of any door writes to the database, but what is named here."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, insert, update
from werkzeug.routing import Rule

from benchmarks.releases import operator
from survey_app.actions.surveys.drafts.drafts import copy_survey, read_draft
from survey_app.actions.texts.read_texts import texts_in
from survey_app.extensions import db
from survey_app.store.tables import Account, Round
from survey_app.surveys.drafts.items import places
from survey_app.surveys.yaml_file import load_library
from tests.browser.staff.drafts import WRITER
from tests.district.conftest import BEFORE, NOW, NOW_ROUND, a_copy
from tests.staff.accounts.people import OURS
from tests.staff.conftest import token_of

# What a GET may write, and why. Whoever adds a line here has to say why a link may be followed twice without harm.
WRITES = {
    "UPDATE staff_session": "that somebody is still there, once a minute",
    "INSERT INTO audit": "who takes a file, before the file leaves",
}
TAKES_A_FILE = {"staff.chart", "staff.report", "staff.kit_sheet", "staff.participation_csv"}
NOT_LOOKED_AT = {
    "staff.check_link": "asks our own address over the network",
    "staff.begin_oidc": "leads away",
    "staff.end_oidc": "comes back with what a provider of identities says, and signs in",
}
SOMEBODY = 9_999
"""The number of an account."""
VALUES: dict[str, object] = {
    "key": BEFORE,
    "slug": "merced-high",
    "school": "merced-high",
    "unit": "merced-high",
    "survey": "student",
    "section": load_library()["student"].sections[0].name,
    "question": "student_needs3",
    "audience": "family",
    "language": "en",
    "code": OURS,
    "shape": "summary",
    "form": "pdf",
    "kind": "poster",
    "number": SOMEBODY,
    "token": "made-up",
    "provider": "made-up",
    "name": "respond.js",
    "filename": "respond.js",
    "version": "family-2026.3",
    "path": "respond.js",
}
FORMS = {
    "staff.chart": "svg",
    "staff.texts_file": "po",
    "staff.export_survey": "yaml",
    "staff.export_draft": "xlsform",
}
READS = re.compile(r"\s*(SELECT|PRAGMA|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|WITH)\b", re.IGNORECASE)


@pytest.fixture
def app(district: Flask, tmp_path: Path) -> Iterator[Flask]:
    """A copy of the district with one round open to everybody, in a process that has drawn no page yet."""
    with a_copy(district, tmp_path / "copy") as app:
        with app.app_context(), db.engine.begin() as connection:
            connection.execute(update(Round).values(sample=False))
            now_open = {"state": "open", "closes_on": date(2100, 1, 1)}
            connection.execute(update(Round).where(Round.key == NOW_ROUND).values(now_open))
            eva = {
                "email": "eva@example.org",
                "name": "Eva",
                "role": "viewer",
                "district": OURS,
                "created_at": NOW,
            }
            connection.execute(insert(Account).values(id=SOMEBODY, **eva))
        with app.app_context():
            app.config["SHOWN"] = of_a_draft() | {"text": texts_in(db.session(), OURS, "es")[0].id}
            db.session.remove()
        yield app


def of_a_draft() -> dict[str, object]:
    """A draft, and one of its items."""
    draft = copy_survey(db.session(), WRITER, "student-2026.3", NOW, OURS)
    return {"draft": draft, "item": next(iter(places(read_draft(db.session(), WRITER, draft).document)))}


@contextmanager
def writing(app: Flask) -> Iterator[list[str]]:
    """How each statement begins that writes, in the order of asking."""
    written: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not READS.match(statement):
            written.append(" ".join(statement.split()[:3]))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield written
    finally:
        event.remove(engine, "before_cursor_execute", note)


def addresses(app: Flask) -> Iterator[tuple[str, str]]:
    """(endpoint, address) of everything that a GET may ask for, at every door."""
    with app.test_request_context():
        build = app.url_map.bind("localhost").build
        for rule in app.url_map.iter_rules():
            if "GET" in (rule.methods or ()) and rule.endpoint not in NOT_LOOKED_AT:
                yield rule.endpoint, build(rule.endpoint, values_for(rule, app))


def values_for(rule: Rule, app: Flask) -> dict[str, object]:
    """What stands in an address. Nobody translates into English."""
    values = {**VALUES, **app.config["SHOWN"]}
    shown = {name: values[name] for name in rule.arguments}
    if rule.rule.startswith("/staff/texts") and "language" in shown:
        shown["language"] = "es"
    return shown | ({"form": FORMS[rule.endpoint]} if rule.endpoint in FORMS else {})


def allowed(statement: str) -> str | None:
    return next((beginning for beginning in WRITES if statement.startswith(beginning)), None)


def look_at(app: Flask, client: FlaskClient) -> dict[str, list[str]]:
    """Endpoint → the statements that write."""
    found: dict[str, list[str]] = {}
    for endpoint, address in addresses(app):
        with writing(app) as written:
            answer = client.get(address)
        assert answer.status_code < 500, address
        found.setdefault(endpoint, []).extend(written)
    return found


def test_no_page_of_any_door_writes_when_it_is_looked_at(app: Flask) -> None:
    found = look_at(app, operator(app))

    assert {end for end, said in found.items() if not all(map(allowed, said))} == set()
    who_writes = {
        beginning: {end for end, said in found.items() if beginning in map(allowed, said)}
        for beginning in WRITES
    }
    assert who_writes["INSERT INTO audit"] == TAKES_A_FILE
    doors = {endpoint.partition(".")[0] for endpoint in found}
    assert {"staff", "public", "offline", "health"} <= doors
    assert len(found) > 50


def test_a_page_that_writes_is_found(app: Flask) -> None:
    client = operator(app)
    page = client.get("/staff/people").text

    with writing(app) as written:
        client.post(
            "/staff/people",
            data={
                "csrf_token": token_of(page),
                "email": "ida@example.org",
                "name": "Eva",
                "role": "viewer",
                "district": OURS,
            },
        )

    assert "INSERT INTO account" in written
    assert allowed("INSERT INTO account") is None

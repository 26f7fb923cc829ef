"""Every staff page names who may use it; nobody else passes."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.staff.guard import ANYONE, PERMISSIONS
from tests.staff.accounts.people import OURS, THEIRS, add_districts, signed_in_as
from tests.staff.conftest import token_of


def staff_rules(app: Flask) -> list[tuple[str, str, str]]:
    """(endpoint, method, path) of every staff page, with made-up values."""
    return [
        (
            rule.endpoint,
            method,
            rule.rule.replace("<token>", "made-up").replace("<key>", "sample").replace("<int:number>", "1"),
        )
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("staff.")
        for method in (rule.methods or set()) & {"GET", "POST"}
    ]


def test_every_staff_page_is_on_the_list_of_roles(app: Flask) -> None:
    assert {endpoint for endpoint, _, _ in staff_rules(app)} == set(PERMISSIONS)


def test_a_stranger_is_sent_to_sign_in_from_every_page_that_needs_a_role(app: Flask) -> None:
    client = app.test_client()
    answers = {
        endpoint: client.open(path, method=method).headers.get("Location")
        for endpoint, method, path in staff_rules(app)
        if PERMISSIONS[endpoint] != "anyone"
    }

    assert {str(each).partition("?")[0] for each in answers.values()} == {"/staff/sign-in"}
    assert len(answers) >= 3


def test_a_page_that_is_not_on_the_list_is_refused_to_everyone(app: Flask, signed_in: FlaskClient) -> None:
    role = PERMISSIONS.pop("staff.start")
    try:
        assert signed_in.get("/staff/").status_code == 403
    finally:
        PERMISSIONS["staff.start"] = role


@pytest.mark.parametrize("path", ["/staff/sign-out", "/staff/rounds/sample/download"])
def test_a_form_without_its_token_is_refused(signed_in: FlaskClient, path: str) -> None:
    assert signed_in.post(path, data={"purpose": "report"}).status_code == 400


@pytest.mark.parametrize("role", ["district_admin", "coordinator", "translator", "viewer"])
def test_each_role_reaches_the_pages_on_its_list_and_no_others(app: Flask, role: str) -> None:
    add_districts(app)
    client = signed_in_as(app, role, schools=("merced-high",) if role == "coordinator" else ())
    token = token_of(client.get("/staff/my-account").text)
    wrong = {}
    for endpoint, method, path in staff_rules(app):
        if PERMISSIONS[endpoint] == ANYONE or endpoint == "staff.sign_out_here":
            continue
        status = client.open(path, method=method, data={"csrf_token": token}).status_code
        if (status == 403) is (role in PERMISSIONS[endpoint]):
            wrong[endpoint] = status

    assert wrong == {}


# What stands in an address, as somebody of another district would fill it in, and as they themselves would.
OTHERS = {
    "<slug>": "rivera-middle",
    "<key>": "theirs",
    "<int:number>": "1",
    "<audience>": "family",
    "<language>": "en",
    "<kind>": "poster",
    "<code>": THEIRS,
    "<unit>": "all",
    "<survey>": "family",
    "<shape>": "summary",
    "<form>": "pdf",
    "<question>": "student_needs3",
    "<number>": "00",
}
# Only a finished round has them; tests/district opens them.
AFTERWARDS = {
    "staff.unit_results",
    "staff.survey_results",
    "staff.section_results",
    "staff.question_results",
    "staff.report",
    "staff.chart",
    "staff.comments",
    "staff.school_comments",
    "staff.review",
}
OWN = {**OTHERS, "<slug>": "merced-high", "<key>": "ours", "<int:number>": "2", "<code>": OURS}


def statuses(app: Flask, role: str, filled: dict[str, str]) -> dict[tuple[str, str], int]:
    """What each page with a school, a round or a person in its address answers to an empty form or a GET."""
    add_districts(app)
    signed_in_as(app, "viewer", THEIRS)
    signed_in_as(app, "viewer")
    client = signed_in_as(app, role, schools=("merced-high",) if role == "coordinator" else ())
    token = token_of(client.get("/staff/my-account").text)
    found = {}
    for rule in app.url_map.iter_rules():
        is_about_something = any(f"<{name}>" in rule.rule for name in ("slug", "key", "int:number", "code"))
        if (
            not rule.endpoint.startswith("staff.")
            or not is_about_something
            or role not in PERMISSIONS[rule.endpoint]
        ):
            continue
        if rule.endpoint == "staff.delete" and filled == OWN:
            continue  # or nothing that comes after it would be there
        if rule.endpoint in AFTERWARDS and filled == OWN:
            continue
        path = rule.rule
        for name, value in filled.items():
            path = path.replace(name, value)
        for method in (rule.methods or set()) & {"GET", "POST"}:
            answer = client.open(path, method=method, data={"csrf_token": token})
            found[rule.endpoint, method] = answer.status_code
    return found


@pytest.mark.parametrize("role", ["district_admin", "coordinator"])
def test_what_belongs_to_another_district_is_not_there(app: Flask, role: str) -> None:
    found = statuses(app, role, OTHERS)

    assert len(found) >= 9
    assert dict.fromkeys(found, 404) == found


@pytest.mark.parametrize("role", ["district_admin", "coordinator"])
def test_what_is_ones_own_is_there(app: Flask, role: str) -> None:
    found = statuses(app, role, OWN)

    assert [place for place, status in found.items() if status in (403, 404)] == []


@pytest.fixture
def onlooker(app: Flask, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that sees whether another one has written."""
    connection = sqlite3.connect(tmp_path / "survey.sqlite")
    yield connection
    connection.close()


def writes(onlooker: sqlite3.Connection) -> int:
    """A number that is another one after each write of another connection."""
    (number,) = onlooker.execute("PRAGMA data_version").fetchone()
    return int(number)


def test_no_page_writes_when_it_is_only_looked_at(app: Flask, onlooker: sqlite3.Connection) -> None:
    """But once a minute that somebody is still there, and that somebody takes a file."""
    add_districts(app)
    client = signed_in_as(app, "district_admin")
    looked_at, wrote = set(), []
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("staff.") or "GET" not in (rule.methods or ()):
            continue
        path = rule.rule
        for name, value in OWN.items():
            path = path.replace(name, value)
        before = writes(onlooker)
        client.get(path.replace("<token>", "made-up"))
        looked_at.add(rule.endpoint)
        if writes(onlooker) != before:
            wrote.append(path)

    # Who takes a file is on record; with it, in the log, what the file was.
    assert sorted(wrote) == [
        "/staff/rounds/ours/kit/merced-high/family/poster.pdf",
        "/staff/rounds/ours/participation.csv",
    ]
    assert len(looked_at) > 35


def test_a_write_is_noticed(app: Flask, onlooker: sqlite3.Connection) -> None:
    add_districts(app)
    client = signed_in_as(app, "district_admin")
    token = token_of(client.get("/staff/my-account").text)
    before = writes(onlooker)
    client.post("/staff/rounds/ours/delete", data={"csrf_token": token})

    assert writes(onlooker) != before

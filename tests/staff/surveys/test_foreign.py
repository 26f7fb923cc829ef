"""A draft or an own version of others is not there, on whatever page and whatever form one asks for it."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.staff.guard import PERMISSIONS
from tests.staff.accounts.people import THEIRS, signed_in_as
from tests.staff.conftest import token_of
from tests.staff.surveys.writing import Writer

BELONG = "How much do you feel you belong at this school?"


def asked_for(app: Flask, filled: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """(endpoint, method, address) of every page and form of the editor about these things."""
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith(("/staff/surveys/<", "/staff/surveys/versions/<")):
            continue
        address = rule.rule
        for name, value in filled.items():
            address = address.replace(f"<{name}>", value)
        for method in (rule.methods or set()) & {"GET", "POST"}:
            yield rule.endpoint, method, address


def found(app: Flask, client: FlaskClient, filled: dict[str, str]) -> dict[tuple[str, str], int]:
    """What each of them answers."""
    token = token_of(client.get("/staff/my-account").text)
    data = {"csrf_token": token, "item": filled["item"], "by": "down", "drawn": "{}"}
    return {
        (endpoint, method): client.open(
            address, method=method, data=data if method == "POST" else None
        ).status_code
        for endpoint, method, address in asked_for(app, filled)
    }


@pytest.fixture
def filled(boss: FlaskClient) -> dict[str, str]:
    """What stands in addresses about a draft, one of its items, and a version of the district."""
    Writer.with_copy(boss).press("publish")
    version = re.search(r"student_2465789-\d+\.\d+", boss.get("/staff/surveys").text)
    draft = Writer.with_copy(boss)
    given = {"draft": draft.draft, "item": draft.item(BELONG), "language": "es", "form": "yaml"}
    return {**given, "version": version[0] if version else ""}


def test_what_others_write_is_not_there_on_any_page(
    published: Flask, boss: FlaskClient, filled: dict[str, str]
) -> None:
    theirs = found(published, signed_in_as(published, "district_admin", THEIRS), filled)

    assert len(theirs) >= 16
    assert dict.fromkeys(theirs, 404) == theirs
    for role in ("viewer", "translator"):
        refused = found(published, signed_in_as(published, role), filled)
        assert dict.fromkeys(refused, 403) == refused
    own = [
        boss.get(address).status_code
        for _, method, address in asked_for(published, filled)
        if method == "GET"
    ]
    assert {*own} <= {200, 302}


def test_a_coordinator_reaches_no_draft_of_a_whole_survey(published: Flask, filled: dict[str, str]) -> None:
    client = signed_in_as(published, "coordinator", schools=("merced-high",))

    hers = found(published, client, filled)

    # Of her own district, she may take what was published.
    assert hers.pop(("staff.export_survey", "GET")) == 200
    of_administrators = {place: 403 for place in hers if "coordinator" not in PERMISSIONS[place[0]]}
    assert {**dict.fromkeys(hers, 404), **of_administrators} == hers


def test_a_section_is_not_there_for_a_coordinator_of_another_school(published: Flask) -> None:
    ana = signed_in_as(published, "coordinator", schools=("merced-high",))
    token = token_of(ana.get("/staff/my-account").text)
    data = {"csrf_token": token, "audience": "student", "title": "Our garden"}
    draft = ana.post("/staff/surveys/start", data=data).location.rpartition("/")[2]
    filled = {"draft": draft, "item": "about", "language": "es", "form": "yaml", "version": "none-2027.1"}

    elsewhere = signed_in_as(published, "coordinator", schools=("sequoia-high", "rivera-middle"))

    assert ana.get(f"/staff/surveys/{draft}").status_code == 200
    answers = found(published, elsewhere, filled)
    assert dict.fromkeys(answers, 404) == answers
    assert "Our garden" not in elsewhere.get("/staff/surveys").text

"""Every staff page names who may use it; nobody else passes."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.staff.guard import ROLES


def staff_rules(app: Flask) -> list[tuple[str, str, str]]:
    """(endpoint, method, path) of every staff page, with made-up values."""
    return [
        (rule.endpoint, method, rule.rule.replace("<token>", "made-up").replace("<key>", "sample"))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("staff.")
        for method in (rule.methods or set()) & {"GET", "POST"}
    ]


def test_every_staff_page_is_on_the_list_of_roles(app: Flask) -> None:
    assert {endpoint for endpoint, _, _ in staff_rules(app)} == set(ROLES)


def test_a_stranger_is_sent_to_sign_in_from_every_page_that_needs_a_role(app: Flask) -> None:
    client = app.test_client()
    answers = {
        endpoint: client.open(path, method=method).headers.get("Location")
        for endpoint, method, path in staff_rules(app)
        if ROLES[endpoint] != "anyone"
    }

    assert answers == dict.fromkeys(answers, "/staff/sign-in")
    assert len(answers) >= 3


def test_a_page_that_is_not_on_the_list_is_refused_to_everyone(app: Flask, signed_in: FlaskClient) -> None:
    role = ROLES.pop("staff.rounds")
    try:
        assert signed_in.get("/staff/").status_code == 403
    finally:
        ROLES["staff.rounds"] = role


@pytest.mark.parametrize("path", ["/staff/sign-out", "/staff/rounds/sample/download"])
def test_a_form_without_its_token_is_refused(signed_in: FlaskClient, path: str) -> None:
    assert signed_in.post(path, data={"purpose": "report"}).status_code == 400

"""Only who has the token reads the metrics; for all others there is nothing, and nothing tells that there could be."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.respond.door import install_door, the_door
from tests.respond.monitor.conftest import TOKEN, Watch


def test_without_a_token_in_the_settings_there_is_nothing(app: Flask) -> None:
    answer = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})

    assert answer.status_code == 404


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", f"Bearer {TOKEN[:-1]}", f"Bearer {TOKEN}x", TOKEN, f"Basic {TOKEN}", "Bearer ñ€"],
)  # fmt: skip
def test_whoever_lacks_the_token_learns_nothing(
    app: Flask, watch_with: Callable[..., Watch], header: str | None
) -> None:
    headers = {} if header is None else {"Authorization": header}
    watch_with()
    answer = app.test_client().get("/metrics", headers=headers)
    with app.app_context():
        install_door(app, replace(the_door(), monitor=None))
    without = app.test_client().get("/metrics", headers=headers)

    assert (answer.status_code, answer.data) == (404, without.data)
    assert answer.headers == without.headers


def test_whoever_has_it_gets_text_that_nobody_keeps(client: FlaskClient, watch: Watch) -> None:
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})

    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert "survey_app_ready 1.0" in answer.text
    assert 'survey_app_build_info{version="20' in answer.text


def test_the_token_is_not_a_part_of_an_address(client: FlaskClient) -> None:
    assert client.get(f"/metrics?token={TOKEN}").status_code == 404

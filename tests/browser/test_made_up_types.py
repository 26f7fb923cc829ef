"""The scripts take question types that they do not know, as long as their macros are made of inputs."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from werkzeug.serving import make_server

from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.config import day_of_last_count
from survey_app.extensions import db
from tests.respond.conftest import Stored
from tests.surveys.types.asking import SCHOOLS, an_app_that_asks, listed


@pytest.fixture
def app(sqlite_template: Path, tmp_path: Path) -> Iterator[Flask]:
    with listed(), an_app_that_asks(tmp_path, sqlite_template) as app:
        yield app


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with app.app_context():
        begin_epoch(db.engine, EpochKeys.of(Path(app.instance_path)), day_of_last_count())
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/s/{SCHOOLS[0]}/partner/en"
    server.shutdown()
    thread.join()


def test_made_up_types_are_answered_reviewed_and_stored_with_scripts(
    chromium: Browser, app: Flask, address: str
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="Start the survey").click()
    page.get_by_label("A shop").check()
    for item, place in (("A bus", "second"), ("A tutor", "first")):
        page.get_by_role("group", name=item).get_by_label(place).check()
    page.get_by_label("How warm").fill("7")
    page.get_by_label("Since when").fill("2025-04")
    page.get_by_role("button", name="Next").click()
    review = page.locator("#review")
    for words in ("A bus: second", "A tutor: first", "7", "2025-04"):
        expect(review).to_contain_text(words)
    page.get_by_role("button", name="Send my answers").last.click()
    page.wait_for_url("**/thanks?receipt=*")
    context.close()

    with app.app_context():
        (response,) = Stored(db.engine, EpochKeys(Path(app.instance_path) / "keys"))()
    assert response["answers"] == {
        "role": "shop",
        "wishes": {"bus": "2", "tutor": "1"},
        "warmth": 7,
        "since": "2025-04",
    }

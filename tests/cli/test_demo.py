"""The sample comes with its results, approved; another sample round, too."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from survey_app.actions.results.approval import standing_of
from survey_app.config import read_settings
from survey_app.extensions import db
from survey_app.factory import create_app

LOAD = "survey_app.actions.demo.sample_district.load_sample_district"


@pytest.fixture
def app(sqlite_url: str, instance: Path) -> Iterator[Flask]:
    app = create_app(read_settings({"DATABASE_URL": sqlite_url, "INSTANCE_PATH": str(instance)}))
    yield app
    with app.app_context():
        db.engine.dispose()


def test_a_new_installation_shows_the_results_of_its_sample(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{LOAD}.__kwdefaults__", {"responses": 200})

    done = app.test_cli_runner().invoke(args=["prepare"])

    assert (done.exit_code, "Making the results of the sample" in done.output) == (0, True), done.output
    with app.app_context():
        assert standing_of(db.session(), "sample").state == "approved"
    assert app.test_client().get("/r/merced-high/en").status_code == 200


def test_another_sample_round_has_results_where_enough_answered(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{LOAD}.__kwdefaults__", {"responses": 40})
    few = app.test_cli_runner().invoke(args=["demo", "--responses", "5"])
    many = app.test_cli_runner().invoke(args=["demo", "--responses", "150"])

    assert (few.exit_code, many.exit_code) == (0, 0), few.output + many.output
    assert "Without results: fewer than" in few.output
    assert "/staff/rounds/sample-3/results" in many.output
    with app.app_context():
        assert [standing_of(db.session(), f"sample-{n}").state for n in (2, 3)] == ["none", "approved"]

"""copy-to says what it did and what to do next; `prepare`, `check` and `serve` refuse rows that have moved."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from survey_app.config import read_settings
from survey_app.extensions import db
from survey_app.factory import create_app
from tests.actions.responses.response_samples import open_everything


@pytest.fixture
def app(sqlite_url: str, instance: Path) -> Iterator[Flask]:
    app = create_app(read_settings({"DATABASE_URL": sqlite_url, "INSTANCE_PATH": str(instance)}))
    with app.app_context():
        open_everything(db.engine)
        db.session.remove()
        yield app
        db.engine.dispose()


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=list(arguments))
    return done.exit_code, done.output


@pytest.mark.postgres
def test_a_district_moves_and_comes_back(app: Flask, postgres_url: str) -> None:
    code, said = run(app, "copy-to", postgres_url)
    refused = [run(app, command) for command in ("prepare", "check", "serve")]
    undone = run(app, "copy-to", "--undo")

    assert code == 0, said
    assert "counts and hashes agree" in said
    assert "Set DATABASE_URL=postgresql://" in said
    assert "copy-to --undo" in said
    for code, words in refused:
        assert code == 1
        assert "have moved to" in words
        assert "copy-to --undo" in words
    assert undone[0] == 0, undone[1]
    assert "what it took meanwhile is only there" in undone[1]
    assert run(app, "round", "list")[0] == 0


def test_a_way_to_call_it_that_means_nothing_is_refused(app: Flask) -> None:
    for arguments in ((), ("postgresql://me@there/survey", "--undo")):
        code, said = run(app, "copy-to", *arguments)

        assert code == 2
        assert "give the DATABASE_URL of an empty Postgres, or --undo" in said


def test_an_address_of_no_database_is_refused(app: Flask) -> None:
    assert "postgresql://user:password@host/database" in run(app, "copy-to", "mysql://there/survey")[1]
    assert "nothing to undo" in run(app, "copy-to", "--undo")[1]

"""The commands that seal, and that give up what is lost, say what they did and what to do next."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from survey_app.actions.responses.store_responses import store_responses
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.cli import sealing, system
from survey_app.config import day_of_last_count, read_settings
from survey_app.extensions import db
from survey_app.factory import create_app
from survey_app.store.database.engine import writing
from survey_app.store.tables import Epoch
from survey_app.web.jobs import folder_of_jobs
from tests.actions.jobs.job_samples import ask, see
from tests.actions.responses.response_samples import a_submission, all_waiting, open_everything


@pytest.fixture
def app(sqlite_url: str, instance: Path) -> Iterator[Flask]:
    """A round in rehearsal, for which 30 responses came."""
    app = create_app(read_settings({"DATABASE_URL": sqlite_url, "INSTANCE_PATH": str(instance)}))
    with app.app_context():
        open_everything(db.engine, "rehearsal")
        keys = EpochKeys(instance / "keys")
        begin_epoch(db.engine, keys, day_of_last_count())
        with writing(db.engine) as connection:
            store_responses(connection, [a_submission() for _ in range(30)], day_of_last_count())
        db.session.remove()
        yield app
        db.engine.dispose()


def run(app: Flask, *arguments: str) -> tuple[int, list[str]]:
    done = app.test_cli_runner().invoke(args=list(arguments))
    return done.exit_code, done.output.splitlines()


def test_before_the_hour_nothing_is_sealed_and_the_command_says_when(app: Flask) -> None:
    code, said = run(app, "seal")

    assert (code, said[0]) == (0, "0 responses sealed; 30 still wait")
    assert "once a day, at 3:00 in California" in said[1]
    assert "seal --now" in said[2]


def test_a_seal_can_be_made_now(app: Flask) -> None:
    assert run(app, "seal", "--now") == (0, ["19 responses sealed; 11 still wait"])


def test_nothing_can_be_given_up_while_nothing_is_lost(app: Flask) -> None:
    assert run(app, "recover") == (
        0,
        ["we can open every waiting response; there is nothing to give up"],
    )


def test_a_lost_key_leads_to_recover_and_that_lets_the_server_go_on(app: Flask, tmp_path: Path) -> None:
    for path in (tmp_path / "instance" / "keys").iterdir():
        path.unlink()

    code, said = run(app, "seal")
    asked, answered = run(app, "recover")
    given_up = run(app, "recover", "--yes")

    assert code == 1
    assert "python3 run.py recover" in said[0]
    assert (asked, answered[0]) == (0, "epoch 1: its key is lost; we cannot open 30 responses")
    assert answered[1] == "If you cannot put the key back: python3 run.py recover --yes"
    assert given_up[0] == 0
    assert "We gave them up." in given_up[1][1]
    assert run(app, "seal")[1][0] == "0 responses sealed; 0 still wait"


@pytest.fixture
def looks_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What watches until it is stopped looks once."""
    for watching in (sealing, system):
        monkeypatch.setattr(watching, "watch_until_stopped", lambda look, _seconds: look())


@pytest.mark.usefixtures("looks_once")
def test_during_maintenance_the_sealer_and_the_worker_change_nothing(app: Flask, tmp_path: Path) -> None:
    with writing(db.engine) as connection:
        connection.execute(update(Epoch).values(day=date(2026, 1, 1)))  # the daily count is due
    job = ask(db.engine, folder_of_jobs(tmp_path / "instance"))
    run(app, "maintenance", "on")
    assert run(app, "seal", "--watch") == run(app, "work", "--watch") == (0, [])
    assert (see(db.engine, job).state, len(all_waiting(db.engine))) == ("waiting", 30)

    run(app, "maintenance", "off")
    run(app, "seal", "--watch")
    run(app, "work", "--watch")

    # Nobody can do what it asks for, which its own page says.
    assert (see(db.engine, job).state, len(all_waiting(db.engine))) == ("failed", 11)

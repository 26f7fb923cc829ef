"""The commands that back up and bring back: what they print, what they ask, what they refuse."""

import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from survey_app.actions.responses.store_responses import store_responses
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.config import day_of_last_count, read_settings
from survey_app.extensions import db
from survey_app.factory import create_app
from survey_app.store.database.engine import writing
from tests.actions.responses.response_samples import a_submission, open_everything


@pytest.fixture
def app(sqlite_url: str, instance: Path) -> Iterator[Flask]:
    """An open round, for which 12 responses wait."""
    app = create_app(read_settings({"DATABASE_URL": sqlite_url, "INSTANCE_PATH": str(instance)}))
    with app.app_context():
        open_everything(db.engine)
        begin_epoch(db.engine, EpochKeys(instance / "keys"), day_of_last_count())
        with writing(db.engine) as connection:
            store_responses(connection, [a_submission() for _ in range(12)], day_of_last_count())
        yield app
        db.engine.dispose()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Flask]:
    """A machine on which nothing is, not even tables."""
    app = create_app(read_settings({"INSTANCE_PATH": str(tmp_path / "empty")}))
    with app.app_context():
        yield app
        db.engine.dispose()


def run(app: Flask, *arguments: object, typed: str = "") -> Result:
    with app.app_context():
        done = app.test_cli_runner().invoke(args=[str(each) for each in arguments], input=typed)
        db.session.remove()
        db.engine.dispose()
    return done


def lines_on(paper: str) -> list[str]:
    return re.findall(r"^  [1-4]  (.*)$", paper, re.MULTILINE)


def test_without_a_recovery_key_the_command_says_how_to_make_one(app, tmp_path):
    done = run(app, "backup", tmp_path / "monday")

    assert done.exit_code == 1
    assert "python3 run.py recovery-key" in done.output


def test_a_key_is_shown_with_what_it_is_for_and_a_second_one_says_what_follows(app):
    first, second = run(app, "recovery-key").output, run(app, "recovery-key").output
    (fingerprint,) = re.findall(r"^Recovery key (\S+)$", first, re.MULTILINE)

    assert len(lines_on(first)) == 4
    assert "the server shows it once and keeps no copy" in first
    assert "Backups that you made before" not in first
    assert f"Backups that you made before need the key {fingerprint}" in second
    assert not set(lines_on(first)) & set(lines_on(second))


def test_a_backup_comes_back_after_somebody_typed_the_key_with_a_mistake(app, empty, tmp_path):
    lines = lines_on(run(app, "recovery-key").output)
    taken = run(app, "backup", tmp_path / "monday")

    done = run(
        empty, "restore", tmp_path / "monday", typed="\n".join([lines[0], lines[0], *lines[1:]]) + "\n"
    )

    assert "12 responses that wait" in taken.output
    assert "Line 2 has a typing mistake" in done.output
    assert "12 responses; 12 of them wait to be mixed" in done.output
    assert "Every response that was acknowledged before is here, once." in done.output
    assert not any(line in done.output for line in lines), "what is typed is not shown"
    assert run(empty, "check").exit_code == 0
    assert stat.S_IMODE((tmp_path / "empty" / "survey.sqlite").stat().st_mode) == 0o600


def test_a_backup_comes_back_by_a_file_and_with_secrets_from_another_place(app, empty, tmp_path):
    (tmp_path / "paper.txt").write_text(run(app, "recovery-key").output)
    run(app, "backup", tmp_path / "monday")
    (tmp_path / "safe").mkdir()
    (tmp_path / "monday" / "secrets.zip").rename(tmp_path / "safe" / "secrets.zip")
    command = ("restore", tmp_path / "monday", "--recovery-key", tmp_path / "paper.txt")

    refused = run(empty, *command)
    done = run(empty, *command, "--secrets", tmp_path / "safe")

    assert "--secrets PATH. If it is lost: --without-secrets" in refused.output
    assert (refused.exit_code, done.exit_code) == (1, 0)


def test_lost_secrets_do_not_keep_the_data_away(app, empty, tmp_path):
    (tmp_path / "paper.txt").write_text(run(app, "recovery-key").output)
    run(app, "backup", tmp_path / "monday")
    (tmp_path / "monday" / "secrets.zip").unlink()

    done = run(
        empty, "restore", tmp_path / "monday", "--recovery-key", tmp_path / "paper.txt", "--without-secrets"
    )

    assert done.exit_code == 0
    assert "The secrets were left out." in done.output


def test_a_file_that_is_not_there_is_named(app, empty, tmp_path):
    run(app, "recovery-key")
    run(app, "backup", tmp_path / "monday")

    done = run(empty, "restore", tmp_path / "monday", "--recovery-key", tmp_path / "paper.txt")

    assert "there is no file" in done.output

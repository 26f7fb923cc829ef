"""The secrets of an installation on the command line: what is missing is named, and given up only on purpose."""

import shutil
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import delete

from survey_app.config import read_settings
from survey_app.extensions import db
from survey_app.factory import create_app
from survey_app.store.tables import Secret
from tests.installation import Installation


@pytest.fixture
def copy(prepared: Path, tmp_path: Path) -> Path:
    """A prepared installation, whose first start has been."""
    return Path(shutil.copytree(prepared, tmp_path / "copy"))


def run(folder: Path, *arguments: str) -> Result:
    app = create_app(read_settings(Installation(folder).environment))
    done = app.test_cli_runner().invoke(args=arguments)
    with app.app_context():
        db.engine.dispose()
    return done


@pytest.mark.parametrize("command", [["check"], ["prepare"], ["serve"], ["work"], ["demo"]])
def test_no_command_that_needs_secrets_goes_on_without_one(copy: Path, command: list[str]) -> None:
    (copy / "pepper").unlink()

    done = run(copy, *command)

    assert done.exit_code == 1
    assert f"{copy / 'pepper'} is missing" in done.output
    assert not (copy / "pepper").exists()


def test_a_secret_is_given_up_after_the_operator_reads_what_follows(copy: Path) -> None:
    (copy / "pepper").unlink()

    told = run(copy, "secret", "forget", "pepper")
    assert "print new slips" in told.output
    assert "secret forget pepper --yes" in told.output
    assert run(copy, "check").exit_code == 1

    assert run(copy, "secret", "forget", "pepper", "--yes").exit_code == 0
    assert run(copy, "prepare").exit_code == 0
    assert run(copy, "check").exit_code == 0
    assert (copy / "pepper").exists()


def test_a_secret_that_the_database_does_not_know_is_refused_with_those_it_knows(copy: Path) -> None:
    done = run(copy, "secret", "forget", "paper")

    assert done.exit_code == 1
    assert "envelopes/1.pem, pepper, release.key" in done.output


def test_no_page_is_shown_with_another_secret_however_the_server_was_started(copy: Path) -> None:
    app = create_app(read_settings(Installation(copy).environment))
    assert app.test_client().get("/").status_code == 200
    (copy / "pepper").write_bytes(b"x" * 32)

    other = create_app(read_settings(Installation(copy).environment))
    assert other.test_client().get("/").status_code >= 500
    for each in (app, other):
        with each.app_context():
            db.engine.dispose()


def test_an_installation_of_before_is_taken_up_with_the_secrets_it_has(copy: Path) -> None:
    before = (copy / "pepper").read_bytes()
    app = create_app(read_settings(Installation(copy).environment))
    with app.app_context():
        db.session.execute(delete(Secret))
        db.session.commit()
        db.engine.dispose()

    assert run(copy, "prepare").exit_code == 0

    (copy / "pepper").write_bytes(b"x" * 32)
    assert "is not the one" in run(copy, "check").output
    (copy / "pepper").write_bytes(before)
    assert run(copy, "check").exit_code == 0

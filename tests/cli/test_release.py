"""The command `release`: it makes a draft, says what comes next, and withdraws results."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from survey_app.config import read_settings
from survey_app.extensions import db
from survey_app.factory import create_app
from tests.actions.exports.export_samples import ROUND, fill, set_up


@pytest.fixture
def app(sqlite_url: str, instance: Path) -> Iterator[Flask]:
    app = create_app(read_settings({"DATABASE_URL": sqlite_url, "INSTANCE_PATH": str(instance)}))
    with app.app_context():
        set_up(db.engine)
        fill(db.engine, [{"grade": "9", "needs": ["tutor"]}] * 40)
    yield app
    with app.app_context():
        db.engine.dispose()


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["release", *arguments])


def test_each_step_says_what_comes_next(app: Flask) -> None:
    made = run(app, "--round", ROUND)
    assert (made.exit_code, "This is a draft" in made.output) == (0, True)
    assert f"/staff/rounds/{ROUND}/results" in made.output
    assert f"python3 run.py release approve --round {ROUND}" in made.output

    approved = run(app, "approve", "--round", ROUND)
    assert (approved.exit_code, "everybody can see them" in approved.output) == (0, True)

    withdrawn = run(app, "withdraw", "--round", ROUND, "--reason", "the wrong question")
    assert (withdrawn.exit_code, "nobody can see them now" in withdrawn.output) == (0, True)
    assert f'release --round {ROUND} --reason "..."' in withdrawn.output

    again = run(app, "--round", ROUND, "--reason", "asked rightly now")
    assert (again.exit_code, "release 2" in again.output) == (0, True)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ((), "name the round: release --round KEY"),
        (("--round", "nowhere"), "there is no round nowhere; `round list`"),
        (("approve",), "--round"),
        (("approve", "--round", "nowhere"), "there is no round nowhere; `round list`"),
        (("approve", "--round", ROUND), "make a draft: `release --round"),
        (("withdraw", "--round", ROUND), "--reason"),
        (("withdraw", "--round", ROUND, "--reason", "why"), f"round {ROUND} has no results to withdraw"),
        (("--round", ROUND, "approve"), "behind the command: release approve --round"),
        (("publish", "--round", ROUND), "No such command"),
    ],
)
def test_what_goes_wrong_is_said_in_a_line_with_the_remedy(
    app: Flask, wanted: tuple[str, ...], said: str
) -> None:
    done = run(app, *wanted)

    assert done.exit_code in (1, 2)
    assert said in done.output
    assert "Traceback" not in done.output

"""Commands: what they say, and that what goes wrong is one clear line."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from survey_app.config import PROJECT, read_settings
from survey_app.extensions import db
from survey_app.factory import create_app


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    app = create_app(read_settings({"DATABASE_URL": sqlite_url, "INSTANCE_PATH": str(tmp_path / "instance")}))
    yield app
    with app.app_context():
        db.engine.dispose()


def run(app: Flask, *arguments: str | Path) -> Result:
    return app.test_cli_runner().invoke(args=[str(each) for each in arguments])


def test_a_database_without_tables_is_named_with_the_remedy(tmp_path: Path) -> None:
    app = create_app(read_settings({"INSTANCE_PATH": str(tmp_path)}))

    listed, checked = run(app, "round", "list"), run(app, "check")

    assert (listed.exit_code, checked.exit_code) == (1, 1)
    assert "no such table" in listed.output
    assert "python3 run.py db upgrade" in checked.output
    with app.app_context():
        db.engine.dispose()


def test_check_says_which_languages_there_are(app: Flask) -> None:
    assert "en, es, hmn, pa, ar" in run(app, "check").output


def test_a_round_that_does_not_exist_is_named(app: Flask) -> None:
    for command in (("round", "open", "summer"), ("round", "close", "summer")):
        result = run(app, *command)

        assert result.exit_code == 1
        assert "summer" in result.output
        assert "Traceback" not in result.output


def test_an_export_of_a_round_that_does_not_exist_is_refused_and_writes_nothing(
    app: Flask, tmp_path: Path
) -> None:
    result = run(
        app, "export", "zip", "--round", "summer", "--purpose", "report", "--out", tmp_path / "out.zip"
    )

    assert result.exit_code == 1
    assert "summer" in result.output
    assert not (tmp_path / "out.zip").exists()


def test_a_bundled_survey_has_no_faults_and_can_be_published_twice(app: Flask) -> None:
    file = PROJECT / "survey_app" / "library" / "student.yaml"

    assert "no faults" in run(app, "survey", "check", file).output
    assert [run(app, "survey", "publish", file).exit_code for _ in range(2)] == [0, 0]


def test_a_survey_with_faults_is_reported_line_by_line(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("name: bad\naudience: student\nvresion: bad-2026.1\n")

    result = run(app, "survey", "check", file)

    assert result.exit_code == 1
    assert "bad.yaml:3" in result.output


def test_a_staff_link_is_an_address_on_the_public_url(app: Flask) -> None:
    assert run(app, "staff", "link").output.startswith("http://127.0.0.1:8000/staff/enter/")

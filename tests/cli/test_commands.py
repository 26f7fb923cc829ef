"""Commands: what they say, and that what goes wrong is one clear line."""

import json
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import update

from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.config import PROJECT, day_of_last_count, read_settings, today_in_california
from survey_app.extensions import db
from survey_app.factory import create_app
from survey_app.languages.catalogs import shipped_languages
from survey_app.store.tables import Round, SurveyVersion
from survey_app.surveys.published import published_survey
from tests.directory.state_files import SCHOOLS
from tests.respond.door_samples import ROUND, SURVEY, a_response, open_everything


@pytest.fixture
def app(sqlite_url: str, instance: Path) -> Iterator[Flask]:
    app = create_app(read_settings({"DATABASE_URL": sqlite_url, "INSTANCE_PATH": str(instance)}))
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


def test_check_makes_the_envelope_key_and_names_one_that_others_can_read(app: Flask, tmp_path: Path) -> None:
    assert run(app, "check").exit_code == 0
    key = tmp_path / "instance" / "envelopes" / "1.pem"
    assert key.exists()

    key.chmod(0o644)
    open_to_others = run(app, "check")
    key.write_text("nonsense")
    no_key = run(app, "check")

    assert (open_to_others.exit_code, no_key.exit_code) == (1, 1)
    assert re.search(r"other users can read \S*1\.pem; run: chmod 600", open_to_others.output)
    assert "1.pem is not a private key on P-256; restore it from a backup" in no_key.output


# --- schools import ---------------------------------------------------------------------------------------


def test_an_import_says_in_words_what_is_not_known_and_what_to_look_at(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "pubschls.txt"
    file.write_bytes(SCHOOLS.read_text().replace("Sequoia High", "Cañón High").encode("cp1252"))

    said = run(app, "schools", "import", file, "--district", "24-65789").output

    assert "Cañón High, grades 9 to 11, students not known" in said
    assert "Cañón High may offer 9-12; we use the grades that it serves" in said
    assert "pubschls.txt is not in UTF-8; we read it as Windows-1252. Check letters with accents" in said
    assert "None" not in said


def test_an_import_calls_grades_as_people_do_and_says_nothing_of_a_file_in_utf_8(app: Flask) -> None:
    said = run(app, "schools", "import", SCHOOLS, "--district", "24-65771").output

    assert "grades K to 6" in said
    assert "UTF-8" not in said


# --- responses import ------------------------------------------------------------------------------------


@pytest.fixture
def asking(app: Flask) -> Flask:
    """An app whose round at Merced High is open today, whatever day it is."""
    today = today_in_california()
    with app.app_context():
        open_everything(db.engine)
        begin_epoch(db.engine, EpochKeys(Path(app.instance_path) / "keys"), day_of_last_count())
        with db.engine.begin() as connection:
            days = {"opens_on": today - timedelta(days=1), "closes_on": today + timedelta(days=30)}
            connection.execute(update(Round).where(Round.key == ROUND).values(**days))
    return app


def saved(path: Path, *bodies: Any) -> Path:
    """A file as a device writes it."""
    responses = [{"address": SURVEY, "body": body} for body in bodies]
    path.write_text(json.dumps({"format": "survey_app responses", "protocol": 1, "responses": responses}))
    return path


def test_a_file_of_responses_is_stored_once_and_counted(asking: Flask, tmp_path: Path) -> None:
    one, other = a_response(), a_response()
    first, both = saved(tmp_path / "first.json", one), saved(tmp_path / "both.json", one, other)

    results = [run(asking, "responses", "import", *files) for files in ((first, both), (both,))]

    assert [result.exit_code for result in results] == [0, 0]
    assert results[0].output.splitlines() == [
        f"{first}: 1 stored, 0 stored before, 0 not taken",
        f"{both}: 1 stored, 1 stored before, 0 not taken",
    ]
    assert results[1].output.splitlines() == [f"{both}: 0 stored, 2 stored before, 0 not taken"]


def test_what_is_not_taken_is_named_without_a_word_of_what_it_holds(asking: Flask, tmp_path: Path) -> None:
    wrong = a_response(language="xx", answers={"open_change": "my secret"})
    file = saved(tmp_path / "saved.json", a_response(), wrong, {"answers": "my secret"})

    result = run(asking, "responses", "import", file)

    assert result.exit_code == 1
    assert (
        f"response 2 ({wrong['id']}) was not taken: the survey does not have this language" in result.output
    )
    assert "response 3 (without an id) was not taken: a response must have only the keys" in result.output
    assert f"{file}: 1 stored, 0 stored before, 2 not taken" in result.output
    assert "secret" not in result.output


def test_a_file_that_is_none_is_named_and_nothing_of_any_file_is_stored(
    asking: Flask, tmp_path: Path
) -> None:
    good, bad = saved(tmp_path / "good.json", a_response()), tmp_path / "bad.json"
    bad.write_text('{"format": "survey_app responses",\n "protocol": 1, "respon')

    refused, again = (
        run(asking, "responses", "import", good, bad),
        run(asking, "responses", "import", good),
    )

    assert (refused.exit_code, again.exit_code) == (1, 0)
    assert (
        "bad.json:2:17: the JSON is damaged or cut off; save the file on the device again" in refused.output
    )
    assert "Traceback" not in refused.output
    assert "1 stored, 0 stored before" in again.output


def test_a_reworded_question_is_published_and_its_stale_translations_are_warned_of(
    app: Flask, tmp_path: Path
) -> None:
    folder = shutil.copytree(PROJECT / "survey_app" / "library", tmp_path / "library")
    file = folder / "family.yaml"
    old = "How welcome do you feel at this school?"
    new = "Do you feel welcome at this school?"
    words = file.read_text().replace(old, new).replace("family-2026.3", "family-2026.4")
    file.write_text(words)

    checked, published = run(app, "survey", "check", file), run(app, "survey", "publish", file)

    assert (checked.exit_code, published.exit_code) == (0, 0)
    others = len(shipped_languages()) - 1
    assert checked.output.count("warning: texts/") == others
    assert "family.feel_welcome.ask" in checked.output
    assert f"look at {others} texts" in published.output
    with app.app_context():
        survey = published_survey(db.session.get(SurveyVersion, "family-2026.4").json)
        (welcome,) = (each for each in survey.questions() if each.name == "feel_welcome")
        assert welcome.ask.in_language("es") == (new, "en", False)


def test_a_fault_beside_a_warning_still_stops_a_survey(app: Flask, tmp_path: Path) -> None:
    folder = shutil.copytree(PROJECT / "survey_app" / "library", tmp_path / "library")
    file = folder / "family.yaml"
    file.write_text(
        file.read_text().replace("How welcome do you feel", "Do you").replace("minutes: 8", "minutes: 99")
    )

    published = run(app, "survey", "publish", file)

    assert published.exit_code == 1
    assert "minutes" in published.output
    assert "stale" not in published.output

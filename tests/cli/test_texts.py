"""texts export and import: a file goes out, comes back, and is taken only after a yes."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from survey_app.actions.surveys.catalog import publish_survey
from survey_app.actions.texts.read_texts import texts_in
from survey_app.config import read_settings
from survey_app.extensions import db
from survey_app.factory import create_app
from survey_app.store.tables import District
from survey_app.surveys.yaml_file import load_library

OURS = "24-65789"


@pytest.fixture
def app(sqlite_url, instance):
    app = create_app(read_settings({"DATABASE_URL": sqlite_url, "INSTANCE_PATH": str(instance)}))
    with app.app_context():
        publish_survey(db.session(), load_library()["family"], datetime.now(UTC))
        db.session.add(District(code=OURS, name="Merced Union High"))
        db.session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()


def run(app: Flask, *arguments: str, answer: str = ""):
    return app.test_cli_runner().invoke(args=["texts", *arguments], input=answer)


def title(app: Flask):
    with app.app_context():
        return texts_in(db.session(), OURS, "es")[0]


@pytest.mark.parametrize("form", ["po", "xlsx"])
def test_a_file_goes_out_and_changes_nothing_when_it_comes_back(app, tmp_path, form):
    out = tmp_path / f"texts.{form}"
    exported = run(app, "export", "--language", "es", "--format", form, "--out", str(out))
    imported = run(app, "import", str(out), "--language", "es", "--yes")

    assert (exported.exit_code, imported.exit_code) == (0, 0)
    assert exported.output.endswith("texts, 0 of them checked\n")
    assert imported.output == "took 0 texts\n"


@pytest.mark.parametrize(("answer", "words"), [("y\n", "Encuesta nueva"), ("n\n", "Encuesta para familias")])
def test_what_a_file_changes_is_shown_and_taken_after_a_yes(app, tmp_path, answer, words):
    file = tmp_path / "agency.po"
    file.write_text('msgctxt "family/title"\nmsgid "Family survey"\nmsgstr "Encuesta nueva"\n')

    said = run(app, "import", str(file), "--language", "es", answer=answer).output

    assert "family/title: Encuesta para familias -> Encuesta nueva" in said
    assert title(app).words == words


def test_the_name_of_who_checked_is_kept(app, tmp_path):
    file = tmp_path / "agency.po"
    file.write_text('msgctxt "family/title"\nmsgid "Family survey"\nmsgstr "Encuesta nueva"\n')

    run(app, "import", str(file), "--language", "es", "--reviewed-by", "Merced Translations", "--yes")

    assert (title(app).state, title(app).note, title(app).by) == (
        "reviewed",
        "Merced Translations",
        "operator",
    )


def test_a_language_that_no_text_is_in_is_refused_with_those_that_are(app, tmp_path):
    refused = run(app, "export", "--language", "xx", "--out", str(tmp_path / "x.po"))

    assert refused.exit_code == 1
    assert "no text here can be in the language 'xx'; the languages are " in refused.output

"""survey import and export: files come in as drafts and go out again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from survey_app.config import PROJECT, read_settings
from survey_app.extensions import db
from survey_app.factory import create_app
from survey_app.store.tables import District, SurveyDraft
from survey_app.surveys.exchange.files import read_file
from survey_app.surveys.xlsform.reading.read import read_workbook
from survey_app.surveys.yaml_file import load_library, load_survey
from tests.surveys.xlsform.workbooks import form

LIBRARY = PROJECT / "survey_app" / "library"


@pytest.fixture
def app(sqlite_url: str, instance: Path) -> Iterator[Flask]:
    app = create_app(read_settings({"DATABASE_URL": sqlite_url, "INSTANCE_PATH": str(instance)}))
    with app.app_context():
        db.session.add(District(code="24-65789", name="Merced"))
        db.session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()


def run(app: Flask, *arguments: str | Path) -> Result:
    return app.test_cli_runner().invoke(args=["survey", *(str(each) for each in arguments)])


def drafts(app: Flask) -> list[SurveyDraft]:
    with app.app_context():
        return list(db.session.query(SurveyDraft))


def test_a_published_survey_goes_out_and_comes_back_as_a_draft(app: Flask, tmp_path: Path) -> None:
    run(app, "publish", LIBRARY / "student.yaml")
    file = tmp_path / "student.xlsx"

    out = run(app, "export", "student", "--format", "xlsform", "--out", file)
    back = run(app, "import", file)

    survey = load_library()["student"]
    assert out.output == f"{survey.version} in {', '.join(survey.languages)}: {file}\n"
    assert "Student survey; 0 notes, 0 faults to mend" in back.output
    assert [draft.audience for draft in drafts(app)] == ["student"]


def test_yaml_goes_out_as_a_folder_that_loads_and_as_a_zip_that_comes_back(
    app: Flask, tmp_path: Path
) -> None:
    run(app, "publish", LIBRARY / "family.yaml")
    version = load_library()["family"].version

    assert run(app, "export", version, "--format", "yaml", "--out", tmp_path / "new").exit_code == 0
    assert run(app, "export", version, "--format", "yaml", "--out", tmp_path / "new.zip").exit_code == 0

    assert load_survey(tmp_path / "new" / "family.yaml") == load_library()["family"]
    assert read_file((tmp_path / "new.zip").read_bytes()).document == load_library()["family"].model_dump(
        mode="json"
    )
    assert "0 notes, 0 faults" in run(app, "import", tmp_path / "new.zip").output
    assert "0 faults" in run(app, "import", LIBRARY / "staff.yaml").output


def test_what_a_form_loses_is_said_and_a_look_stores_nothing(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "form.xlsx"
    file.write_bytes(form(("text", "a", "A?"), ("geopoint", "home", "Where?")))

    looked = run(app, "import", file, "--audience", "partner", "--check")

    assert "survey, row 3, type: geopoint: a place points at a person" in looked.output
    assert looked.output.endswith("form.xlsx: 2 notes; nothing was stored\n")
    assert drafts(app) == []


def test_what_cannot_be_read_or_written_is_one_clear_line(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"nothing")
    (tmp_path / "x.yaml").write_bytes(b"- [")

    for command, words in (
        (("import", tmp_path / "x.xlsx"), "this is not a spreadsheet"),
        (("import", tmp_path / "x.yaml"), "not YAML"),
        (("export", "poem", "--format", "yaml", "--out", tmp_path / "y"), "there is no survey poem"),
    ):
        result = run(app, *command)
        assert (result.exit_code, "Traceback" in result.output) == (1, False)
        assert words in result.output


def test_nothing_is_written_over(app: Flask, tmp_path: Path) -> None:
    run(app, "publish", LIBRARY / "student.yaml")
    (tmp_path / "kept").write_text("kept")

    for form_ in ("xlsform", "yaml"):
        assert (
            "already exists"
            in run(app, "export", "student", "--format", form_, "--out", tmp_path / "kept").output
        )
    assert "already exists" in run(app, "export", "student", "--format", "yaml", "--out", tmp_path).output
    missing = tmp_path / "no" / "x.xlsx"
    assert (
        "there is no folder" in run(app, "export", "student", "--format", "xlsform", "--out", missing).output
    )


def test_a_draft_of_a_form_has_a_district(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        db.session.add(District(code="24-1", name="Other"))
        db.session.commit()
    file = tmp_path / "form.xlsx"
    file.write_bytes(form(("text", "a", "A?")))

    assert "say which district" in run(app, "import", file).output
    assert run(app, "import", file, "--district", "24-1").exit_code == 0
    assert [draft.district for draft in drafts(app)] == ["24-1"]
    assert read_workbook(file.read_bytes()).document["audience"] == "family"

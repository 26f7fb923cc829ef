"""The zip: which files are in it, what they say of themselves, and that their sums and the ledger agree."""

import hashlib
import re

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from survey_app.actions.exports import format_files
from survey_app.actions.exports.export import export_zip
from survey_app.results.files.csv_files import defuse
from survey_app.store.database.engine import writing
from survey_app.store.tables import Link, School
from survey_app.surveys.text import Text
from tests.actions.exports.export_samples import count, fill, rows_in, set_up, unzipped
from tests.actions.exports.exporting import ANSWERS, BY, REQUEST, export
from tests.results.files.examples import a_spoken_survey


@pytest.mark.parametrize("has_extra", [True, False])
def test_the_zip_holds_the_files_that_the_contract_names(closed, engine, tmp_path, monkeypatch, has_extra):
    monkeypatch.setattr(format_files, "can_write_sav", lambda: has_extra)
    export(engine, tmp_path / "out.zip", languages=("es",))

    assert set(unzipped(tmp_path / "out.zip")) == {
        "student/responses.csv",
        "student/responses_labels_en.csv",
        "student/responses_labels_es.csv",
        "student/codebook.csv",
        "student/codebook.html",
        "student/ddi.xml",
        "student/redcap.csv",
        "student/responses.sps",
        "student/responses.xlsx",
        "student/read.R",
        "datapackage.json",
        "disclosure.txt",
        "README.txt",
        "SHA256SUMS",
        *(["student/responses.sav"] if has_extra else []),
    }


def test_a_format_that_cannot_be_made_is_named_and_stops_no_other(engine, tmp_path):
    survey = a_spoken_survey()
    section = survey.sections[0]
    questions = (section.questions[0].model_copy(update={"name": "to"}), *section.questions[1:])
    set_up(
        engine, survey.model_copy(update={"sections": (section.model_copy(update={"questions": questions}),)})
    )
    fill(engine, [{"to": "9", "needs": ["tutor"], "days": 3}] * 12)

    exported = export(engine, tmp_path / "out.zip")

    files = unzipped(tmp_path / "out.zip")
    readme = files["README.txt"].decode()
    for name in ("responses.sps", "responses.sav"):
        assert f"student/{name}" not in files
        assert f'  student/{name}: SPSS cannot read the file: SPSS reserves the word "to"' in readme
    assert "NOT MADE" in readme
    assert {"student/responses.csv", "student/read.R", "student/responses.xlsx"} <= set(files)
    assert len([notice for notice in exported.notices if notice.startswith("not made: student/")]) == 2


def test_no_cell_of_any_file_is_a_formula(engine, tmp_path):
    survey = a_spoken_survey()
    questions = tuple(
        each.model_copy(update={"ask": Text(words={"en": f"\u00ad=1+1 {each.name}"})})
        for each in survey.sections[0].questions
    )
    section = survey.sections[0].model_copy(update={"questions": questions})
    set_up(engine, survey.model_copy(update={"sections": (section,)}))
    fill(engine, ANSWERS)
    with engine.begin() as connection:
        connection.execute(update(School).values(name="\u3000\u2060@SUM(A1)"))
    export(engine, tmp_path / "out.zip", languages=("es", "pa"))

    files = {
        name: rows_in(text) for name, text in unzipped(tmp_path / "out.zip").items() if name.endswith(".csv")
    }
    cells = [(name, cell) for name, rows in files.items() for row in rows for cell in (*row, *row.values())]

    assert [at for at in cells if not re.fullmatch(r"-?\d+", at[1]) and defuse(at[1]) != at[1]] == []
    # Positive control: the words did get there.
    said = {name for name, cell in cells if cell.startswith(("'\u00ad=1+1", "'\u3000\u2060@SUM"))}
    assert said >= {"student/responses_labels_en.csv", "student/codebook.csv", "student/redcap.csv"}


def test_nothing_is_said_of_formats_when_every_one_is_made(closed, engine, tmp_path):
    exported = export(engine, tmp_path / "out.zip")

    assert b"NOT MADE" not in unzipped(tmp_path / "out.zip")["README.txt"]
    assert not any("not made" in notice for notice in exported.notices)


def test_the_zip_says_whether_rows_may_be_made_up(closed, engine, tmp_path):
    def said(name):
        export(engine, tmp_path / name)
        return unzipped(tmp_path / name)["disclosure.txt"].decode()

    assert "student: 24 rows, open links, so rows may be made up" in said("open.zip")
    with writing(engine) as connection:
        connection.execute(update(Link).where(Link.school == "atwater-high").values(access="codes"))
    assert "open links, so rows may be made up" in said("half.zip")
    with writing(engine) as connection:
        connection.execute(update(Link).values(access="codes"))
    assert "student: 24 rows, access codes" in said("codes.zip")


def test_the_sums_are_those_of_the_files(closed, engine, tmp_path):
    export(engine, tmp_path / "out.zip")

    files = unzipped(tmp_path / "out.zip")
    sums = dict(reversed(line.split("  ")) for line in files.pop("SHA256SUMS").decode().splitlines())
    assert sums == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def test_the_ledger_is_that_of_the_rows(closed, engine, tmp_path):
    export(engine, tmp_path / "out.zip")

    files = unzipped(tmp_path / "out.zip")
    assert b"Responses received: 24\r\n  = rows in responses.csv: 24\r\n" in files["disclosure.txt"]
    assert len(rows_in(files["student/responses.csv"])) == 24


def test_responses_that_came_but_are_not_in_the_box_are_told(closed, engine, tmp_path):
    count(engine, 15)

    export(engine, tmp_path / "out.zip")

    assert (
        b"15 responses that were received are not in the box"
        in unzipped(tmp_path / "out.zip")["disclosure.txt"]
    )


def test_a_sample_says_everywhere_that_nobody_said_it(engine, tmp_path):
    set_up(engine, sample=True)
    fill(engine, ANSWERS)

    exported = export(engine, tmp_path / "out.zip")

    assert "SIMULATED" in exported.notices[0]
    assert b"SIMULATED" in unzipped(tmp_path / "out.zip")["README.txt"]


def test_making_a_zip_reports_its_progress(closed, engine, tmp_path):
    told = []

    with Session(engine) as session:
        export_zip(session, REQUEST, tmp_path / "out.zip", BY, lambda *step: told.append(step))

    assert told == sorted(told)
    assert told[-1] == (100, 100)
    assert len(told) > 10

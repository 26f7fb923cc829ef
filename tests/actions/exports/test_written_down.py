"""Every export is in the audit log, and nothing is handed out that is not."""

import pytest
from sqlalchemy.orm import Session

from survey_app.actions import changing
from survey_app.actions.audit_log import OPERATOR, Actor, verify_log
from survey_app.actions.exports.export import export_comments, export_rows, export_zip
from tests.actions.exports.export_samples import NOW, ROUND
from tests.actions.exports.exporting import BY, export, hash_of, left_in, log


def test_every_export_is_written_down(closed, engine, tmp_path):
    export(engine, tmp_path / "out.zip", purpose=" for the LCAP ")
    export(engine, tmp_path / "rows", export_rows, school="atwater-high")

    whole, rows = log(engine)
    assert (whole.who, whole.at, whole.action, whole.subject) == (BY.who, NOW, "export zip", ROUND)
    assert whole.details == {
        "purpose": "for the LCAP",
        "rows": 24,
        "sha256": {"out.zip": hash_of(tmp_path / "out.zip")},
    }
    assert (rows.action, rows.details["school"], rows.details["rows"]) == ("export rows", "atwater-high", 24)
    files = sorted(path for path in (tmp_path / "rows").rglob("*") if path.is_file())
    assert rows.details["sha256"] == {path.relative_to(tmp_path).as_posix(): hash_of(path) for path in files}
    with Session(engine) as session:
        assert verify_log(session)[0] == 2


def test_each_file_of_a_single_survey_is_written_down_under_its_own_name(closed, engine, tmp_path):
    export(engine, tmp_path / "mine.csv", export_rows, languages=("es",))

    assert log(engine)[0].details["sha256"] == {
        name: hash_of(tmp_path / name) for name in ("mine.csv", "mine_labels_es.csv")
    }


def test_comments_are_written_down_too(closed, engine, tmp_path):
    with Session(engine) as session:
        export_comments(session, ROUND, None, tmp_path / "comments.csv", Actor(OPERATOR, NOW))

    act = log(engine)[0]
    assert (act.who, act.action, act.subject) == ("operator", "export comments", ROUND)
    assert act.details == {"sha256": {"comments.csv": hash_of(tmp_path / "comments.csv")}}


def test_nothing_is_handed_out_that_could_not_be_written_down(closed, engine, tmp_path, monkeypatch):
    def refuse(*_arguments, **_more):
        raise RuntimeError("the log is full")

    monkeypatch.setattr(changing, "record", refuse)
    for how, name in ((export_zip, "out.zip"), (export_rows, "rows"), (export_rows, "out.csv")):
        with pytest.raises(RuntimeError, match="full"):
            export(engine, tmp_path / name, how)
    with Session(engine) as session, pytest.raises(RuntimeError, match="full"):
        export_comments(session, ROUND, None, tmp_path / "comments.csv", BY)

    assert left_in(tmp_path) == []

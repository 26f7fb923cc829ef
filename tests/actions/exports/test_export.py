"""Export: whole files or none, from closed rounds only, with a ledger that adds up and a trace of who wanted what."""

import hashlib
import re
import secrets
from collections import Counter
from datetime import date

import pytest
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from survey_app.actions import changing
from survey_app.actions.audit_log import OPERATOR, Actor, show_log, verify_log
from survey_app.actions.exports import format_files
from survey_app.actions.exports.export import ExportRequest, export_comments, export_rows, export_zip
from survey_app.actions.responses.store_responses import store_responses
from survey_app.actions.rounds.lifecycle import finish_round
from survey_app.errors import ExportError, NotFound, RoundError
from survey_app.results.files.spreadsheet import defuse
from survey_app.store.database.engine import writing
from survey_app.store.tables import Box, Epoch, Link, OddInbox, ReceivedOnce, School
from survey_app.surveys.text import Text
from tests.actions.exports.export_samples import NOW, ROUND, count, fill, rows_in, set_up, unzipped
from tests.actions.responses.response_samples import DAY, a_submission, open_everything
from tests.actions.responses.response_samples import ROUND as BALLOT_ROUND
from tests.results.files.examples import a_spoken_survey

BY = Actor("ana@example.org", NOW)
REQUEST = ExportRequest(ROUND, "board meeting")
ANSWERS = [
    {"grade": "9", "needs": ["tutor", "facil"], "know": {"food": "yes"}, "days": 3, "wish": "words"}
] * 12
MORE = [{"grade": "10", "needs": None}] * 8 + [{}] * 4


@pytest.fixture
def closed(engine):
    set_up(engine)
    fill(engine, ANSWERS + MORE)


def export(engine, out, how=export_zip, **changes):
    with Session(engine) as session:
        return how(session, ExportRequest(**{**vars(REQUEST), **changes}), out, BY)


def log(engine):
    with Session(engine) as session:
        return show_log(session, None).acts[::-1]


def hash_of(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def left_in(folder):
    return sorted(
        path.name for path in folder.iterdir() if not path.name.startswith(("survey.sqlite", "keys"))
    )


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


def test_where_every_format_is_made_nothing_is_said_of_it(closed, engine, tmp_path):
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


def test_the_rows_say_exactly_what_was_sent(closed, engine, tmp_path):
    export(engine, tmp_path / "out.zip")

    rows = rows_in(unzipped(tmp_path / "out.zip")["student/responses.csv"])
    cells = Counter(
        tuple(row[name] for name in ("school", "survey", "needs", "needs_tutor", "days")) for row in rows
    )
    assert cells == {
        ("atwater-high", "student", "tutor facil", "1", ""): 12,
        ("atwater-high", "student", "-88", "-88", ""): 8,
        ("atwater-high", "student", "-77", "-77", ""): 4,
    }


def test_columns_that_nobody_chose_exist_and_say_zero(closed, engine, tmp_path):
    export(engine, tmp_path / "out.zip")

    rows = rows_in(unzipped(tmp_path / "out.zip")["student/responses.csv"])
    assert Counter(row["needs_other"] for row in rows if row["needs"] == "tutor facil") == {"0": 12}


def test_words_never_reach_the_rows(closed, engine, tmp_path):
    export(engine, tmp_path / "out.zip")

    rows = rows_in(unzipped(tmp_path / "out.zip")["student/responses.csv"])
    assert not {"wish", "wish_1"} & set(rows[0])


def test_labels_are_the_same_rows_in_the_same_order(closed, engine, tmp_path):
    export(engine, tmp_path / "out.zip", languages=("pa", "ar", "es"))

    files = unzipped(tmp_path / "out.zip")
    codes = rows_in(files["student/responses.csv"])
    for language, words in (
        ("pa", "ਪੜ੍ਹਾਈ; ＝ਬਾਥਰੂਮ"),
        ("es", "Clases de apoyo; Baños"),
        ("ar", "دروس; -Bathrooms"),
    ):
        labels = rows_in(files[f"student/responses_labels_{language}.csv"])
        question = next(name for name in labels[0] if name.endswith("[needs]"))
        assert [row["row"] for row in labels] == [row["row"] for row in codes]
        assert words in {row[question] for row in labels}


def test_row_numbers_and_order_are_fresh_in_every_file(closed, engine, tmp_path):
    for name in ("one.csv", "two.csv"):
        export(engine, tmp_path / name, export_rows)

    one, two = (rows_in((tmp_path / name).read_bytes()) for name in ("one.csv", "two.csv"))
    assert not {row["row"] for row in one} & {row["row"] for row in two}
    assert [row["grade"] for row in one] != [row["grade"] for row in two]


def test_row_numbers_are_text_to_a_spreadsheet(closed, engine, tmp_path):
    export(engine, tmp_path / "out.csv", export_rows)

    assert all(row["row"].startswith("r") for row in rows_in((tmp_path / "out.csv").read_bytes()))


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


def test_rows_come_in_a_folder_per_survey_or_as_one_file(closed, engine, tmp_path):
    export(engine, tmp_path / "rows", export_rows, languages=("es",))
    export(engine, tmp_path / "mine.csv", export_rows, languages=("es",))

    assert left_in(tmp_path / "rows" / "student") == ["responses.csv", "responses_labels_es.csv"]
    assert left_in(tmp_path) == ["mine.csv", "mine_labels_es.csv", "rows"]


def test_a_round_with_two_surveys_has_two_folders_and_no_single_file(engine, tmp_path):
    staff = a_spoken_survey(name="staff", audience="staff", version="staff-2026.1")
    set_up(engine, a_spoken_survey(), staff)
    fill(engine, ANSWERS)
    fill(engine, ANSWERS, version="staff-2026.1", audience="staff")

    export(engine, tmp_path / "rows", export_rows)

    assert left_in(tmp_path / "rows") == ["staff", "student"]
    with pytest.raises(ExportError, match=r"2 surveys \(staff, student\); choose one with --survey"):
        export(engine, tmp_path / "one.csv", export_rows)
    assert export(engine, tmp_path / "one.csv", export_rows, survey="staff").rows == 12


def test_two_versions_of_a_survey_share_one_file(engine, tmp_path):
    set_up(engine, a_spoken_survey(), a_spoken_survey(version="student-2026.2"))
    fill(engine, ANSWERS)
    fill(engine, ANSWERS, version="student-2026.2")

    export(engine, tmp_path / "out.csv", export_rows)

    rows = rows_in((tmp_path / "out.csv").read_bytes())
    assert Counter(row["version"] for row in rows) == {"student-2026.1": 12, "student-2026.2": 12}


def test_fewer_than_eleven_are_told_plainly_and_nothing_is_shown(engine, tmp_path):
    set_up(engine)
    fill(engine, ANSWERS[:7])

    exported = export(engine, tmp_path / "out.zip")

    files = unzipped(tmp_path / "out.zip")
    assert exported.rows == 0
    assert "fewer than 11 responses were received." in exported.notices[0]
    assert rows_in(files["student/responses.csv"]) == []
    assert files["student/responses.csv"].startswith(b"\xef\xbb\xbfrow,school,")
    assert b"fewer than 11 responses were received" in files["README.txt"]
    assert b"fewer than 11 responses were received" in files["disclosure.txt"]


def test_a_small_school_is_pooled_and_its_own_file_says_so(closed, engine, tmp_path):
    fill(engine, ANSWERS[:5], school="sequoia-high")

    whole = export(engine, tmp_path / "out.csv", export_rows)
    part = export(engine, tmp_path / "part.csv", export_rows, school="sequoia-high")

    schools = Counter(row["school"] for row in rows_in((tmp_path / "out.csv").read_bytes()))
    assert (whole.rows, part.rows) == (29, 0)
    assert schools == {"atwater-high": 11, "other_schools": 18}
    assert "fewer than 11 responses were received from Sequoia High" in part.notices[0]


def test_the_file_of_a_school_holds_its_rows_alone(closed, engine, tmp_path):
    fill(engine, ANSWERS, school="sequoia-high")

    export(engine, tmp_path / "out.zip", school="sequoia-high")

    rows = rows_in(unzipped(tmp_path / "out.zip")["student/responses.csv"])
    assert Counter(row["school"] for row in rows) == {"sequoia-high": 12}


def test_a_sample_says_everywhere_that_nobody_said_it(engine, tmp_path):
    set_up(engine, sample=True)
    fill(engine, ANSWERS)

    exported = export(engine, tmp_path / "out.zip")

    assert "SIMULATED" in exported.notices[0]
    assert b"SIMULATED" in unzipped(tmp_path / "out.zip")["README.txt"]


@pytest.mark.parametrize("state", ["open", "rehearsal"])
def test_only_closed_rounds_are_exported(engine, tmp_path, state):
    set_up(engine, state=state)

    with pytest.raises(RoundError, match=f"is {state}; finish it before you export rows: `round finish"):
        export(engine, tmp_path / "out.zip")


def test_responses_that_wait_to_be_mixed_hold_the_export(closed, engine, tmp_path):
    nullifier = secrets.token_bytes(32)
    with engine.begin() as connection:
        connection.execute(insert(Epoch), [{"number": 1, "public_key": b"k", "state": "current", "day": DAY}])
        connection.execute(
            insert(ReceivedOnce), [{"nullifier": nullifier, "round": ROUND, "response_hash": nullifier}]
        )
        connection.execute(insert(OddInbox), [{"nullifier": nullifier, "epoch": 1, "sealed": b"s"}])

    with pytest.raises(RoundError, match="run `seal`"):
        export(engine, tmp_path / "out.zip")


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"round": "no-round"}, NotFound, "`round list` shows"),
        ({"school": "no-school"}, NotFound, "no-school does not take part"),
        ({"survey": "family"}, NotFound, "no survey family"),
        (
            {"languages": ("xx",)},
            ExportError,
            "no survey of this round is in xx; the languages are: ar, en, es, pa",
        ),
        ({"purpose": "  "}, ExportError, "say what the rows are for"),
        ({"purpose": "x" * 501}, ExportError, "500 characters"),
    ],
)
def test_what_cannot_be_given_is_refused_with_the_remedy(closed, engine, tmp_path, changes, error, message):
    with pytest.raises(error, match=message):
        export(engine, tmp_path / "out.zip", **changes)

    assert left_in(tmp_path) == []
    assert log(engine) == []


def test_a_folder_that_is_there_is_not_overwritten(closed, engine, tmp_path):
    (tmp_path / "rows").mkdir()

    with pytest.raises(ExportError, match="already exists"):
        export(engine, tmp_path / "rows", export_rows)


def test_a_zip_does_not_take_the_place_of_a_folder(closed, engine, tmp_path):
    with pytest.raises(ExportError, match="is a folder"):
        export(engine, tmp_path)


def test_a_missing_folder_is_named(closed, engine, tmp_path):
    with pytest.raises(ExportError, match="no folder"):
        export(engine, tmp_path / "nowhere" / "out.zip")


def test_whoever_waits_for_a_zip_is_told_how_far_it_is(closed, engine, tmp_path):
    told = []

    with Session(engine) as session:
        export_zip(session, REQUEST, tmp_path / "out.zip", BY, lambda *step: told.append(step))

    assert told == sorted(told)
    assert told[-1] == (100, 100)
    assert len(told) > 10


def test_an_export_that_fails_leaves_nothing_behind(closed, engine, tmp_path):
    with engine.begin() as connection:
        connection.execute(update(Box).values(answers="{"))

    for how, name in ((export_zip, "out.zip"), (export_rows, "out.csv"), (export_rows, "rows")):
        with pytest.raises(ValueError, match="EOF"):
            export(engine, tmp_path / name, how)

    assert left_in(tmp_path) == []
    assert log(engine) == []


def test_the_box_gives_exactly_what_came_in_by_the_door(engine, keys, tmp_path):
    open_everything(engine)
    sent = ["some"] * 14 + ["little"] * 11 + [None] * 3
    with writing(engine) as connection:
        store_responses(connection, keys, [a_submission({"belong": one}) for one in sent], date(2027, 4, 6))
    finish_round(engine, keys, BALLOT_ROUND)

    export(engine, tmp_path / "out.csv", export_rows, round=BALLOT_ROUND)

    rows = rows_in((tmp_path / "out.csv").read_bytes())
    assert Counter(row["belong"] for row in rows) == {"some": 14, "little": 11, "-88": 3}

"""Rows: they say what was sent, in a fresh order, and pool the few."""

from collections import Counter
from datetime import date

import pytest

from survey_app.actions.exports.export import export_rows
from survey_app.actions.responses.store_responses import store_responses
from survey_app.actions.rounds.lifecycle import finish_round
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.errors import ExportError
from survey_app.store.database.engine import writing
from tests.actions.exports.export_samples import fill, rows_in, set_up, unzipped
from tests.actions.exports.exporting import ANSWERS, export, left_in
from tests.actions.responses.response_samples import ROUND as BALLOT_ROUND
from tests.actions.responses.response_samples import a_submission, open_everything
from tests.results.files.examples import a_spoken_survey


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


def test_the_box_gives_exactly_what_came_in_by_the_door(engine, keys, tmp_path):
    open_everything(engine)
    sent = ["some"] * 14 + ["little"] * 11 + [None] * 3
    begin_epoch(engine, keys, date(2027, 4, 6))
    with writing(engine) as connection:
        store_responses(connection, [a_submission({"belong": one}) for one in sent], date(2027, 4, 6))
    finish_round(engine, keys, BALLOT_ROUND)

    export(engine, tmp_path / "out.csv", export_rows, round=BALLOT_ROUND)

    rows = rows_in((tmp_path / "out.csv").read_bytes())
    assert Counter(row["belong"] for row in rows) == {"some": 14, "little": 11, "-88": 3}

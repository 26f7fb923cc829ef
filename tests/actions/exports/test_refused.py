"""Exports that are refused or fail name the remedy and leave nothing behind."""

import secrets

import pytest
from sqlalchemy import insert, update

from survey_app.actions.exports.export import export_rows, export_zip
from survey_app.errors import ExportError, NotFound, RoundError
from survey_app.store.tables import Box, Epoch, OddInbox, ReceivedOnce
from tests.actions.exports.export_samples import ROUND, set_up
from tests.actions.exports.exporting import export, left_in, log
from tests.actions.responses.response_samples import DAY


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
def test_an_impossible_export_is_refused_with_the_remedy(closed, engine, tmp_path, changes, error, message):
    with pytest.raises(error, match=message):
        export(engine, tmp_path / "out.zip", **changes)

    assert left_in(tmp_path) == []
    assert log(engine) == []


def test_an_existing_folder_is_not_overwritten(closed, engine, tmp_path):
    (tmp_path / "rows").mkdir()

    with pytest.raises(ExportError, match="already exists"):
        export(engine, tmp_path / "rows", export_rows)


def test_a_zip_does_not_take_the_place_of_a_folder(closed, engine, tmp_path):
    with pytest.raises(ExportError, match="is a folder"):
        export(engine, tmp_path)


def test_a_missing_folder_is_named(closed, engine, tmp_path):
    with pytest.raises(ExportError, match="no folder"):
        export(engine, tmp_path / "nowhere" / "out.zip")


def test_an_export_that_fails_leaves_nothing_behind(closed, engine, tmp_path):
    with engine.begin() as connection:
        connection.execute(update(Box).values(answers="{"))

    for how, name in ((export_zip, "out.zip"), (export_rows, "out.csv"), (export_rows, "rows")):
        with pytest.raises(ValueError, match="EOF"):
            export(engine, tmp_path / name, how)

    assert left_in(tmp_path) == []
    assert log(engine) == []

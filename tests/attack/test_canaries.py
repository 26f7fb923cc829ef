"""Marked responses are searched for in every file: nowhere while they wait, only in box and comment afterwards."""

import base64
import logging
import shutil
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from survey_app.actions.rounds.lifecycle import finish_round
from survey_app.store.database.engine import make_engine
from tests.actions.responses.response_samples import ROUND, open_everything
from tests.attack.conftest import Scene, take_sqlite_files
from tests.attack.readers import files_below
from tests.attack.scenes import ANSWER, NAIVE, SALT, SEALS, WORDS, answer_one_by_one, spellings_of_id, tag

KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=KINDS)
def scene(request: pytest.FixtureRequest) -> Scene:
    scene: Scene = request.getfixturevalue(f"{request.param}_scene")
    return scene


def found(folder: Path, needles: list[bytes]) -> Counter[str]:
    """In which files how many of the needles lie."""
    hits = {path.name: sum(needle in content for needle in needles) for path, content in files_below(folder)}
    return Counter({name: count for name, count in hits.items() if count})


MARKS = [f"{ANSWER}-".encode(), f"{WORDS}-".encode()]
"""Every answer and every free text begins with one of them."""
SALTS = [f"{SALT}-".encode(), base64.b64encode(f"{SALT}-0".encode())]
"""How every salt begins, as bytes and in base64."""


def ids(scene: Scene) -> list[bytes]:
    # Only some: searching for all of them takes long and shows no more.
    return [spelling for submission in scene.submissions[::30] for spelling in spellings_of_id(submission)]


def test_while_responses_wait_no_file_holds_anything_of_them(scene):
    assert found(scene.waiting, [*MARKS, *SALTS]) == {}
    assert found(scene.keys, [*MARKS, *ids(scene)]) == {}


def test_in_naive_tables_the_files_hold_everything(scene):
    needles = [tag(NAIVE, person).encode() for person in range(0, 900, 9)]

    assert found(scene.naive, needles).total() >= 100


def test_a_response_that_lay_in_the_inbox_in_clear_would_be_found(sqlite_url, closing, tmp_path):
    engine = closing(make_engine(sqlite_url))
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO epoch (number, public_key, state, day) VALUES (1, x'00', 'current', '2027-04-06')"
        )
        connection.exec_driver_sql("INSERT INTO inbox_odd VALUES (x'00', 1, 'answ-00001-answ')")

    assert found(take_sqlite_files(engine, tmp_path / "taken"), [b"answ-00001-answ"]) == {
        "survey.sqlite-wal": 1
    }


def test_no_id_of_a_response_is_ever_on_disk(scene):
    for moment in (scene.waiting, scene.committed, scene.sealed):
        assert found(moment, ids(scene)) == {}


def test_no_salt_of_a_response_is_ever_on_disk(scene, tmp_path):
    for moment in (scene.waiting, scene.committed, scene.sealed, scene.keys):
        assert found(moment, SALTS) == {}
    # Whoever stored it in bytes or in words would be found out.
    (tmp_path / "bytes").write_bytes(b"x" + scene.submissions[7].salt)
    (tmp_path / "words").write_bytes(base64.urlsafe_b64encode(scene.submissions[8].salt))
    assert found(tmp_path, SALTS) == {"bytes": 1, "words": 1}


def test_after_sealing_sqlite_holds_responses_only_in_box_and_comment(sqlite_scene, tmp_path):
    (path,) = shutil.copytree(sqlite_scene.sealed, tmp_path / "copy").glob("*.sqlite")
    before = found(path.parent, MARKS)

    without_box_and_comment(path)

    assert before == {path.name: 2}
    assert found(path.parent, MARKS) == {}


def test_a_response_beside_box_and_comment_would_be_found(sqlite_scene, tmp_path):
    (path,) = shutil.copytree(sqlite_scene.sealed, tmp_path / "copy").glob("*.sqlite")
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE log (line TEXT)")
        connection.execute("INSERT INTO log VALUES ('stored answ-00009-answ')")
    connection.close()

    without_box_and_comment(path)

    assert found(path.parent, MARKS) == {path.name: 1}


def without_box_and_comment(path: Path) -> None:
    """Overwrite what these two tables hold with zeros, and only that."""
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in (
        "PRAGMA secure_delete=ON",
        "DELETE FROM box",
        "DELETE FROM comment",
        "PRAGMA wal_checkpoint(TRUNCATE)",
    ):
        connection.execute(statement)
    connection.close()


@pytest.mark.postgres
def test_after_sealing_postgres_holds_responses_only_in_box_and_comment(postgres_scene):
    with postgres_scene.engine.connect() as connection:
        paths = connection.execute(
            text("SELECT pg_relation_filepath(oid) FROM pg_class WHERE relname IN ('box', 'comment')")
        ).scalars()
        expected = {Path(path).name for path in paths}

    in_tables = found(postgres_scene.sealed / "base", MARKS)

    assert set(in_tables) == expected
    assert found(postgres_scene.sealed, MARKS)["log"] == 0


@pytest.mark.postgres
def test_the_planner_keeps_no_answer_and_no_word(postgres_scene):
    """Postgres analyzes tables by itself at any time. What it notes would outlive a response that is deleted."""
    naive = statistics(postgres_scene.naive_engine)
    with postgres_scene.engine.begin() as connection:
        reviewed = "INSERT INTO comment_review SELECT id, 'shown', body, '[]', false FROM comment"
        assert connection.execute(text(reviewed)).rowcount > 1
    ours = statistics(postgres_scene.engine)
    with postgres_scene.engine.begin() as connection:
        connection.execute(text("DELETE FROM comment_review"))

    assert f"{NAIVE}-" in naive
    assert "merced-high" in ours
    assert [mark for mark in MARKS if mark.decode() in ours] == []


def statistics(engine: Engine) -> str:
    """All values of columns that the planner notes."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
        values = (
            "SELECT most_common_vals::text, histogram_bounds::text FROM pg_stats WHERE schemaname = 'public'"
        )
        return str(connection.execute(text(values)).all())


def test_what_waited_cannot_be_opened_any_more(scene):
    assert len(list(scene.keys.iterdir())) == 1
    with scene.engine.connect() as connection:
        states = connection.execute(text("SELECT state FROM epoch ORDER BY number")).scalars().all()
    assert states == ["destroyed"] * SEALS + ["current"]


@pytest.mark.parametrize("kind", KINDS)
def test_logs_of_the_app_hold_nothing_of_a_response(request, kind, keys, closing, caplog):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, "sqlalchemy")
    engine = closing(make_engine(request.getfixturevalue(f"{kind}_url")))
    open_everything(engine)

    submissions = answer_one_by_one(engine, keys, range(3))
    finish_round(engine, keys, ROUND)

    assert "INSERT INTO inbox" in caplog.text
    needles = [*MARKS, *SALTS, *(spelling for each in submissions for spelling in spellings_of_id(each))]
    assert not [needle for needle in needles if needle in caplog.text.encode()]

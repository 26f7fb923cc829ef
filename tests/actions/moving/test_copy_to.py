"""A district moves from SQLite to Postgres: all of it, once, or not at all."""

import shutil
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, insert, make_url, select, text
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import OPERATOR, Actor, verify_log
from survey_app.actions.moving.copy_to import undo_move
from survey_app.actions.responses.store_responses import Submission, store_responses
from survey_app.actions.responses.writer import ResponseWriter
from survey_app.actions.results.read_results import verify_releases
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.sealing.seal import seal_now
from survey_app.config import day_of_last_count
from survey_app.errors import Busy, MoveError, NotReady
from survey_app.store.database.engine import make_engine, writing
from survey_app.store.database.moved import refuse_moved
from survey_app.store.responses.inbox import count_waiting
from survey_app.store.tables import (
    Account,
    AuditEntry,
    Base,
    Box,
    Comment,
    Job,
    OddInbox,
    ReceivedOnce,
    School,
)
from tests.actions.moving.everything import NOW, count_rows, fill_empty_tables, move, store
from tests.actions.responses.response_samples import ROUND, a_submission
from tests.conftest import administer

pytestmark = pytest.mark.postgres


def waiting(engine: Engine) -> int:
    with engine.connect() as connection:
        return count_waiting(connection)


def test_every_table_arrives_with_every_row(
    prepared: Path, tmp_path: Path, target: Engine, closing: Callable[[Engine], Engine]
) -> None:
    file = shutil.copy(prepared / "survey.sqlite", tmp_path / "survey.sqlite")
    source = closing(make_engine(f"sqlite:///{file}"))
    fill_empty_tables(source)

    done = move(source, target)

    rows = count_rows(source)
    assert min(rows.values()) > 0, "the sample must have a row in every table"
    assert count_rows(target) == rows == {table.table: table.rows for table in done.tables}
    with Session(source) as before, Session(target) as after:
        assert verify_log(after) == verify_log(before)
        assert verify_releases(after) == verify_releases(before) > 0
        assert content(before) == content(after)


def content(session: Session) -> list[object]:
    """A few tables as the app reads them: bytes, JSON, moments, words with every kind of character."""
    session.expire_all()
    comments = session.execute(select(Comment.id, Comment.body).order_by(Comment.id)).all()
    schools = session.execute(select(School.slug, School.enrollment_by_grade).order_by(School.slug)).all()
    at = [job.created_at.replace(tzinfo=None) for job in session.scalars(select(Job))]
    return [
        comments,
        schools,
        at,
        session.execute(select(Account.email, Account.schools, Account.totp)).all(),
    ]


def test_what_waits_can_be_sealed_and_stored_once_there(
    source: Engine, target: Engine, keys: EpochKeys
) -> None:
    store(source, 30)
    again = a_submission()
    with writing(source) as connection:
        store_responses(connection, [again], day_of_last_count())

    move(source, target)

    with writing(target) as connection:
        store_responses(connection, [again], day_of_last_count())
    assert waiting(target) == 31
    assert seal_now(target, keys, day_of_last_count()) == 20
    assert waiting(target) == 11


def test_numbers_that_postgres_gives_go_on_after_those_that_came(source: Engine, target: Engine) -> None:
    new = {
        "role": "district_admin",
        "schools": [],
        "languages": [],
        "name": "A",
        "created_at": datetime.now(UTC),
    }
    with writing(source) as connection:
        connection.execute(insert(Account).values(id=41, email="a@example.org", is_disabled=False, **new))

    move(source, target)

    with writing(target) as connection:
        connection.execute(insert(Account).values(email="b@example.org", is_disabled=False, **new))
        assert connection.scalars(select(Account.id).order_by(Account.id)).all() == [41, 42]


def test_the_place_of_a_row_tells_nothing(source: Engine, target: Engine, keys: EpochKeys) -> None:
    store(source, 60)
    seal_now(source, keys, day_of_last_count())
    store(source, 20)

    move(source, target)

    with target.connect() as connection:
        for key in (Box.id, ReceivedOnce.nullifier, OddInbox.nullifier):
            placed = connection.scalars(select(key).order_by(text("ctid"))).all()
            assert placed == sorted(placed)
        assert connection.scalar(select(func.count(text("DISTINCT xmin::text"))).select_from(Box)) == 1


def test_an_empty_database_gets_its_tables(
    source: Engine, postgres_server: str, closing: Callable[[Engine], Engine]
) -> None:
    administer(postgres_server, "CREATE DATABASE survey_moved")
    target = closing(
        make_engine(str(make_url(postgres_server).set(database="survey_moved").render_as_string(False)))
    )
    try:
        move(source, target)
        assert count_rows(target)["school"] == 2
    finally:
        target.dispose()
        administer(postgres_server, "DROP DATABASE survey_moved WITH (FORCE)")


# --- people who send meanwhile, and afterwards -----------------------------------------------------------


class Senders:
    """People who send one response after the other, until the door is closed for good."""

    def __init__(self, engine: Engine) -> None:
        self.acknowledged: list[Submission] = []
        self.refused: list[Submission] = []
        self.many, self.is_moved = threading.Event(), threading.Event()
        self._writer = ResponseWriter(engine, patience=0.3)
        self._threads = [threading.Thread(target=self._send) for _ in range(3)]
        for thread in self._threads:
            thread.start()

    def _send(self) -> None:
        while not (self.is_moved.is_set() and self.refused):
            submission = a_submission()
            try:
                self._writer.submit(submission)
            except Busy:
                self.refused.append(submission)
            else:
                self.acknowledged.append(submission)
            if len(self.acknowledged) >= 20 or self.refused:
                self.many.set()

    def end(self) -> None:
        self.is_moved.set()
        for thread in self._threads:
            thread.join()
        self._writer.stop()


def test_nothing_is_acknowledged_that_the_copy_lacks(source: Engine, target: Engine) -> None:
    senders = Senders(source)
    senders.many.wait()
    move(source, target)
    senders.end()

    stored, refused = len(senders.acknowledged), len(senders.refused)
    assert stored >= 1
    assert refused >= 1
    assert waiting(source) == waiting(target) == stored
    later = ResponseWriter(target)
    for submission in [*senders.acknowledged, *senders.refused]:
        later.submit(submission)
    later.stop()
    assert waiting(target) == stored + refused


def test_the_old_database_takes_nothing_and_says_where_its_rows_are(
    source: Engine, target: Engine, keys: EpochKeys
) -> None:
    store(source, 1)
    move(source, target)

    with source.connect() as connection, pytest.raises(NotReady, match=r"have moved to .*copy-to --undo"):
        refuse_moved(connection)
    with pytest.raises(Exception, match="have moved"):
        store(source, 1)
    keys_before = sorted(keys.folder.iterdir())
    with pytest.raises(Exception, match="have moved"):
        seal_now(source, keys, day_of_last_count())
    assert sorted(keys.folder.iterdir()) == keys_before
    with pytest.raises(NotReady, match="have moved"):
        move(source, target)


def test_a_move_can_be_undone_and_done_again(
    source: Engine, target: Engine, keys: EpochKeys, postgres_server: str
) -> None:
    actor = Actor(OPERATOR, NOW)
    move(source, target)
    undo_move(source, actor)

    store(source, 1)

    with Session(source) as session:
        acts = session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)).all()
        verify_log(session)
    assert acts[-2:] == ["database move", "database move undone"]
    with pytest.raises(MoveError, match="nothing to undo"):
        undo_move(source, actor)
    with pytest.raises(MoveError, match="already has rows"):
        move(source, target)


def test_the_table_list_is_that_of_the_database(source: Engine, target: Engine) -> None:
    with source.connect() as connection:
        held = set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")))

    done = move(source, target)

    assert {table.table for table in done.tables} == set(Base.metadata.tables) == held - {"alembic_version"}
    assert ROUND in str(content_of_rounds(target))


def content_of_rounds(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        return list(connection.scalars(text("SELECT key FROM round")))

"""Engines: durable, discreet, fair to writers."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from sqlalchemy import create_engine, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import record, verify_log
from survey_app.store.database.engine import begin_writing, prepare_engine, writing
from survey_app.store.tables import Comment, District

SECRET = "my father lost his work"
sqlite_only = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
postgres_only = pytest.mark.parametrize(
    "database", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


def add_counter(engine):
    with writing(engine) as connection:
        connection.execute(insert(District).values(code="0", name="0"))


def counter(engine):
    with engine.connect() as connection:
        return int(connection.execute(select(District.name)).scalar_one())


def raise_by_one(connection):
    """Read, then write what was read plus one: loses updates unless writers take turns."""
    name = connection.execute(select(District.name).with_for_update()).scalar_one()
    connection.execute(update(District).values(name=str(int(name) + 1)))


def test_no_update_is_lost_between_writers(engine):
    add_counter(engine)

    def work(_):
        with writing(engine) as connection:
            raise_by_one(connection)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(120)))
    assert counter(engine) == 120


def test_no_update_is_lost_between_sessions_that_write(engine):
    add_counter(engine)

    def work(_):
        with Session(engine) as session:
            begin_writing(session)
            raise_by_one(session.connection())
            session.commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(40)))
    assert counter(engine) == 40


@sqlite_only
def test_a_transaction_that_did_not_say_it_writes_fails_rather_than_lose_an_update(engine):
    add_counter(engine)
    with Session(engine) as reader:
        reader.execute(select(District.name)).scalar_one()
        with writing(engine) as connection:
            raise_by_one(connection)

        with pytest.raises(OperationalError, match="locked"):
            raise_by_one(reader.connection())


@sqlite_only
def test_drivers_own_transactions_lose_updates(database, closing):
    naive = closing(create_engine(database))
    with naive.begin() as connection:
        connection.execute(insert(District).values(code="0", name="0"))
    both_have_read = threading.Barrier(2)

    def work(_):
        with naive.begin() as connection:
            name = connection.execute(select(District.name)).scalar_one()
            both_have_read.wait()
            connection.execute(update(District).values(name=str(int(name) + 1)))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    assert counter(naive) == 1


@sqlite_only
def test_sqlite_is_durable_overwrites_what_is_deleted_and_checks_references(engine):
    with engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in (
                "page_size",
                "journal_mode",
                "synchronous",
                "secure_delete",
                "foreign_keys",
                "busy_timeout",
            )
        }
    assert pragmas == {
        "page_size": 8192,
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "busy_timeout": 5000,
    }


@postgres_only
def test_postgres_acknowledges_only_what_is_on_disk(engine):
    with engine.connect() as connection:
        connection.rollback()
        assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == "on"


@pytest.fixture
def an_engine_made_elsewhere(database, closing):
    """An engine that somebody else made, such as Flask-SQLAlchemy."""
    return closing(create_engine(database))


def failing_insert(engine):
    """The words of the error when a comment of no round is stored."""
    row = {"id": b"1", "round": None, "school": "s", "version": "v", "question": "q", "body": SECRET}
    with pytest.raises(IntegrityError) as raised, engine.begin() as connection:
        connection.execute(insert(Comment).values(row))
    return f"{raised.value} {raised.value.orig!r} {raised.value.orig}"


def test_the_error_of_a_refused_row_does_not_quote_it(an_engine_made_elsewhere):
    prepare_engine(an_engine_made_elsewhere)

    words = failing_insert(an_engine_made_elsewhere)

    assert SECRET not in words
    assert "round" in words


def test_an_engine_that_was_not_prepared_quotes_the_row(an_engine_made_elsewhere):
    assert SECRET in failing_insert(an_engine_made_elsewhere)


def test_preparing_twice_does_no_harm(engine):
    prepare_engine(engine)

    add_counter(engine)

    assert counter(engine) == 0


def test_sessions_that_write_wait_in_line_however_many_there_are(engine, now):
    """Sixteen threads, thirty entries each, in one log: SQLite's own waiting would let some of them starve."""

    def write(number: int) -> None:
        for subject in range(30):
            with Session(engine) as session:
                begin_writing(session)
                record(
                    session.connection(), f"{number}@example.org", "test", str(subject), now, district=None
                )
                session.commit()

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(write, range(16)))

    with Session(engine) as session:
        assert verify_log(session)[0] == 480


def test_the_turn_of_a_session_ends_when_its_transaction_fails(engine, now):
    with Session(engine) as session:
        begin_writing(session)
        session.rollback()
    with Session(engine) as session, suppress(DBAPIError):
        begin_writing(session)
        session.execute(text("SELECT nothing FROM nowhere"))

    with writing(engine) as connection:
        record(connection, "ana@example.org", "test", "free", now, district=None)


def test_a_session_that_read_before_it_writes_sees_what_others_wrote_in_between(engine):
    add_counter(engine)
    with Session(engine) as session:
        district = session.get(District, "0")
        assert district.name == "0"
        with writing(engine) as connection:
            connection.execute(update(District).values(name="1"))

        begin_writing(session)
        district.name = str(int(district.name) + 1)
        session.commit()

    assert counter(engine) == 2


def test_a_change_before_the_turn_is_a_mistake_that_is_named(engine):
    with Session(engine) as session:
        session.get(District, "0")
        session.add(District(code="1", name="1"))
        with pytest.raises(RuntimeError, match="before the first change"):
            begin_writing(session)

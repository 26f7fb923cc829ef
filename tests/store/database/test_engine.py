"""Engines: durable, discreet, fair to writers."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing as closing_now
from contextlib import suppress

import pytest
from sqlalchemy import create_engine, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import record, verify_log
from survey_app.store.database.engine import prepare_engine, write_lock, writing
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
        with Session(engine) as session, writing(session) as connection:
            raise_by_one(connection)

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
            with Session(engine) as session, writing(session) as connection:
                record(connection, f"{number}@example.org", "test", str(subject), now, district=None)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(write, range(16)))

    with Session(engine) as session:
        assert verify_log(session)[0] == 480


def test_the_turn_of_a_session_ends_when_its_transaction_fails(engine, now):
    with Session(engine) as session:
        with suppress(ZeroDivisionError), writing(session):
            raise ZeroDivisionError
        with suppress(DBAPIError), writing(session):
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

        with writing(session):
            district.name = str(int(district.name) + 1)

        assert not session.in_transaction()
    assert counter(engine) == 2


def leave_it_pending(session):
    session.add(District(code="1", name="1"))


def flush_it(session):
    session.add(District(code="1", name="1"))
    session.flush()


def change_by_query(session):
    session.execute(update(District).values(name="1"))


@pytest.mark.parametrize("change", [leave_it_pending, flush_it, change_by_query])
def test_a_change_before_the_turn_is_refused_and_not_lost(engine, change):
    add_counter(engine)
    with Session(engine) as session:
        change(session)
        with pytest.raises(RuntimeError, match="changed before"), writing(session):
            pytest.fail("it was lost")
        session.commit()

        assert "1" in session.scalars(select(District.name)).all()


def units(engine, session):
    """Each way to begin a transaction that writes."""
    return [lambda: writing(engine), lambda: writing(session)]


@pytest.mark.parametrize("outer", [0, 1])
@pytest.mark.parametrize("inner", [0, 1])
def test_a_transaction_that_writes_within_another_is_refused(engine, outer, inner):
    add_counter(engine)
    with Session(engine) as session:
        ways = units(engine, session)
        with ways[outer]() as connection:
            raise_by_one(connection)
            with pytest.raises(RuntimeError, match="end it before the next"), ways[inner]():
                pytest.fail("it began")
        with ways[inner]() as connection:
            raise_by_one(connection)

    assert counter(engine) == 2


def test_whoever_has_the_lock_writes_without_waiting_for_it(engine):
    add_counter(engine)

    with write_lock(engine):
        with writing(engine) as connection:
            raise_by_one(connection)
        with Session(engine) as session, writing(session) as connection:
            raise_by_one(connection)

    assert counter(engine) == 2


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, SystemExit, GeneratorExit])
@pytest.mark.parametrize("way", [0, 1])
def test_any_error_undoes_what_was_written_and_lets_others_write(engine, error, way):
    add_counter(engine)
    with Session(engine) as session:
        with pytest.raises(error), units(engine, session)[way]() as connection:
            raise_by_one(connection)
            raise error

        with ThreadPoolExecutor(1) as pool:
            pool.submit(lambda: add_one(engine)).result(timeout=60)
    assert counter(engine) == 1


def add_one(engine):
    with writing(engine) as connection:
        raise_by_one(connection)


def test_an_error_at_the_commit_undoes_all_and_lets_others_write(engine):
    add_counter(engine)
    with Session(engine) as session:
        with pytest.raises(IntegrityError), writing(session) as connection:
            raise_by_one(connection)
            # The same code again: nobody knows before it is flushed.
            session.add(District(code="0", name="again"))

        add_one(engine)
        assert session.get(District, "0").name == "1"


@sqlite_only
@pytest.mark.parametrize("way", [0, 1])
def test_the_write_lock_is_there_before_the_first_statement(engine, way):
    with Session(engine) as session, units(engine, session)[way]():
        other = sqlite3.connect(engine.url.database, timeout=0)
        with closing_now(other), pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")

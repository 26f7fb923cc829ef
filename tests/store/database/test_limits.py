"""Limits at Postgres: in each transaction, gone after it, and no harm to whoever shares the connection."""

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from survey_app.store.database.engine import direct_connection, make_engine, writing
from survey_app.store.database.limits import LONG_READING, LONG_WRITING, allowing, engine_options

pytestmark = pytest.mark.parametrize(
    "database", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
NAMES = (
    "lock_timeout",
    "statement_timeout",
    "idle_in_transaction_session_timeout",
    "synchronous_commit",
)


def shown(connection) -> tuple[str, ...]:
    return tuple(connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in NAMES)


def shown_by_writer(engine: Engine) -> tuple[str, ...]:
    with writing(engine) as connection:
        return shown(connection)


def shown_by_reader(engine: Engine) -> tuple[str, ...]:
    with engine.connect() as connection:
        return shown(connection)


def shown_outside_a_transaction(engine: Engine) -> tuple[str, ...]:
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        return tuple(driver.execute(f"SHOW {name}").fetchone()[0] for name in NAMES)


def test_a_transaction_that_writes_may_not_pause(engine):
    assert shown_by_writer(engine) == ("5s", "10s", "2s", "on")


def test_a_session_that_writes_has_the_same_limits(engine):
    with Session(engine) as session, writing(session) as connection:
        assert shown(connection) == ("5s", "10s", "2s", "on")


def test_a_transaction_that_reads_may_pause_for_as_long_as_a_page_is_drawn(engine):
    assert shown_by_reader(engine) == ("5s", "1min", "10min", "on")


def test_long_work_gets_more_until_it_ends(engine):
    with allowing(reading=LONG_READING, writing=LONG_WRITING):
        long = shown_by_reader(engine), shown_by_writer(engine)

    assert long == (("5s", "1h", "1h", "on"), ("5s", "1h", "10min", "on"))
    assert shown_by_writer(engine) == ("5s", "10s", "2s", "on")


def test_no_limit_stays_behind_for_the_next_user_of_a_connection(engine):
    before = shown_outside_a_transaction(engine)
    shown_by_writer(engine)

    assert shown_outside_a_transaction(engine) == before == ("0", "0", "0", "on")


def prepared_statements(engine: Engine) -> int:
    """How many statements one connection has prepared after it ran the same query ten times."""
    with engine.connect() as connection:
        for _ in range(10):
            connection.execute(text("SELECT :number"), {"number": 1})
        return connection.exec_driver_sql("SELECT count(*) FROM pg_prepared_statements").scalar_one()


def test_no_statement_is_prepared_because_a_pooler_may_change_the_connection(engine):
    assert prepared_statements(engine) == 0


def test_the_driver_would_prepare_statements_by_itself(database, closing):
    assert prepared_statements(closing(create_engine(database))) > 0


def test_a_transaction_that_pauses_too_long_is_undone_and_says_so(engine):
    with pytest.raises(OperationalError, match="idle-in-transaction"), writing(engine) as connection:
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = '20ms'")
        connection.exec_driver_sql("CREATE TABLE half_done (number integer)")
        wait_until_nobody_is_idle_in_a_transaction(engine)
        connection.exec_driver_sql("SELECT 1")

    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT to_regclass('half_done')").scalar_one() is None


def wait_until_nobody_is_idle_in_a_transaction(engine: Engine) -> None:
    query = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND state = 'idle in transaction'"
    )
    with direct_connection(engine) as watcher:
        while watcher.exec_driver_sql(query).scalar_one():
            pass


def test_a_direct_connection_holds_a_lock_of_its_session(engine):
    take = "SELECT pg_try_advisory_lock(7)"
    with direct_connection(engine) as first:
        assert first.exec_driver_sql(take).scalar_one() is True
        with direct_connection(engine) as second:
            assert second.exec_driver_sql(take).scalar_one() is False

    with direct_connection(engine) as third:
        assert third.exec_driver_sql(take).scalar_one() is True
        assert third.exec_driver_sql("SHOW idle_in_transaction_session_timeout").scalar_one() == "0"


def test_a_direct_connection_goes_past_the_pooler(database, closing):
    there = f"{database}&" if "?" in database else f"{database}?"
    engine = closing(make_engine(f"{there}application_name=pooled", f"{there}application_name=direct"))
    name = "SHOW application_name"

    with engine.connect() as pooled, direct_connection(engine) as direct:
        names = [connection.exec_driver_sql(name).scalar_one() for connection in (pooled, direct)]

    assert names == ["pooled", "direct"]


def test_a_limit_in_the_url_wins(database):
    options = engine_options("postgresql+psycopg://server/database?connect_timeout=20")

    assert "connect_timeout" not in options["connect_args"]
    assert engine_options(database)["connect_args"]["connect_timeout"] == 3

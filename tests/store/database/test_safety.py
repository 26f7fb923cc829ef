"""The boot check: a database that would tell on people, or forget them, is refused with the remedy."""

import pytest
from sqlalchemy import event, make_url, text

from survey_app.errors import UnsafeDatabase
from survey_app.store.database.engine import make_engine
from survey_app.store.database.safety import doubts, refuse_unsafe
from tests.conftest import administer

UNSAFE_FOR_A_SESSION = {
    "log_statement": "all",
    "log_duration": "on",
    "log_min_duration_statement": "0",
    "log_min_duration_sample": "0",
    "log_transaction_sample_rate": "0.5",
    "log_parameter_max_length_on_error": "-1",
    "debug_print_parse": "on",
    "debug_print_rewritten": "on",
    "debug_print_plan": "on",
}


def test_a_database_as_we_set_it_up_is_taken(engine):
    refuse_unsafe(engine)


def set_for_database(server, url, setting, value):
    administer(server, f"ALTER DATABASE {make_url(url).database} SET {setting} = '{value}'")


@pytest.mark.postgres
@pytest.mark.parametrize(("setting", "value"), UNSAFE_FOR_A_SESSION.items())
def test_a_postgres_that_would_log_answers_is_refused(postgres_server, postgres_url, closing, setting, value):
    set_for_database(postgres_server, postgres_url, setting, value)
    remedy = rf"{setting} = {value}.*ALTER SYSTEM SET {setting} = "

    with pytest.raises(UnsafeDatabase, match=remedy) as refused:
        refuse_unsafe(closing(make_engine(postgres_url)))
    assert len(str(refused.value).splitlines()) == 2


@pytest.mark.postgres
def test_settings_that_only_a_restart_changes_are_looked_at_too(postgres_url, closing):
    with closing(make_engine(postgres_url)).connect() as connection:
        names = set(connection.scalars(text("SELECT name FROM pg_settings")))

    assert {"track_commit_timestamp", "fsync", "full_page_writes"} <= names


@pytest.mark.parametrize(
    "pragma", ["journal_mode=DELETE", "synchronous=NORMAL", "secure_delete=OFF", "foreign_keys=OFF"]
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_sqlite_that_is_not_as_we_set_it_up_is_refused(engine, pragma):
    event.listen(engine, "connect", lambda connection, _: connection.execute(f"PRAGMA {pragma}"))

    with pytest.raises(UnsafeDatabase, match=pragma.partition("=")[0]) as refused:
        refuse_unsafe(engine)
    assert len(str(refused.value).splitlines()) == 2


@pytest.mark.postgres
def test_what_several_servers_count_on_is_a_warning_and_not_refused(postgres_server, postgres_url, closing):
    engine = closing(make_engine(postgres_url))
    assert [doubt.code for doubt in doubts(engine)] == ["no_standby_confirms"]

    set_for_database(postgres_server, postgres_url, "track_activities", "off")
    engine.dispose()

    assert [doubt.code for doubt in doubts(engine)] == ["no_standby_confirms", "activities_unseen"]
    refuse_unsafe(engine)


def test_one_machine_with_sqlite_has_no_standby_to_doubt(sqlite_url, closing):
    assert doubts(closing(make_engine(sqlite_url))) == []

"""Postgres and PgBouncer start with their files, and the survey finds nothing unsafe there."""

import re

import psycopg
import pytest

from benchmarks.servers.pgbouncer import INI, PgBouncer
from benchmarks.servers.postgres import FILES, Postgres
from benchmarks.servers.programs import find, run, workplace
from survey_app.errors import UnsafeDatabase
from survey_app.store.database.engine import make_engine
from survey_app.store.database.safety import _POSTGRES, doubts, refuse_unsafe
from tests.cli.serving.server import wait_until

pytestmark = pytest.mark.servers


def settings(text: str) -> dict[str, str]:
    """The settings that a file of Postgres names."""
    return dict(re.findall(r"^([\w.]+) = '?([^'\s]*)'?", text, re.MULTILINE))


def test_the_file_names_every_setting_that_the_survey_asks_for() -> None:
    named = settings((FILES / "survey.conf").read_text())
    wanted = {rule.setting: rule.safe for rule in _POSTGRES if "." not in rule.setting}

    assert {setting for setting, safe in wanted.items() if named.get(setting) not in safe} == set()


def test_the_survey_finds_nothing_unsafe(postgres: Postgres) -> None:
    engine = make_engine(postgres.url().replace("postgresql:", "postgresql+psycopg:"))
    refuse_unsafe(engine)

    postgres.ask("ALTER SYSTEM SET log_statement = 'all'")
    postgres.ask("SELECT pg_reload_conf()")
    try:
        # Postgres reads its files a moment after it was asked to.
        with pytest.raises(UnsafeDatabase):
            wait_until(lambda: refuse_unsafe(engine))
    finally:
        postgres.ask("ALTER SYSTEM RESET ALL")
        postgres.ask("SELECT pg_reload_conf()")
        engine.dispose()
        wait_until(lambda: postgres.ask("SHOW log_statement") == [("none",)])


def test_a_standby_that_confirms_commits_ends_the_doubt(postgres: Postgres) -> None:
    engine = make_engine(postgres.url().replace("postgresql:", "postgresql+psycopg:"))
    assert [doubt.code for doubt in doubts(engine)] == ["no_standby_confirms"]

    postgres.ask("ALTER SYSTEM SET synchronous_standby_names = 'survey_standby'")
    postgres.ask("SELECT pg_reload_conf()")
    try:
        wait_until(lambda: doubts(engine) == [])
    finally:
        postgres.ask("ALTER SYSTEM RESET ALL")
        postgres.ask("SELECT pg_reload_conf()")
        engine.dispose()


def test_a_misspelt_setting_is_refused(postgres: Postgres) -> None:
    conf = postgres.data / "conf.d" / "survey.conf"
    command = [find("postgres"), "-D", postgres.data, "-C", "fsync"]
    assert run(command) == "on\n"
    kept = conf.read_text()
    conf.write_text(kept.replace("fsync = on", "fsync = maybe"))
    try:
        with pytest.raises(RuntimeError, match="fsync"):
            run(command)
    finally:
        conf.write_text(kept)


def test_nobody_comes_in_without_a_password_or_without_tls(postgres: Postgres) -> None:
    with psycopg.connect(postgres.url()) as connection:
        assert connection.execute("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").fetchone() == (
            True,
        )
    for url in (postgres.url() + "?sslmode=disable", postgres.url().replace("CHANGE-THIS", "wrong")):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(url)


def test_pgbouncer_lends_a_connection_for_one_transaction(pgbouncer: PgBouncer) -> None:
    with (
        psycopg.connect(pgbouncer.url(), autocommit=True) as one,
        psycopg.connect(pgbouncer.url(), autocommit=True) as other,
    ):
        mine = one.execute("SELECT pg_backend_pid()").fetchone()
        assert other.execute("SELECT pg_backend_pid()").fetchone() == mine


def test_pgbouncer_refuses_a_misspelt_setting(postgres: Postgres) -> None:
    with workplace() as folder:
        broken = folder / "pgbouncer.ini"
        broken.write_text(INI.read_text().replace("pool_mode = transaction", "pool_mode = transactions"))
        broken.chmod(0o644)
        with pytest.raises(RuntimeError, match="pool_mode"):
            run([find("pgbouncer"), broken])

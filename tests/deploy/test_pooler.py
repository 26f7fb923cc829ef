"""Through PgBouncer, which lends a connection for one transaction: all is stored, and no setting stays behind."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import psycopg
import pytest
from alembic import command

from survey_app.actions.responses.writer import ResponseWriter
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.actions.sealing.seal import seal_now
from survey_app.store.database.engine import make_engine
from survey_app.store.database.schema import migration_config
from tests.actions.responses.response_samples import a_submission, all_waiting, open_everything

pytestmark = pytest.mark.servers
DAY = date(2027, 4, 6)


def of_sqlalchemy(url: str) -> str:
    return url.replace("postgresql:", "postgresql+psycopg:")


def lock_timeouts(url: str) -> set[str]:
    """What clients find that never set it, on as many connections as are open at once."""
    clients = [psycopg.connect(url) for _ in range(10)]
    found = {client.execute("SHOW lock_timeout").fetchone()[0] for client in clients}
    for client in clients:
        client.close()
    return found


def test_two_hundred_responses_of_three_servers_are_all_stored_and_leave_no_setting(
    postgres, pgbouncer, keys, closing
):
    # What a try before left behind.
    postgres.ask("DROP SCHEMA public CASCADE", "survey")
    postgres.ask("CREATE SCHEMA public AUTHORIZATION survey", "survey")
    urls = of_sqlalchemy(pgbouncer.url()), of_sqlalchemy(postgres.url())
    engines = [closing(make_engine(*urls)) for _ in range(3)]
    command.upgrade(migration_config(engines[0]), "head")
    open_everything(engines[0])
    begin_epoch(engines[0], keys, DAY)
    writers = [ResponseWriter(engine, count_day=lambda: DAY) for engine in engines]

    with ThreadPoolExecutor(24) as pool:
        sent = [pool.submit(writers[number % 3].submit, a_submission()) for number in range(200)]
        stored = [future.result().is_new for future in sent]
    for writer in writers:
        writer.stop()

    assert stored == [True] * 200
    assert len(all_waiting(engines[0])) == 200
    assert lock_timeouts(pgbouncer.url()) == {"0"}
    # The sealer holds its lock on a connection past PgBouncer.
    assert seal_now(engines[0], keys, DAY) > 0


def test_a_plain_set_would_reach_somebody_else(pgbouncer):
    with psycopg.connect(pgbouncer.url(), autocommit=True) as client:
        client.execute("SET lock_timeout = '7s'")

    assert "7s" in lock_timeouts(pgbouncer.url())

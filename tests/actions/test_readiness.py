"""Ready means: a response can be stored now. Each fault is named, and a look holds nobody up."""

import resource
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date

import pytest
from alembic import command
from sqlalchemy import create_engine, event, func, select
from sqlalchemy.pool import Pool

from survey_app.actions.readiness import Readiness
from survey_app.actions.responses.writer import ResponseWriter
from survey_app.actions.sealing.key_watch import begin_epoch, watch_keys
from survey_app.errors import KeyMissing
from survey_app.store.database.engine import write_lock, writing
from survey_app.store.database.limits import LONG_WRITING, allowing
from survey_app.store.database.schema import migration_config
from survey_app.store.tables import Guess
from tests.actions.responses.response_samples import a_submission, open_everything
from tests.conftest import database_url

DAY = date(2027, 4, 6)
sqlite_only = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
postgres_only = pytest.mark.parametrize(
    "database", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "instance").mkdir()
    return tmp_path / "instance"


@pytest.fixture
def readiness(engine, keys, folder):
    begin_epoch(engine, keys, DAY)
    return Readiness(engine, folder, kept=0, patience=60)


def codes(readiness: Readiness) -> list[str]:
    return [problem.code for problem in readiness.problems()]


def test_a_server_that_can_store_is_ready_and_leaves_nothing_behind(readiness, engine, folder):
    assert codes(readiness) == []

    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Guess)) == 0
    assert list(folder.iterdir()) == []


def test_a_migration_that_is_due_is_named(readiness, engine):
    command.downgrade(migration_config(engine), "-1")

    assert codes(readiness) == ["ready_migration_due"]


def test_without_a_key_no_response_can_be_stored(engine, folder):
    assert codes(Readiness(engine, folder)) == ["no_epoch"]


def test_a_private_key_that_the_sealer_misses_is_named_on_a_server_that_has_none(readiness, engine, keys):
    open_everything(engine)
    writer = ResponseWriter(engine, count_day=lambda: DAY)
    writer.submit(a_submission())
    writer.stop()
    shutil.rmtree(keys.folder)
    with pytest.raises(KeyMissing):
        watch_keys(engine, keys, DAY)

    assert codes(readiness) == ["epoch_without_key"]


def test_a_folder_that_is_gone_is_named(readiness, folder):
    folder.rmdir()

    assert codes(readiness) == ["ready_folder"]


@contextmanager
def no_room_for_files():
    """Let this process write no byte into any file, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@postgres_only
def test_a_folder_without_room_is_named(readiness):
    with no_room_for_files():
        found = codes(readiness)

    assert found == ["ready_folder"]
    assert codes(readiness) == []


@sqlite_only
def test_a_database_without_room_is_named(readiness, engine):
    def fill(connection, _record):
        connection.execute("PRAGMA max_page_count=1")

    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE filler (bytes blob)")
        connection.exec_driver_sql(
            "CREATE TRIGGER grow BEFORE INSERT ON guess BEGIN INSERT INTO filler VALUES (zeroblob(200000)); END"
        )
    event.listen(Pool, "connect", fill)
    try:
        assert codes(readiness) == ["ready_database_full"]
    finally:
        event.remove(Pool, "connect", fill)


@pytest.mark.postgres
def test_a_database_that_is_gone_is_named(postgres_server, folder, closing):
    gone = closing(create_engine(database_url(postgres_server, "survey_that_is_not_there")))

    assert codes(Readiness(gone, folder)) == ["ready_database_away"]


def test_a_look_that_hangs_holds_nobody_up(engine, keys, folder):
    begin_epoch(engine, keys, DAY)
    hasty = Readiness(engine, folder, patience=0.3)
    hold_everybody, let_go = threading.Event(), threading.Event()

    def hold():
        with allowing(writing=LONG_WRITING), write_lock(engine), writing(engine) as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("LOCK TABLE guess IN ACCESS EXCLUSIVE MODE")
            hold_everybody.set()
            let_go.wait()

    with ThreadPoolExecutor(21) as pool:
        holding = pool.submit(hold)
        hold_everybody.wait()
        began = time.monotonic()
        found = [pool.submit(codes, hasty) for _ in range(20)]
        assert [each.result() for each in found] == [["ready_slow"]] * 20
        took = time.monotonic() - began
        assert len([each for each in threading.enumerate() if each.name == "readiness"]) == 1
        let_go.set()
        holding.result()
    for thread in threading.enumerate():
        if thread.name == "readiness":
            thread.join()
    assert took < 5


@postgres_only
def test_those_who_ask_take_no_connection_of_the_app(engine, keys, folder):
    begin_epoch(engine, keys, DAY)
    readiness = Readiness(engine, folder, patience=60)
    taken = [engine.connect() for _ in range(15)]  # all that the app may have

    with ThreadPoolExecutor(30) as pool:
        found = [pool.submit(codes, readiness) for _ in range(90)]
        assert [each.result() for each in found] == [[]] * 90

    for connection in taken:
        connection.close()

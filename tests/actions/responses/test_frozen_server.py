"""One server freezes inside a transaction: the others go on within seconds, and it does no harm when it wakes."""

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from survey_app.actions.responses.writer import ResponseWriter
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.actions.sealing.seal import seal_now
from survey_app.errors import Busy
from survey_app.store.database.engine import make_engine, writing
from survey_app.store.database.limits import LONG_WRITING, allowing
from survey_app.store.sealing.epochs import take_current
from tests.actions.responses.response_samples import DAY, a_submission, all_waiting, open_everything
from tests.cli.serving.forks import FORKSERVER

pytestmark = pytest.mark.parametrize(
    "database", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
NOT_LONGER = 5  # seconds that others may wait
IDENTITY = "0b0f6f0c-6f5e-4f0e-9d43-4b7f2f4f5a11"


def freeze_after(engine: Engine, words: str) -> None:
    """Stop this process after the first statement with these words, as a machine that hangs would."""

    frozen = []

    def freeze(*execution):
        if words in execution[2] and not frozen:
            frozen.append(words)
            # Sent to the whole process, it could reach another thread first, and this one would commit.
            signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)

    event.listen(engine, "after_cursor_execute", freeze)


def store_and_freeze(engine: Engine, folder: Path) -> None:
    """Freeze between storing a response and the commit."""
    writer = ResponseWriter(engine, count_day=lambda: DAY)
    freeze_after(engine, "INSERT INTO inbox")
    receipt = writer.submit(a_submission(id=IDENTITY))
    writer.stop()
    (folder / f"acknowledged-{receipt.is_new}").touch()


def hold_the_epoch_and_freeze(engine: Engine, _folder: Path) -> None:
    """Freeze with the lock for which every writer waits."""
    freeze_after(engine, "FOR UPDATE")
    with writing(engine) as connection:
        take_current(connection)


def hold_it_without_a_limit(engine: Engine, folder: Path) -> None:
    """Do the same in a transaction that may pause."""
    with allowing(writing=LONG_WRITING):
        hold_the_epoch_and_freeze(engine, folder)


def play(act: Callable[[Engine, Path], None], url: str, folder: Path) -> None:
    """Be a server."""
    engine = make_engine(url)
    act(engine, folder)
    engine.dispose()


@pytest.fixture
def writer(engine, keys):
    """The writer of a server that works. It has stored one response."""
    open_everything(engine)
    begin_epoch(engine, keys, DAY)
    writer = ResponseWriter(engine, count_day=lambda: DAY)
    writer.submit(a_submission())
    yield writer
    writer.stop()


@pytest.fixture
def frozen(writer, keys, database):
    """Starts a server and returns when it has frozen."""
    servers = []

    def start(act):
        server = FORKSERVER.Process(target=play, args=(act, database, keys.folder))
        servers.append(server)
        server.start()
        while state_of(server.pid) != "T":
            assert server.exitcode is None
            time.sleep(0.01)
        return server

    yield start
    for server in servers:
        server.kill()
        server.join()


def state_of(pid: int) -> str:
    """R runs, S sleeps, T is stopped."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def seconds_of(act: Callable[[], object]) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


def test_nobody_waits_for_a_frozen_server_for_five_seconds(frozen, writer):
    frozen(hold_the_epoch_and_freeze)

    assert 0.5 < seconds_of(lambda: writer.submit(a_submission())) < NOT_LONGER


def test_without_the_limit_everybody_would_wait_for_as_long_as_it_is_frozen(frozen, engine):
    frozen(hold_it_without_a_limit)
    impatient = ResponseWriter(engine, count_day=lambda: DAY, patience=0.1)

    with pytest.raises(Busy):
        impatient.submit(a_submission())
    impatient.stop()

    assert len(all_waiting(engine)) == 1


def test_a_seal_does_not_wait_for_a_server_that_froze_while_it_stored(frozen, writer, engine, keys):
    frozen(store_and_freeze)

    assert seconds_of(lambda: seal_now(engine, keys, DAY)) < NOT_LONGER


def test_a_server_that_wakes_has_stored_nothing_until_it_stores_again(frozen, writer, engine, keys):
    server = frozen(store_and_freeze)
    # The device got no answer, and asked another server.
    assert writer.submit(a_submission(id=IDENTITY)).is_new

    os.kill(server.pid, signal.SIGCONT)
    server.join(timeout=60)

    assert server.exitcode == 0
    assert [path.name for path in keys.folder.glob("acknowledged-*")] == ["acknowledged-False"]
    assert len(all_waiting(engine)) == 2

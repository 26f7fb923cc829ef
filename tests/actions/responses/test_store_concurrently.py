"""Many at once, from two processes, while rounds close and connections break: what was acknowledged is there, once."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial

import pytest
from sqlalchemy import Engine, create_engine, event, select, text
from sqlalchemy.orm import Session

from survey_app.actions.responses.store_responses import Submission
from survey_app.actions.responses.writer import ResponseWriter
from survey_app.actions.rounds.lifecycle import finish_round
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.actions.sealing.seal import seal_now
from survey_app.errors import Busy, Closed
from survey_app.store.database.engine import write_lock, writing
from survey_app.store.database.limits import LONG_WRITING, allowing
from survey_app.store.sealing.epochs import take_current
from survey_app.store.tables import Comment, ReceivedDay, ReceivedOnce
from tests.actions.responses.response_samples import DAY, ROUND, a_submission, all_waiting, open_everything
from tests.actions.responses.worker import submit_all
from tests.cli.serving.forks import FORKSERVER

TERMINATE_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
sqlite_only = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
postgres_only = pytest.mark.parametrize(
    "database", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture(autouse=True)
def opened(engine):
    open_everything(engine)


@pytest.fixture
def writer_of(engine, keys):
    """Makes response writers that are stopped after the test."""
    writers = []

    def make(**settings) -> ResponseWriter:
        begin_epoch(engine, keys, DAY)
        writers.append(ResponseWriter(engine, count_day=lambda: DAY, **settings))
        return writers[-1]

    yield make
    for writer in writers:
        writer.stop()


def numbered(number: int) -> Submission:
    """A response that its free text tells from others, once it is in the box."""
    return a_submission({"belong": "some", "open_change": f"{number}"})


def comments(engine: Engine) -> Counter[str]:
    with engine.connect() as connection:
        return Counter(connection.scalars(select(Comment.body)))


def count_received(engine: Engine) -> int:
    with engine.connect() as connection:
        return sum(connection.scalars(select(ReceivedDay.n)))


def try_to_submit(writer: ResponseWriter, number: int) -> str | None:
    """The number, if the response was acknowledged."""
    try:
        writer.submit(numbered(number))
    except Closed:
        return None
    return f"{number}"


def test_every_response_acknowledged_while_a_round_closes_is_in_the_box_once(writer_of, engine, keys):
    writers = [writer_of(), writer_of()]
    enough = threading.Semaphore(0)

    def send(number: int) -> str | None:
        acknowledged = try_to_submit(writers[number % 2], number)
        enough.release()
        return acknowledged

    with ThreadPoolExecutor(32) as pool:
        sent = [pool.submit(send, number) for number in range(600)]
        for _ in range(150):
            enough.acquire()
        moved = finish_round(engine, keys, ROUND)
        acknowledged = [number for future in sent if (number := future.result()) is not None]

    assert 150 <= moved < 600
    assert comments(engine) == Counter(acknowledged)
    assert count_received(engine) == len(acknowledged) == moved


def test_sealing_beside_submitting_loses_and_doubles_nothing(writer_of, engine, keys):
    writer = writer_of()
    finished = threading.Event()

    def keep_sealing() -> int:
        moved = 0
        while not finished.is_set():
            moved += seal_now(engine, keys, DAY)
        return moved

    with ThreadPoolExecutor(17) as pool:
        sealed = pool.submit(keep_sealing)
        sent = [pool.submit(writer.submit, numbered(number)) for number in range(300)]
        new = [future.result().is_new for future in sent]
        finished.set()

    assert all(new)
    assert sealed.result() > 0
    finish_round(engine, keys, ROUND)
    assert comments(engine) == Counter(f"{number}" for number in range(300))


def test_two_processes_store_the_same_responses_once(engine, keys, database):
    keys.folder.mkdir()
    start = FORKSERVER.Barrier(2)
    work = partial(FORKSERVER.Process, target=submit_all)
    workers = [work(args=(database, keys.folder, numbers, start)) for numbers in (range(200), range(50, 250))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert [worker.exitcode for worker in workers] == [0, 0]
    assert sum(int(path.name.split("-")[1]) for path in keys.folder.glob("new-*")) == 250
    with Session(engine) as session:
        assert len(session.scalars(select(ReceivedOnce)).all()) == len(all_waiting(engine)) == 250
    finish_round(engine, keys, ROUND)
    assert comments(engine) == Counter(f"{number}" for number in range(250))


@postgres_only
def test_broken_connections_lose_nothing(writer_of, engine, keys, database, closing):
    writer = writer_of()
    some_came = threading.Semaphore(0)

    def send(number: int) -> str | None:
        try:
            return try_to_submit(writer, number)
        finally:
            some_came.release()

    with ThreadPoolExecutor(8) as pool, closing(create_engine(database)).connect() as breaker:
        sent = [pool.submit(send, number) for number in range(200)]
        for _ in range(100):
            some_came.acquire()
            breaker.execute(text(TERMINATE_OTHERS))
        acknowledged = [future.result() for future in sent]

    finish_round(engine, keys, ROUND)
    assert comments(engine) == Counter(acknowledged) == Counter(f"{number}" for number in range(200))


@postgres_only
def test_a_sender_does_not_wait_for_a_database_that_is_locked_and_is_stored_once(writer_of, engine):
    writer, response = writer_of(patience=0.2), numbered(1)
    writer.submit(a_submission())

    with allowing(writing=LONG_WRITING), writing(engine) as connection:
        take_current(connection)
        with pytest.raises(Busy):
            writer.submit(response)
        assert len(all_waiting(engine)) == 1
    # The writer may have waited for the same lock: then it stores the response now, although its sender has left.
    writer.stop()

    writer_of().submit(response)
    assert len(all_waiting(engine)) == 2


@sqlite_only
def test_a_sender_who_waits_too_long_is_asked_to_come_back_and_nothing_is_stored(writer_of, engine):
    writer = writer_of(patience=0.1)

    with write_lock(engine), pytest.raises(Busy):
        writer.submit(numbered(1))
    writer.stop()

    assert len(all_waiting(engine)) == 0


def test_a_sender_does_not_wait_for_a_commit_that_hangs_and_is_stored_once(writer_of, engine):
    writer, response, may_end = writer_of(patience=0.1), numbered(1), threading.Event()
    hang = partial(lambda ended, *_: ended.wait(60), may_end)
    event.listen(engine, "commit", hang)
    try:
        with pytest.raises(Busy):
            writer.submit(response)
    finally:
        may_end.set()
        writer.stop()
        event.remove(engine, "commit", hang)

    assert not writer_of().submit(response).is_new
    assert len(all_waiting(engine)) == 1


@sqlite_only
def test_a_full_queue_sends_people_away_at_once(writer_of, engine):
    writer = writer_of(room=1)
    with ThreadPoolExecutor(8) as pool:
        with write_lock(engine):
            # The writer holds one, one waits in the queue: another finds no room.
            sent = [pool.submit(writer.submit, numbered(number)) for number in range(8)]
            refused = next(as_completed(sent))
        stored = [future.result().is_new for future in sent if future.exception() is None]

    assert isinstance(refused.exception(), Busy)
    assert 1 <= len(all_waiting(engine)) == len(stored) < 8


@sqlite_only
def test_stopping_stores_what_waits(writer_of, engine):
    writer = writer_of()
    with ThreadPoolExecutor(5) as pool:
        with write_lock(engine):
            sent = [pool.submit(writer.submit, numbered(number)) for number in range(4)]
            stopping = pool.submit(writer.stop)
        outcomes = [future.exception() for future in sent]
        stopping.result()

    # Whoever came after the stop was sent away; nobody was left waiting, and nobody was lost.
    assert {type(outcome) for outcome in outcomes} <= {type(None), Busy}
    assert len(all_waiting(engine)) == outcomes.count(None)

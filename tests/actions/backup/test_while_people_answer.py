"""A backup does not close the door, and what was acknowledged before it began is in it."""

import threading

import pytest
from sqlalchemy import Engine

from survey_app.actions.backup import take_backup
from survey_app.actions.responses.writer import ResponseWriter
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.actions.sealing.seal import seal_now
from tests.actions.backup.machines import Machine, people
from tests.actions.responses.response_samples import DAY


class Respondents:
    """People who send one response after the other until they are stopped. stored: ids that were acknowledged."""

    def __init__(self, engine: Engine, count: int = 4) -> None:
        self.stored: list[str] = []
        self.came = threading.Semaphore(0)
        self._writer = ResponseWriter(engine)
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._answer) for _ in range(count)]

    def __enter__(self) -> "Respondents":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join()
        self._writer.stop()

    def wait_for(self, count: int) -> None:
        for _ in range(count):
            assert self.came.acquire(timeout=60), "nobody was stored for a minute"

    def _answer(self) -> None:
        while not self._stopping.is_set():
            (submission,) = people(1)
            self._writer.submit(submission)
            self.stored.append(submission.id_hash.hex())
            self.came.release()


@pytest.fixture
def ready(here: Machine) -> Machine:
    begin_epoch(here.engine, here.keys, DAY)
    return here


def received(machine: Machine) -> set[str]:
    return {row[0].hex() for row in machine.rows()["received_once"]}


def test_whoever_was_acknowledged_before_a_backup_is_in_it_and_the_door_stays_open(ready, elsewhere, target):
    key = ready.make_recovery_key()
    with Respondents(ready.engine) as respondents:
        respondents.wait_for(30)
        before = set(respondents.stored)
        ready.back_up(target)
        respondents.wait_for(30)

    restored = elsewhere.restore(target, key)

    assert before <= received(elsewhere) <= received(ready)
    # One row waits for each that came: the tables are of one moment.
    assert restored.waiting == len(received(elsewhere)) == sum(elsewhere.waiting().values())


def test_people_are_stored_while_a_backup_is_being_written(ready, elsewhere, target, monkeypatch):
    """Somebody comes in the middle of it, between two tables, and is in none of them."""
    key = ready.make_recovery_key()
    lines_of = take_backup.lines_of

    def slow_lines_of(connection, table):
        if table.name == "box":
            respondents.wait_for(20)
        return lines_of(connection, table)

    monkeypatch.setattr(take_backup, "lines_of", slow_lines_of)
    with Respondents(ready.engine) as respondents:
        respondents.wait_for(10)
        taken = ready.back_up(target)

    restored = elsewhere.restore(target, key)

    assert taken.waiting < len(respondents.stored)
    assert taken.waiting == restored.waiting == len(received(elsewhere))


def test_a_seal_waits_until_a_backup_is_done(ready, elsewhere, target, monkeypatch):
    """Otherwise what moved meanwhile would be twice in it, or nowhere."""
    key = ready.make_recovery_key()
    ready.send(people(40))
    lines_of, sealers = take_backup.lines_of, []

    def lines_while_somebody_seals(connection, table):
        if table.name == "box":
            sealers.append(threading.Thread(target=seal_now, args=(ready.engine, ready.keys, DAY)))
            sealers[0].start()
            sealers[0].join(0.3)
            assert sealers[0].is_alive(), "the seal did not wait"
        return lines_of(connection, table)

    monkeypatch.setattr(take_backup, "lines_of", lines_while_somebody_seals)
    ready.back_up(target)
    sealers[0].join()
    restored = elsewhere.restore(target, key)

    assert (restored.waiting, len(elsewhere.rows()["box"])) == (40, 0)
    assert len(ready.rows()["box"]) == 29

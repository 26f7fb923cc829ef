"""One process seals at a time, and one sealer leads, whatever happens to the one before."""

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from time import monotonic

import pytest
from sqlalchemy import Engine

from survey_app.store.database import one_sealer
from survey_app.store.database.engine import make_engine
from survey_app.store.database.one_sealer import SILENCE, Leadership, only_sealer
from tests.cli.serving.forks import FORKSERVER

postgres_only = pytest.mark.parametrize(
    "database", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


def lead(url: str, reports) -> None:
    """Be a sealer in a process of its own: say after each look whether it leads."""
    engine = make_engine(url)
    leadership = Leadership(engine)
    while True:
        reports.send(leadership.is_ours())


class Candidate:
    """A process that wants to lead."""

    def __init__(self, url: str) -> None:
        self.reports, theirs = FORKSERVER.Pipe(duplex=False)
        self.process = FORKSERVER.Process(target=lead, args=(url, theirs), daemon=True)
        self.process.start()
        theirs.close()

    def leads(self) -> bool:
        """What it says next."""
        return self.reports.recv()

    def wait_until_it_leads(self) -> None:
        while not self.leads():
            pass

    def get(self, number: int) -> None:
        os.kill(self.process.pid, number)

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.reports.close()


@pytest.fixture
def candidates(database: str):
    found = []

    def start() -> Candidate:
        found.append(Candidate(database))
        return found[-1]

    yield start
    for each in found:
        each.end()


@pytest.fixture
def standby(engine: Engine):
    leadership = Leadership(engine)
    yield leadership
    leadership.end()


def seconds_until_ours(leadership: Leadership) -> float:
    begun = monotonic()
    while not leadership.is_ours():
        pass
    return monotonic() - begun


def test_of_three_sealers_one_leads_and_the_next_one_follows(engine):
    three = [Leadership(engine) for _ in range(3)]
    leads = [each.is_ours() for each in three]
    again = [each.is_ours() for each in three]
    three[0].end()
    later = [each.is_ours() for each in three[1:]]
    for each in three:
        each.end()

    assert leads == again == [True, False, False]
    assert later == [True, False]


def test_a_standby_leads_as_soon_as_the_leader_is_killed(candidates, standby):
    leader = candidates()
    leader.wait_until_it_leads()
    assert not standby.is_ours()

    leader.get(signal.SIGKILL)

    assert seconds_until_ours(standby) < SILENCE / 2


@postgres_only
def test_a_standby_leads_when_the_leader_is_frozen_and_the_leader_notices_when_it_wakes(candidates, standby):
    leader = candidates()
    leader.wait_until_it_leads()
    leader.get(signal.SIGSTOP)

    waited = seconds_until_ours(standby)
    leader.get(signal.SIGCONT)
    while leader.leads():
        pass

    assert SILENCE - 3 < waited < 15
    assert standby.is_ours()
    assert not leader.leads()


@postgres_only
def test_a_leader_that_lives_is_left_alone_for_longer_than_the_silence(candidates, standby, monkeypatch):
    monkeypatch.setattr(one_sealer, "SILENCE", 3)
    leader = candidates()
    leader.wait_until_it_leads()
    begun = monotonic()

    while monotonic() < begun + 8:
        assert not standby.is_ours()
    assert leader.leads()


def test_two_never_seal_at_once(engine):
    inside, most = 0, []

    def work(_: int) -> None:
        nonlocal inside
        with only_sealer(engine):
            inside += 1
            most.append(inside)
            inside -= 1

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(12)))

    assert most == [1] * 12


def test_whoever_waits_to_seal_goes_on_when_the_other_fails(engine):
    is_in = threading.Event()

    def fail() -> None:
        with suppress(ZeroDivisionError), only_sealer(engine):
            is_in.set()
            1 / 0  # noqa: B018

    first = threading.Thread(target=fail)
    first.start()
    is_in.wait()
    with only_sealer(engine):
        pass
    first.join()

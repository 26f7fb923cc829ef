"""Of several sealers, one works. When it dies or freezes in a seal, the next one goes on, and nothing is twice.

How long that takes is in tests/store/database/test_one_sealer.py.
"""

import signal
from datetime import date
from time import monotonic, sleep

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from survey_app.actions.responses.store_responses import store_responses
from survey_app.actions.rounds.lifecycle import finish_round
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.store.database.engine import writing
from survey_app.store.database.one_sealer import SILENCE
from survey_app.store.tables import Box, Comment, Epoch, ReceivedDay
from tests.actions.responses.response_samples import ROUND, a_submission, all_waiting, open_everything
from tests.cli.sealers import SealerProcess

COUNT = 40
LONG_AGO = date(2026, 1, 1)  # so that the daily count is due

# In the order of a seal: before anything moved, between pieces, before the last step, before and after the key goes.
BETWEEN = ("make", "open_waiting", "comments", "seal", "destroy")
INSIDE = ("close_epoch", "put_in_box", "add_received", "drop_inbox")  # a transaction
SHORT = ("make", "put_in_box", "destroy")  # the first, one in a transaction, the last
POINTS = pytest.mark.parametrize(
    "fatal",
    [pytest.param(each, marks=() if each in SHORT else pytest.mark.long) for each in (*BETWEEN, *INSIDE)],
)
postgres_only = pytest.mark.parametrize(
    "database", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture(autouse=True)
def waiting(engine, keys):
    """Forty responses that wait to be counted."""
    open_everything(engine)
    begin_epoch(engine, keys, LONG_AGO)
    with writing(engine) as connection:
        submissions = [a_submission({"belong": "some", "open_change": f"{n}"}) for n in range(COUNT)]
        store_responses(connection, submissions, LONG_AGO)


@pytest.fixture
def sealer(database, keys):
    started = []

    def start(fatal: str = "", number: int = 0, silence: int = SILENCE) -> SealerProcess:
        started.append(SealerProcess(database, keys.folder, fatal, number, silence))
        return started[-1]

    yield start
    for each in started:
        each.end()


def states(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return list(session.scalars(select(Epoch.state).order_by(Epoch.number)))


def assert_all_is_sealed_once(engine, keys):
    with Session(engine) as session:
        epochs = session.scalars(select(Epoch).order_by(Epoch.number)).all()
        assert len(session.scalars(select(Box)).all()) == COUNT - 11
    assert len(all_waiting(engine)) == 11
    assert [each.state for each in epochs] == ["destroyed", "current"]
    assert [keys.has(each.public_key) for each in epochs] == [False, True]
    assert not list(keys.folder.glob("*.chance*"))

    finish_round(engine, keys, ROUND)
    with Session(engine) as session:
        assert len(session.scalars(select(Box)).all()) == COUNT
        assert sorted(session.scalars(select(Comment.body))) == sorted(f"{n}" for n in range(COUNT))
        assert sum(session.scalars(select(ReceivedDay.n))) == COUNT


def wait_until(is_so, seconds: float = 60) -> None:
    latest = monotonic() + seconds
    while not is_so():
        assert monotonic() < latest
        sleep(0.02)


def test_of_three_sealers_one_seals_and_the_others_stand_by(engine, keys, sealer):
    three = [sealer() for _ in range(3)]
    wait_until(lambda: states(engine) == ["destroyed", "current"])
    looks = [{each.looks() for _ in range(2)} for each in three]

    assert sorted(looks, key=sorted)[:2] == [{False}, {False}]
    assert_all_is_sealed_once(engine, keys)


@POINTS
def test_when_a_sealer_is_killed_in_a_seal_another_goes_on(engine, keys, sealer, fatal):
    first = sealer(fatal, signal.SIGKILL)
    first.process.join(60)
    assert first.process.exitcode == -signal.SIGKILL

    sealer().wait_until_it_leads()

    assert_all_is_sealed_once(engine, keys)


@postgres_only
@POINTS
def test_when_a_sealer_freezes_in_a_seal_another_goes_on_and_the_first_does_no_harm(
    engine, keys, sealer, fatal
):
    frozen = sealer(fatal, signal.SIGSTOP)
    wait_until(frozen.is_frozen)
    second = sealer(silence=4)
    second.wait_until_it_leads()

    frozen.get(signal.SIGCONT)
    while frozen.looks():
        pass

    assert_all_is_sealed_once(engine, keys)

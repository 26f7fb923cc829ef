"""A seal that is killed at any point is completed or undone: no response is lost or doubled, no key is left."""

import shutil
import signal
from pathlib import Path

import pytest
from sqlalchemy import make_url, select
from sqlalchemy.orm import Session

from survey_app.actions.responses.store_responses import store_responses
from survey_app.actions.rounds.lifecycle import finish_round
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.actions.sealing.seal import finish_seal
from survey_app.store.database.engine import make_engine, writing
from survey_app.store.tables import Box, Comment, Epoch, ReceivedDay
from tests.actions.responses.response_samples import DAY, ROUND, a_submission, all_waiting, open_everything
from tests.actions.sealing import killed
from tests.cli.serving.forks import FORKSERVER
from tests.conftest import administer, database_url

COUNT = 40


class Scene:
    """A database and keys with responses that are due to be sealed; copies are cheap."""

    def __init__(self, url: str, keys: Path, closing) -> None:
        self.url = url
        self.keys = keys
        self._closing = closing

    def fill(self):
        engine = self.engine()
        open_everything(engine)
        begin_epoch(engine, EpochKeys(self.keys), DAY)
        with writing(engine) as connection:
            submissions = [a_submission({"belong": "some", "open_change": f"{n}"}) for n in range(COUNT)]
            store_responses(connection, submissions, DAY)
        engine.dispose()

    def engine(self):
        return self._closing(make_engine(self.url))

    def run_and_kill(self, act, number):
        process = FORKSERVER.Process(target=killed.run, args=(act, self.url, self.keys, number))
        process.start()
        process.join()
        assert process.exitcode == -signal.SIGKILL

    def assert_all_is_well(self):
        engine, keys = self.engine(), EpochKeys(self.keys)
        finish_seal(engine, keys)
        with Session(engine) as session:
            mixed = len(session.scalars(select(Box)).all())
            epochs = session.scalars(select(Epoch).order_by(Epoch.number)).all()
            states = [epoch.state for epoch in epochs]
        assert (len(all_waiting(engine)), mixed) in ((COUNT, 0), (11, COUNT - 11))
        assert states in (["current"], ["destroyed", "current"])
        assert [keys.has(epoch.public_key) for epoch in epochs] == [state == "current" for state in states]

        finish_round(engine, keys, ROUND)
        with Session(engine) as session:
            assert len(session.scalars(select(Box)).all()) == COUNT
            assert sorted(session.scalars(select(Comment.body))) == sorted(f"{n}" for n in range(COUNT))
            assert sum(session.scalars(select(ReceivedDay.n))) == COUNT
        engine.dispose()


@pytest.fixture
def copies(request, tmp_path, closing):
    """Makes fresh copies of one filled scene, on the engine that the test asks for."""
    url = request.getfixturevalue(f"{request.param}_url")
    original = Scene(url, tmp_path / "keys", closing)
    original.fill()

    def copy(number):
        keys = shutil.copytree(original.keys, tmp_path / f"keys-{number}")
        if request.param == "sqlite":
            path = shutil.copy(make_url(url).database, tmp_path / f"copy-{number}.sqlite")
            return Scene(f"sqlite:///{path}", keys, closing)
        server = request.getfixturevalue("postgres_server")
        name = f"{make_url(url).database}_copy"
        administer(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        administer(server, f"CREATE DATABASE {name} TEMPLATE {make_url(url).database}")
        return Scene(database_url(server, name), keys, closing)

    return copy


def kill_everywhere(act, copies, choose=lambda points: points):
    """Kill at each point of the rehearsal, or at those that are chosen."""
    rehearsal = copies("rehearsal")
    points = killed.telling_points(killed.run(act, rehearsal.url, rehearsal.keys, None))
    assert len(points) > 30
    for number in choose(points):
        scene = copies(number)
        scene.run_and_kill(act, number)
        scene.assert_all_is_well()


def some(count):
    """Chooses so many points: the first, the last, and others between them at even distances."""
    return lambda points: [points[place * (len(points) - 1) // (count - 1)] for place in range(count)]


@pytest.mark.parametrize("copies", ["sqlite"], indirect=True)
def test_a_seal_killed_at_some_points_loses_and_doubles_nothing(copies):
    kill_everywhere(killed.seal_today, copies, some(5))


@pytest.mark.postgres
@pytest.mark.parametrize("copies", ["postgres"], indirect=True)
def test_a_seal_killed_at_few_points_loses_and_doubles_nothing(copies):
    kill_everywhere(killed.seal_today, copies, some(3))


@pytest.mark.parametrize("copies", ["sqlite"], indirect=True)
def test_a_seal_that_draws_new_ids_when_it_goes_on_is_caught(copies):
    with pytest.raises(AssertionError):
        # From the end: that is where it goes wrong.
        kill_everywhere(killed.seal_by_fresh_chance, copies, lambda points: points[::-6])


@pytest.mark.long
@pytest.mark.parametrize("copies", ["sqlite", "postgres"], indirect=True)
def test_a_seal_killed_at_every_point_loses_and_doubles_nothing(copies):
    kill_everywhere(killed.seal_today, copies)

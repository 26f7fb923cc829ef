"""Sealing destroys the key of its epoch; a key that is missing stops it and loses nothing."""

import pytest
from sqlalchemy import select, update

from survey_app.actions.rounds.lifecycle import finish_round
from survey_app.actions.sealing.key_watch import require_keys, watch_keys
from survey_app.actions.sealing.seal import finish_seal
from survey_app.errors import KeyMissing
from survey_app.store.database.engine import writing
from survey_app.store.tables import Round
from tests.actions.responses.response_samples import DAY, ROUND, all_waiting
from tests.actions.sealing.sealing_days import epoch_states, seal_daily, submit

pytestmark = pytest.mark.usefixtures("opened")


def test_the_key_of_a_sealed_epoch_is_destroyed_and_the_next_one_is_kept(engine, keys):
    submit(engine, keys, 35)
    first = set(keys.folder.iterdir())

    seal_daily(engine, keys)

    assert epoch_states(engine) == ["destroyed", "current"]
    assert len(set(keys.folder.iterdir())) == 1
    assert not first & set(keys.folder.iterdir())


def test_without_its_key_an_epoch_is_not_sealed_and_nothing_is_lost(engine, keys):
    submit(engine, keys, 35)
    (path,) = keys.folder.iterdir()
    path.unlink()

    with pytest.raises(KeyMissing, match=path.name):
        seal_daily(engine, keys)
    assert len(all_waiting(engine)) == 35


def test_a_round_whose_key_is_missing_stays_open(engine, keys):
    submit(engine, keys, 3)
    for path in keys.folder.iterdir():
        path.unlink()

    with pytest.raises(KeyMissing):
        finish_round(engine, keys, ROUND)
    with engine.connect() as connection:
        assert connection.scalar(select(Round.state).where(Round.key == ROUND)) == "open"


def test_at_start_a_missing_key_is_named_when_responses_wait(engine, keys):
    submit(engine, keys, 1)
    (path,) = keys.folder.iterdir()
    path.unlink()

    with pytest.raises(KeyMissing, match=rf"{path.name}.*python3 run.py recover"):
        require_keys(engine, keys)


def test_at_start_a_missing_key_that_nothing_waits_for_is_replaced(engine, keys):
    submit(engine, keys, 35)
    finish_round(engine, keys, ROUND)
    for path in keys.folder.iterdir():
        path.unlink()

    watch_keys(engine, keys, DAY)
    with writing(engine) as connection:
        connection.execute(update(Round).values(state="open"))
    submit(engine, keys, 1)

    assert epoch_states(engine) == ["destroyed", "lost", "current"]
    assert len(list(keys.folder.iterdir())) == 1


def test_at_start_a_key_of_another_database_is_left_alone(engine, keys):
    submit(engine, keys, 35)
    of_another = keys.make()
    finish_round(engine, keys, ROUND)

    finish_seal(engine, keys)

    assert keys.has(of_another)

"""A receipt is bound to what was said: in older rows, in batches, and in databases that were restored."""

import os
from hashlib import sha256

import pytest
from sqlalchemy import Engine, delete, func, insert, select, update

from survey_app.actions.responses.store_responses import store_responses
from survey_app.actions.responses.writer import ResponseWriter
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.sealing.key_watch import begin_epoch, watch_keys
from survey_app.errors import Busy, Closed, IdUsed, KeyMissing
from survey_app.store.database.engine import for_writing, writing
from survey_app.store.tables import INBOXES, Epoch, ReceivedOnce, Round
from tests.actions.responses.response_samples import DAY, a_submission, all_waiting, open_everything

ID = "8c1f7b52-5f0e-4c3b-9a57-0d6a0f6f8f11"
SOME, LITTLE = {"belong": "some"}, {"belong": "little"}


@pytest.fixture(autouse=True)
def opened(engine):
    open_everything(engine)


@pytest.fixture
def writer(engine, keys):
    begin_epoch(engine, keys, DAY)
    writer = ResponseWriter(engine, count_day=lambda: DAY)
    yield writer
    writer.stop()


def count(engine: Engine, table: type) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def change(engine: Engine, *statements) -> None:
    with for_writing(engine).begin() as connection:
        for statement in statements:
            connection.execute(statement)


def waiting(engine: Engine, keys: EpochKeys) -> list[bytes]:
    """What waits and can be opened by the current key; None for what cannot."""
    with engine.connect() as connection:
        public_key = connection.scalars(select(Epoch.public_key).where(Epoch.state == "current")).one()
        current = connection.scalars(select(Epoch.number).where(Epoch.state == "current")).one()
    opener = keys.opener(public_key)
    return [opener.open(sealed) for _, epoch, sealed in all_waiting(engine) if epoch == current]


# --- Older rows ---------------------------------------------------------------------------------------


def stored_before(engine: Engine, response_id: str, nullifier: bytes | None = None) -> None:
    """A row as it was written before receipts were bound to the content."""
    h = sha256(response_id.encode()).digest()
    change(
        engine, insert(ReceivedOnce).values(nullifier=nullifier or h, round="spring-2027", response_hash=h)
    )


def test_a_response_from_before_the_change_is_known_by_its_id(writer, engine):
    stored_before(engine, ID)

    assert not writer.submit(a_submission(SOME, id=ID)).is_new
    assert len(all_waiting(engine)) == 0


def test_a_new_row_is_never_taken_for_an_older_one(writer, engine):
    writer.submit(a_submission(SOME, id=ID))

    with pytest.raises(IdUsed):
        writer.submit(a_submission(LITTLE, id=ID))
    with engine.connect() as connection:
        (row,) = connection.execute(select(ReceivedOnce)).all()
    assert row.nullifier == sha256(ID.encode()).digest() != row.response_hash


# --- Batches ------------------------------------------------------------------------------------------


def test_two_contents_with_one_id_in_one_batch_are_told_apart(engine, keys):
    batch = [a_submission(answers, id=ID) for answers in (SOME, LITTLE, SOME, LITTLE)]

    begin_epoch(engine, keys, DAY)
    with writing(engine) as connection:
        outcomes = store_responses(connection, batch, DAY)

    assert [type(outcome).__name__ for outcome in outcomes] == ["Receipt", "IdUsed", "Receipt", "IdUsed"]
    assert [outcomes[0].is_new, outcomes[2].is_new] == [True, False]
    assert len(all_waiting(engine)) == count(engine, ReceivedOnce) == 1


def test_a_response_sent_again_and_again_is_stored_once(writer, engine):
    writer.submit(a_submission(SOME, id=ID))

    first, again = (writer.submit_anew(a_submission(LITTLE, id=ID)) for _ in range(2))

    assert (first.is_new, again.is_new) == (True, False)
    assert first.receipt == again.receipt
    assert len(all_waiting(engine)) == 2


def test_a_response_counts_for_the_round_that_it_names_and_for_no_other(writer, engine):
    first = a_submission(SOME, id=ID)
    writer.submit(first)

    elsewhere = a_submission(SOME, id=ID, round="other-round")
    assert not writer.submit(elsewhere).is_new
    with pytest.raises(IdUsed):
        writer.submit(a_submission(SOME, id=ID, round="other-round", names_round=True))


def test_id_pepper_and_database_do_not_tell_what_was_said():
    salted = a_submission(SOME, id=ID, salt=b"0" * 16)

    assert salted.response_hash != a_submission(SOME, id=ID).response_hash
    assert salted.response_hash != a_submission(SOME, id=ID, salt=b"1" * 16).response_hash
    assert salted.response_hash != a_submission(LITTLE, id=ID, salt=b"0" * 16).response_hash
    assert b"0000" not in repr(salted).encode()


# --- A database that was put back ---------------------------------------------------------------------


def lose_key(engine: Engine, keys: EpochKeys) -> None:
    """As after a restore in the middle of a seal: what waits was sealed to a key that was destroyed since."""
    with engine.connect() as connection:
        public_key = connection.scalars(select(Epoch.public_key).where(Epoch.state == "current")).one()
    keys.destroy(public_key)
    next_epoch(engine, keys.make())
    sealer_looks(engine, keys)


def sealer_looks(engine: Engine, keys: EpochKeys) -> None:
    """The sealer looks at its keys, as every second, and finds one missing."""
    with pytest.raises(KeyMissing):
        watch_keys(engine, keys, DAY)


def next_epoch(engine: Engine, public_key: bytes) -> None:
    change(
        engine,
        update(Epoch).values(state="closed"),
        insert(Epoch).values(number=2, public_key=public_key, state="current", day=DAY),
    )


@pytest.mark.parametrize("of_before", [False, True], ids=["bound", "of before"])
def test_a_response_that_waits_under_a_lost_key_is_stored_again_once(writer, engine, keys, of_before):
    submission = a_submission(SOME, id=ID)
    writer.submit(submission)
    if of_before:
        change(engine, update(ReceivedOnce).values(response_hash=submission.id_hash))
    lose_key(engine, keys)
    assert waiting(engine, keys) == []

    again, once_more = writer.submit(submission), writer.submit(submission)

    assert (again.is_new, once_more.is_new) == (True, False)
    assert waiting(engine, keys) == [submission.payload()]
    assert count(engine, ReceivedOnce) == len(all_waiting(engine)) == 1
    with pytest.raises(IdUsed):
        writer.submit(a_submission(LITTLE, id=ID))


def test_a_response_under_another_epoch_whose_key_is_here_is_left_alone(writer, engine, keys):
    submission = a_submission(SOME, id=ID)
    writer.submit(submission)
    next_epoch(engine, keys.make())
    watch_keys(engine, keys, DAY)

    assert not writer.submit(submission).is_new
    assert waiting(engine, keys) == []


def test_another_response_does_not_take_the_place_of_one_whose_key_is_lost(writer, engine, keys):
    writer.submit(a_submission(SOME, id=ID))
    lose_key(engine, keys)

    with pytest.raises(IdUsed):
        writer.submit(a_submission(LITTLE, id=ID))
    assert writer.submit(a_submission(SOME, id=ID)).is_new


def test_a_response_stored_again_and_lost_is_not_called_stored(writer, engine, keys):
    writer.submit(a_submission(SOME, id=ID))
    writer.submit_anew(a_submission(LITTLE, id=ID))
    lose_key(engine, keys)

    with pytest.raises(IdUsed):
        writer.submit(a_submission(LITTLE, id=ID))
    assert writer.submit_anew(a_submission(LITTLE, id=ID)).is_new


def test_a_closed_round_does_not_call_a_lost_response_stored(writer, engine, keys):
    submission = a_submission(SOME, id=ID)
    writer.submit(submission)
    lose_key(engine, keys)
    change(engine, update(Round).values(state="closed"))

    with pytest.raises(Closed):
        writer.submit(submission)


@pytest.mark.parametrize("damage", ["missing", "overwritten", "cut off"])
def test_without_the_current_key_no_response_is_called_stored(writer, engine, keys, damage):
    submission = a_submission(SOME, id=ID)
    writer.submit(submission)
    (path,) = keys.folder.glob("*.key")
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(os.urandom(32) if damage == "overwritten" else b"")
    sealer_looks(engine, keys)

    for response in (submission, a_submission(SOME), a_submission(LITTLE, id=ID)):
        with pytest.raises(Busy):
            writer.submit(response)
    assert len(all_waiting(engine)) == 1


def test_a_restored_database_without_the_response_gets_it_again(writer, engine):
    submission = a_submission(SOME, id=ID)
    writer.submit(submission)
    # As pg_restore --clean in one transaction, and SQLite's own restore, beside a server that runs.
    change(engine, *map(delete, (*INBOXES, ReceivedOnce)))

    assert writer.submit(submission).is_new
    assert len(all_waiting(engine)) == count(engine, ReceivedOnce) == 1

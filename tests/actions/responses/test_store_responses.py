"""Submitting: exactly once, acknowledged only when stored, nothing readable while it waits."""

import threading
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
from sqlalchemy import Engine, func, insert, select, update

from survey_app.actions.responses.store_responses import Receipt, receipt_for
from survey_app.actions.responses.writer import ResponseWriter
from survey_app.actions.sealing.key_watch import begin_epoch, watch_keys
from survey_app.actions.sealing.seal import seal_now
from survey_app.errors import AlreadyUsed, Busy, Closed, KeyMissing
from survey_app.store.database.engine import for_writing, writing
from survey_app.store.tables import Epoch, ReceivedDay, ReceivedOnce, Round
from tests.actions.responses.response_samples import DAY, a_submission, all_waiting, open_everything


@pytest.fixture
def writer(engine, keys):
    open_everything(engine)
    begin_epoch(engine, keys, DAY)
    writer = ResponseWriter(engine, count_day=lambda: DAY)
    yield writer
    writer.stop()


def count_rows(engine: Engine, table: type) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def set_state(engine: Engine, state: str) -> None:
    with for_writing(engine).begin() as connection:
        connection.execute(update(Round).where(Round.key == "spring-2027").values(state=state))


def test_a_response_is_stored_and_gets_a_receipt(writer, engine):
    submission = a_submission(id="8c1f7b52-5f0e-4c3b-9a57-0d6a0f6f8f11")

    receipt = writer.submit(submission)

    assert receipt == Receipt(submission.id, receipt_for(submission.id), is_new=True)
    assert len(all_waiting(engine)) == count_rows(engine, ReceivedOnce) == 1


def test_receipts_are_eight_letters_that_nobody_confuses():
    assert receipt_for("8c1f7b52-5f0e-4c3b-9a57-0d6a0f6f8f11") == "N89T-VHED"


def test_a_response_sent_twice_is_stored_once(writer, engine):
    submission = a_submission()

    first, again = writer.submit(submission), writer.submit(submission)

    assert (first.is_new, again.is_new) == (True, False)
    assert first.receipt == again.receipt
    assert len(all_waiting(engine)) == 1


def test_one_of_64_senders_of_a_response_stores_it(writer, engine):
    submission = a_submission()
    start = threading.Barrier(64)

    def send(_: int) -> Receipt:
        start.wait()
        return writer.submit(submission)

    with ThreadPoolExecutor(64) as pool:
        receipts = list(pool.map(send, range(64)))

    assert sum(receipt.is_new for receipt in receipts) == 1
    assert len({receipt.receipt for receipt in receipts}) == 1
    assert len(all_waiting(engine)) == 1


def test_a_code_that_another_response_has_used_is_refused(writer, engine):
    submission = a_submission()
    with for_writing(engine).begin() as connection:
        other = {
            "nullifier": submission.nullifier,
            "round": "spring-2027",
            "response_hash": sha256(b"other").digest(),
        }
        connection.execute(insert(ReceivedOnce).values(other))

    with pytest.raises(AlreadyUsed):
        writer.submit(submission)


def test_a_closed_round_takes_nothing(writer, engine):
    set_state(engine, "closed")

    with pytest.raises(Closed):
        writer.submit(a_submission())
    assert count_rows(engine, ReceivedOnce) == len(all_waiting(engine)) == 0


def test_a_round_that_does_not_exist_takes_nothing(writer):
    with pytest.raises(Closed):
        writer.submit(a_submission(round="autumn-1999"))


def test_a_rehearsal_takes_responses(writer, engine):
    set_state(engine, "rehearsal")

    assert writer.submit(a_submission()).is_new


def test_a_stored_response_gets_its_receipt_after_closing_too(writer, engine):
    submission = a_submission()
    writer.submit(submission)
    set_state(engine, "closed")

    assert not writer.submit(submission).is_new


def test_a_submission_writes_no_counter(writer, engine):
    writer.submit(a_submission())

    assert count_rows(engine, ReceivedDay) == 0


def test_what_waits_is_sealed_to_the_epoch_and_padded(writer, engine, keys):
    writer.submit(a_submission(answers={"belong": "some"}))

    with engine.connect() as connection:
        public_key = connection.execute(select(Epoch.public_key)).scalar_one()
    ((_, _, sealed),) = all_waiting(engine)
    assert keys.opener(public_key).open(sealed) == (
        b'{"round":"spring-2027","school":"merced-high","version":"student-2026.1","channel":"web","language":"en",'
        b'"answers":{"belong":"some"},"others":{}}'
    )


def test_without_the_key_no_response_is_taken(writer, engine, keys):
    writer.submit(a_submission())
    for path in keys.folder.iterdir():
        path.unlink()
    with pytest.raises(KeyMissing):
        watch_keys(engine, keys, DAY)

    with pytest.raises(Busy):
        writer.submit(a_submission())
    assert len(all_waiting(engine)) == 1


def test_a_key_that_is_put_back_opens_the_door_again(writer, engine, keys):
    writer.submit(a_submission())
    (path,) = keys.folder.iterdir()
    away = path.rename(path.with_suffix(".away"))
    with pytest.raises(KeyMissing):
        watch_keys(engine, keys, DAY)
    away.rename(path)

    watch_keys(engine, keys, DAY)

    assert writer.submit(a_submission()).is_new


def test_before_the_first_key_no_response_is_taken_and_with_it_all_are(engine, keys):
    open_everything(engine)
    writer = ResponseWriter(engine, count_day=lambda: DAY)
    early = a_submission()
    with pytest.raises(Busy):
        writer.submit(early)

    watch_keys(engine, keys, DAY)

    assert writer.submit(early).is_new
    writer.stop()


def test_when_a_replaced_key_comes_back_with_an_older_database_no_response_is_taken(writer, engine, keys):
    """As when a standby that lacks the last seal takes over: the key that its epoch needs was destroyed."""
    writer.submit(a_submission())
    with engine.connect() as connection:
        before = connection.execute(select(Epoch.public_key)).scalar_one()
    seal_now(engine, keys, DAY)
    writer.submit(a_submission())
    with writing(engine) as connection:
        connection.execute(update(Epoch).where(Epoch.state == "current").values(public_key=before))

    with pytest.raises(Busy):
        writer.submit(a_submission())


def test_a_response_that_the_database_refuses_does_not_stop_the_others(writer):
    good = [a_submission() for _ in range(40)]

    with ThreadPoolExecutor(41) as pool:
        sent = [pool.submit(writer.submit, submission) for submission in good]
        bad = a_submission()
        bad.__dict__["response_hash"] = None  # the column may not be empty
        refused = pool.submit(writer.submit, bad)

    assert isinstance(refused.exception(), Busy)
    assert all(future.result().is_new for future in sent)


def test_a_writer_that_was_stopped_sends_people_away(writer):
    writer.submit(a_submission())
    writer.stop()

    with pytest.raises(Busy):
        writer.submit(a_submission())

"""What we measure for a monitor is true, and too coarse to tell of one person."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest
from sqlalchemy import Engine, insert, update
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import changing
from survey_app.actions.measuring import BYTES, RESPONSES, disk, in_steps, inbox_size, measure
from survey_app.actions.responses.store_responses import store_responses
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.actions.sealing.seal import seal_now
from survey_app.config import CALIFORNIA
from survey_app.store.database.engine import writing
from survey_app.store.database.one_sealer import Leadership
from survey_app.store.tables import Account, Epoch, Job
from tests.actions.responses.response_samples import DAY, a_submission, open_everything


@pytest.fixture
def opened(engine: Engine, keys: EpochKeys) -> Engine:
    """A round in which 40 people have answered."""
    open_everything(engine)
    begin_epoch(engine, keys, DAY)
    with writing(engine) as connection:
        store_responses(connection, [a_submission() for _ in range(40)], DAY)
    return engine


def test_the_size_of_the_inbox_is_told_in_hundreds_up_or_down_by_chance(opened: Engine) -> None:
    sizes = [inbox_size(opened) for _ in range(200)]

    assert set(sizes) == {0, RESPONSES}
    # 40 on average; further off than 20 once in a hundred million runs.
    assert 20 < sum(sizes) / len(sizes) < 60


def test_an_empty_inbox_is_told_as_empty(engine: Engine) -> None:
    assert {inbox_size(engine) for _ in range(20)} == {0}


def test_the_last_seal_is_told_by_its_hour_whether_or_not_somebody_has_answered(
    engine: Engine, keys: EpochKeys
) -> None:
    now = datetime(2027, 4, 6, 19, 0, tzinfo=UTC)
    without_epoch = measure(engine, now)
    open_everything(engine)
    begin_epoch(engine, keys, DAY)
    before = measure(engine, now)
    with writing(engine) as connection:
        store_responses(connection, [a_submission()], DAY)

    assert without_epoch.last_seal == before.last_seal
    assert measure(engine, now).last_seal == before.last_seal == datetime(2027, 4, 6, 3, 0, tzinfo=CALIFORNIA)


def test_a_sealer_that_is_silent_is_seen_by_the_hour_of_its_last_seal(
    opened: Engine, keys: EpochKeys
) -> None:
    later = datetime(2027, 4, 9, 19, 0, tzinfo=UTC)
    assert measure(opened, later).last_seal == datetime(2027, 4, 6, 3, 0, tzinfo=CALIFORNIA)

    seal_now(opened, keys, date(2027, 4, 9))
    assert measure(opened, later).last_seal == datetime(2027, 4, 9, 3, 0, tzinfo=CALIFORNIA)


def test_a_key_that_the_sealer_misses_is_told(opened: Engine, now: datetime) -> None:
    before = measure(opened, now).misses_key
    with writing(opened) as connection:
        connection.execute(update(Epoch).values(is_key_missing=True))

    assert (before, measure(opened, now).misses_key) == (False, True)


def test_whether_a_sealer_is_at_work_is_told(engine: Engine, now: datetime) -> None:
    leadership = Leadership(engine)
    before = measure(engine, now).is_led
    assert leadership.is_ours()
    during = measure(engine, now).is_led
    leadership.end()
    # Postgres lets go when it has noticed that the connection is closed.
    latest = monotonic() + 30
    while (after := measure(engine, now).is_led) and monotonic() < latest:
        sleep(0.02)

    assert (before, during, after) == (False, True, False)


def test_what_waits_and_runs_is_told_with_the_age_of_the_oldest(engine: Engine, now: datetime) -> None:
    with Session(engine) as session:
        account = Account(email="ana@example.org", name="Ana", role="viewer", created_at=now)
        session.add(account)
        session.flush()
        for number, state in enumerate(("waiting", "waiting", "running", "done", "failed")):
            at = now - timedelta(minutes=number)
            session.execute(
                insert(Job).values(
                    id=str(number), kind="kit", account=account.id, wanted="{}", state=state, created_at=at
                )
            )
        session.commit()
    measures = measure(engine, now)

    assert measures.jobs == {"waiting": 2, "running": 1}
    assert measures.oldest_job == 120


def test_the_last_backup_is_told(engine: Engine, now: datetime) -> None:
    before = measure(engine, now).last_backup
    for days in (2, 1):
        with changing(engine, Actor("operator", now - timedelta(days=days)), "backup") as change:
            change.log("nightly", None)

    assert (before, measure(engine, now).last_backup) == (None, now - timedelta(days=1))


def test_sizes_are_told_in_steps_of_16_mebibytes(engine: Engine, tmp_path: Path, now: datetime) -> None:
    measured = disk(tmp_path)

    assert measure(engine, now).size >= BYTES
    assert [each % BYTES for each in (measure(engine, now).size, measured.free, measured.size)] == [0, 0, 0]
    assert 0 < measured.free <= measured.size
    assert (in_steps(199, 100), in_steps(200, 100)) == (100, 200)

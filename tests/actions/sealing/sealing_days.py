"""Responses that wait, days that pass, and what is in the tables then."""

from datetime import timedelta

from sqlalchemy import Engine, func, select

from survey_app.actions.responses.store_responses import store_responses
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.actions.sealing.seal import seal_if_due
from survey_app.store.database.engine import writing
from survey_app.store.tables import Box, Epoch
from tests.actions.responses.response_samples import DAY, a_submission, all_waiting


def submit(engine: Engine, keys: EpochKeys, count: int, **changes: str) -> None:
    """Store responses, numbered by their free text."""
    submissions = [
        a_submission({"belong": "some", "open_change": f"comment {number}"}, **changes)
        for number in range(count)
    ]
    begin_epoch(engine, keys, DAY)
    with writing(engine) as connection:
        store_responses(connection, submissions, DAY)


def count_rows(engine: Engine, table: type) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def epoch_states(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(select(Epoch.state).order_by(Epoch.number)))


def seal_daily(engine: Engine, keys: EpochKeys, day: int = 1) -> int:
    """Let the hour of the daily count come, so many days after the responses."""
    return seal_if_due(engine, keys, DAY + timedelta(days=day))


def counts(engine: Engine) -> tuple[int, int]:
    """(responses that wait, responses in the box)."""
    return len(all_waiting(engine)), count_rows(engine, Box)

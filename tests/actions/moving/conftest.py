"""The two databases of a move."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.config import day_of_last_count
from survey_app.store.database.engine import make_engine
from tests.actions.responses.response_samples import open_everything


@pytest.fixture
def source(sqlite_url: str, keys: EpochKeys, closing: Callable[[Engine], Engine]) -> Engine:
    """A district with an open round, in SQLite."""
    engine = closing(make_engine(sqlite_url))
    open_everything(engine)
    begin_epoch(engine, keys, day_of_last_count())
    return engine


@pytest.fixture
def target(postgres_url: str, closing: Callable[[Engine], Engine]) -> Engine:
    """An empty Postgres with its tables."""
    return closing(make_engine(postgres_url))

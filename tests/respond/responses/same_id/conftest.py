"""The public door on SQLite and on Postgres."""

import pytest

from tests.respond.door_samples import open_everything


@pytest.fixture
def door_engine(engine):
    """On SQLite and on Postgres: that a response is stored once is held by the database."""
    open_everything(engine)
    return engine

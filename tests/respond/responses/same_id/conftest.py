"""The public door on SQLite and on Postgres."""

import pytest


@pytest.fixture
def door_engine(engine):
    """On SQLite and on Postgres: that a response is stored once is held by the database."""
    return engine

"""A closed round, and a draft of its results."""

import pytest

from tests.actions.exports.export_samples import fill, set_up
from tests.actions.results.release_steps import release


@pytest.fixture
def closed(engine):
    set_up(engine)
    fill(engine, [{"grade": "9", "needs": ["tutor"], "days": 3}] * 40)


@pytest.fixture
def draft(closed, engine):
    release(engine)

"""A closed round with 24 responses, to export."""

import pytest

from tests.actions.exports.export_samples import fill, set_up
from tests.actions.exports.exporting import ANSWERS, MORE


@pytest.fixture
def closed(engine):
    set_up(engine)
    fill(engine, ANSWERS + MORE)

"""An open round at two schools, for responses to be sealed."""

import pytest
from sqlalchemy import Engine

from tests.actions.responses.response_samples import open_everything


@pytest.fixture
def opened(engine: Engine) -> None:
    open_everything(engine)

"""A round in which people answered, and an empty machine of the same kind to bring it back on."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from survey_app.store.database.engine import make_engine
from tests.actions.backup.machines import Machine
from tests.actions.responses.response_samples import open_everything
from tests.filled import another_database


@pytest.fixture
def here(engine: Engine, tmp_path: Path) -> Machine:
    """The machine that people answer on: a round is open at two schools."""
    open_everything(engine)
    return Machine(engine, tmp_path / "here")


@pytest.fixture
def elsewhere_url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a second, empty database of the same kind."""
    kind = "sqlite" if database.startswith("sqlite") else "postgres"
    with another_database(request, kind, tmp_path / "elsewhere database") as url:
        yield url


@pytest.fixture
def elsewhere(elsewhere_url: str, tmp_path: Path, closing: Callable[[Engine], Engine]) -> Machine:
    """A machine on which nothing is yet."""
    return Machine(closing(make_engine(elsewhere_url)), tmp_path / "elsewhere")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where a backup goes."""
    return tmp_path / "monday"

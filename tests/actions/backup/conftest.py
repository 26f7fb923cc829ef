"""A round in which people answered, and an empty machine of the same kind to bring it back on."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url

from survey_app.store.database.engine import make_engine
from tests.actions.backup.machines import Machine
from tests.actions.responses.response_samples import open_everything
from tests.conftest import administer, database_url


@pytest.fixture
def here(engine: Engine, tmp_path: Path) -> Machine:
    """The machine that people answer on: a round is open at two schools."""
    open_everything(engine)
    return Machine(engine, tmp_path / "here")


@pytest.fixture
def elsewhere_url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a second, empty database of the same kind."""
    if database.startswith("sqlite"):
        template = request.getfixturevalue("sqlite_template")
        yield f"sqlite:///{shutil.copy(template, tmp_path / 'elsewhere.sqlite')}"
        return
    server, template = (request.getfixturevalue(f"postgres_{name}") for name in ("server", "template"))
    name = f"{make_url(database).database}_elsewhere"
    administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield database_url(server, name)
    administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def elsewhere(elsewhere_url: str, tmp_path: Path, closing: Callable[[Engine], Engine]) -> Machine:
    """A machine on which nothing is yet."""
    return Machine(closing(make_engine(elsewhere_url)), tmp_path / "elsewhere")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where a backup goes."""
    return tmp_path / "monday"

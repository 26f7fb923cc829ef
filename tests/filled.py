"""Databases that hold the same when each test of a folder begins: filled once, and then copied."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from survey_app.store.database.engine import make_engine
from tests.conftest import administer, database_url, made_once
from tests.store.database.postgres import copied


def filled(name: str, fill: Callable[[Engine], None]) -> tuple[Any, Any]:
    """Return `sqlite_template, postgres_template` for a conftest: every fresh database in its folder begins filled."""

    @pytest.fixture(scope="session", name="sqlite_template")
    def of_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
        def make(folder: Path) -> None:
            _fill(f"sqlite:///{shutil.copy(sqlite_template, folder / 'template.sqlite')}", fill)

        return made_once(tmp_path_factory, f"sqlite_{name}", make) / "template.sqlite"

    @pytest.fixture(scope="session", name="postgres_template")
    def of_postgres(postgres_server: str, postgres_template: str) -> Iterator[str]:
        own = f"{postgres_template}_{name}"
        administer(postgres_server, f"CREATE DATABASE {own} TEMPLATE {postgres_template}")
        _fill(database_url(postgres_server, own), fill)
        yield own
        administer(postgres_server, f"DROP DATABASE {own}")

    return of_sqlite, of_postgres


@contextmanager
def another_database(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[str]:
    """The URL of one more database as each test begins with. kind: "sqlite", in a file in the folder, or "postgres"."""
    template = request.getfixturevalue(f"{kind}_template")
    if kind == "sqlite":
        folder.mkdir(exist_ok=True)
        yield f"sqlite:///{shutil.copy(template, folder / 'survey.sqlite')}"
    else:
        with copied(request.getfixturevalue("postgres_server"), template) as url:
            yield url


def _fill(url: str, fill: Callable[[Engine], None]) -> None:
    engine = make_engine(url)
    fill(engine)
    engine.dispose()

"""Databases that hold the same when each test of a folder begins: filled once, and then copied."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from survey_app.store.database.engine import make_engine
from tests.conftest import administer, database_url, made_once


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


def _fill(url: str, fill: Callable[[Engine], None]) -> None:
    engine = make_engine(url)
    fill(engine)
    engine.dispose()

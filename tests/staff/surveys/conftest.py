"""A district whose administrator writes surveys."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.actions.surveys.catalog import publish_library
from survey_app.config import read_settings
from survey_app.extensions import db
from survey_app.factory import create_app
from tests.conftest import made_once
from tests.installation import with_secrets
from tests.staff.accounts.people import add_districts, signed_in_as
from tests.staff.surveys.writing import Writer

FILE = "survey.sqlite"


@pytest.fixture(scope="session")
def library_template(
    sqlite_template: Path, static_builds: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A SQLite file with two districts and the surveys of the library, to be copied."""

    def fill(folder: Path) -> None:
        url = f"sqlite:///{shutil.copy(sqlite_template, folder / FILE)}"
        (folder / "static").symlink_to(static_builds)
        app = create_app(read_settings({"DATABASE_URL": url, "INSTANCE_PATH": str(with_secrets(folder))}))
        add_districts(app)
        with app.app_context():
            publish_library(db.session(), datetime.now(UTC))
            db.session.remove()
            db.engine.dispose()

    return made_once(tmp_path_factory, "library", fill) / FILE


@pytest.fixture
def sqlite_url(library_template: Path, tmp_path: Path) -> str:
    """A SQLite database of its own, with two districts and the surveys of the library."""
    return f"sqlite:///{shutil.copy(library_template, tmp_path / FILE)}"


@pytest.fixture
def published(app: Flask) -> Flask:
    return app


@pytest.fixture
def boss(published: Flask) -> FlaskClient:
    """The administrator of a district."""
    return signed_in_as(published, "district_admin")


@pytest.fixture
def writer(boss: FlaskClient) -> Writer:
    """The administrator with a copy of the student survey."""
    return Writer.with_copy(boss)

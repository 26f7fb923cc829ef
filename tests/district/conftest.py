"""A simulated district: nine real schools, four audiences, two rounds, both released. Made once."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from survey_app.actions.demo.sample_district import load_sample_district, simulate
from survey_app.actions.results.make_release import make_release, release_secret
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.config import read_settings
from survey_app.extensions import db
from survey_app.factory import create_app
from survey_app.store.tables import Round
from tests.installation import with_secrets
from tests.staff.accounts.people import OURS, signed_in_as

BEFORE, NOW_ROUND = "sample", "sample-2"
TODAY = date(2026, 9, 21)
NOW = datetime(2026, 9, 21, 18, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def district(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("district")
    url = f"sqlite:///{shutil.copy(sqlite_template, folder / 'survey.sqlite')}"
    app = create_app(
        read_settings({"DATABASE_URL": url, "INSTANCE_PATH": str(with_secrets(folder / "instance"))})
    )
    keys = EpochKeys(folder / "instance" / "keys")
    secret = release_secret(folder / "instance")
    with app.app_context():
        load_sample_district(db.engine, keys, TODAY, NOW, responses=700)
        year = timedelta(days=365)
        with db.engine.begin() as connection:
            earlier = update(Round).where(Round.key == BEFORE)
            days = {"opens_on": TODAY - year, "closes_on": TODAY - year + timedelta(days=30)}
            connection.execute(earlier.values(name="The year before", **days))
        simulate(db.engine, keys, TODAY, NOW, responses=1_500, seed=2)
        for key in (BEFORE, NOW_ROUND):
            make_release(db.session(), secret, key, "admin@example.org", NOW)
        db.session.remove()
    yield app
    with app.app_context():
        db.engine.dispose()


@contextmanager
def a_copy(district: Flask, folder: Path) -> Iterator[Flask]:
    """A copy of the district in its own folder, for a test to change."""
    folder.mkdir(mode=0o700, exist_ok=True)
    with district.app_context():
        original = str(db.engine.url.database)
    # The file alone would miss the newest writes: they are in a second file beside it.
    with (
        closing(sqlite3.connect(original)) as source,
        closing(sqlite3.connect(folder / "survey.sqlite")) as copy,
    ):
        source.backup(copy)
    url = f"sqlite:///{folder / 'survey.sqlite'}"
    app = create_app(read_settings({"DATABASE_URL": url, "INSTANCE_PATH": str(with_secrets(folder))}))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def admin(district: Flask) -> FlaskClient:
    return signed_in_as(district, "district_admin", OURS)


@pytest.fixture(scope="session")
def coordinator(district: Flask) -> FlaskClient:
    return signed_in_as(district, "coordinator", OURS, ("merced-high",))


@pytest.fixture(scope="session")
def viewer(district: Flask) -> FlaskClient:
    return signed_in_as(district, "viewer", OURS, ("merced-high",))

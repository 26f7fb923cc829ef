"""A copy of the district, whose releases each test puts into the state it needs, and people who look at it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from flask import Flask

from survey_app.config import read_settings
from survey_app.extensions import db
from survey_app.factory import create_app
from tests.district.approval.states import Clients, plant, put
from tests.district.conftest import BEFORE, NOW_ROUND
from tests.installation import with_secrets
from tests.staff.accounts.people import OURS, signed_in_as


@pytest.fixture(scope="session")
def own_district(district: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A copy of the district, whose releases each test puts into the state it needs."""
    folder = tmp_path_factory.mktemp("approval")
    with district.app_context():
        copy = folder / "survey.sqlite"
        with closing(sqlite3.connect(str(db.engine.url.database))) as connection:
            connection.execute("VACUUM INTO ?", (str(copy),))
    app = create_app(
        read_settings({"DATABASE_URL": f"sqlite:///{copy}", "INSTANCE_PATH": str(with_secrets(folder))})
    )
    plant(app)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def draft(own_district: Flask) -> Flask:
    put(own_district, BEFORE, "approved")
    put(own_district, NOW_ROUND, "draft")
    return own_district


@pytest.fixture(scope="session")
def clients(own_district: Flask) -> Clients:
    return {
        "district_admin": signed_in_as(own_district, "district_admin", OURS),
        "coordinator": signed_in_as(own_district, "coordinator", OURS, ("merced-high",)),
        "viewer": signed_in_as(own_district, "viewer", OURS, ("merced-high",)),
        "family": own_district.test_client(),
    }

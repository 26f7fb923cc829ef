"""A district whose administrator writes surveys."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.actions.surveys.catalog import publish_library
from survey_app.extensions import db
from tests.staff.accounts.people import add_districts, signed_in_as
from tests.staff.surveys.writing import Writer


@pytest.fixture
def published(app: Flask) -> Flask:
    add_districts(app)
    with app.app_context():
        publish_library(db.session(), datetime.now(UTC))
        db.session.remove()
    return app


@pytest.fixture
def boss(published: Flask) -> FlaskClient:
    """The administrator of a district."""
    return signed_in_as(published, "district_admin")


@pytest.fixture
def writer(boss: FlaskClient) -> Writer:
    """The administrator with a copy of the student survey."""
    return Writer.with_copy(boss)

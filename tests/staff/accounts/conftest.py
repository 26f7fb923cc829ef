"""A site with two districts, and a district administrator who is signed in."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.vocabulary import DISTRICT_ADMIN
from tests.staff.accounts.people import add_districts, signed_in_as


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    add_districts(app)
    return signed_in_as(app, DISTRICT_ADMIN)

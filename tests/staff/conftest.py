"""The whole app on a small database, and a client that signed in."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.actions.accounts.staff_links import operator_link
from survey_app.config import read_settings
from survey_app.extensions import db
from survey_app.factory import create_app


@pytest.fixture
def app(sqlite_url: str, instance: Path) -> Iterator[Flask]:
    app = create_app(read_settings({"DATABASE_URL": sqlite_url, "INSTANCE_PATH": str(instance)}))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def link(app: Flask) -> str:
    """The path of a one-time link."""
    with app.app_context():
        return f"/staff/enter/{operator_link(db.session(), datetime.now(UTC))}"


def token_of(page: str) -> str:
    """The token that a form of this page carries."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, page
    return found[1]


@pytest.fixture
def signed_in(app: Flask, link: str) -> FlaskClient:
    client = app.test_client()
    token = token_of(client.get(link).text)
    assert client.post(link, data={"csrf_token": token}).location == "/staff/"
    return client

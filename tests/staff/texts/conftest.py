"""A district with its surveys, and people who speak Spanish."""

import pytest
from flask import Flask

from survey_app.extensions import db
from survey_app.store.tables import Account
from tests.staff.accounts.people import OURS, add_districts


@pytest.fixture
def district(app: Flask) -> str:
    add_districts(app)
    return OURS


@pytest.fixture
def speaks(app: Flask):
    """Gives the newest account these languages, and no other."""

    def give(*languages: str) -> None:
        with app.app_context():
            account = db.session.query(Account).order_by(Account.id.desc()).first()
            account.languages = list(languages)
            db.session.commit()

    return give

"""A site with rounds as far along as rounds can be, whoever is signed in, and what a page must say in Spanish."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale

from survey_app.actions.surveys.catalog import publish_survey
from survey_app.config import read_settings
from survey_app.extensions import db
from survey_app.factory import create_app
from survey_app.problems.problem import NAMED
from survey_app.store.tables import Link, Round
from survey_app.surveys.yaml_file import load_library
from survey_app.web.wording.problems.telling import ON_PAGES
from tests.installation import with_secrets
from tests.staff.accounts.people import OURS, add_districts, signed_in_as
from tests.staff.refusals.refused_forms import TODAY


@pytest.fixture(scope="session")
def site(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, static_builds: Path
) -> Iterator[Flask]:
    """An app with rounds that are as far as rounds can be."""
    folder = tmp_path_factory.mktemp("refusals")
    (folder / "static").symlink_to(static_builds)
    url = f"sqlite:///{shutil.copy(sqlite_template, folder / 'survey.sqlite')}"
    app = create_app(read_settings({"DATABASE_URL": url, "INSTANCE_PATH": str(with_secrets(folder))}))
    add_districts(app)
    with app.app_context():
        publish_survey(db.session(), load_library()["student"], datetime.now(UTC))
        add_round("opened", "open", ("merced-high", "family", "family-2026.3", {}))
        add_round("late", "open", late_until=TODAY + timedelta(days=9))
        add_round("done", "closed", ("sequoia-high", "family", "family-2026.3", {}))
        add_round("students", "draft", ("sequoia-high", "student", load_library()["student"].version, {}))
        add_round("coded", "draft", ("sequoia-high", "family", "family-2026.3", {"access": "codes"}))
        db.session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()


def add_round(
    key: str,
    state: str,
    link: tuple[str, str, str, dict[str, str]] = ("sequoia-high", "family", "family-2026.3", {}),
    late_until: date | None = None,
) -> None:
    days = {"opens_on": TODAY - timedelta(days=9), "closes_on": TODAY + timedelta(days=9)}
    row = Round(key=key, district=OURS, name=key.title(), state=state, late_until=late_until, **days)
    db.session.add(row)
    db.session.flush()
    school, audience, version, more = link
    db.session.add(Link(round=key, school=school, audience=audience, version=version, **more))


@pytest.fixture(scope="session")
def admin(site: Flask) -> FlaskClient:
    return signed_in_as(site, "district_admin")


@pytest.fixture(scope="session")
def superuser(site: Flask) -> FlaskClient:
    return signed_in_as(site, "district_admin", district=None)


@pytest.fixture(scope="session")
def say(site: Flask) -> Callable[[str], list[str]]:
    """The pieces of what a page must say in Spanish for a code."""

    def said(code: str) -> list[str]:
        with site.test_request_context(), force_locale("es"):
            words = str(ON_PAGES[code])
        parts = [" ".join(part.split()) for part in NAMED.sub("\0", words).split("\0")]
        return [part for part in parts if part.strip(" .,:")]

    return said

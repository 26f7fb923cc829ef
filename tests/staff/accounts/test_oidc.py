"""Signing in with a provider of identities: whoever was invited gets in, and nobody else."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient

from survey_app.config import read_settings
from survey_app.errors import SettingsError
from survey_app.extensions import db
from survey_app.factory import create_app
from survey_app.staff.accounts.oidc import read_providers
from survey_app.store.tables import Account
from survey_app.vocabulary import COORDINATOR
from tests.staff.accounts.people import add_districts, signed_in_as
from tests.staff.accounts.provider import Provider, a_provider

EMAIL = "coordinator-1-24-65789@example.org"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with a_provider() as provider:
        yield provider


def a_file(tmp_path: Path, *providers: dict[str, object], mode: int = 0o600) -> Path:
    path = tmp_path / "providers.json"
    path.write_text(json.dumps(providers))
    path.chmod(mode)
    return path


def described(provider: Provider, **changes: object) -> dict[str, object]:
    described = {"name": "Example", "issuer": provider.issuer, "client_id": "us", "client_secret": "secret"}
    return {**described, **changes}


@pytest.fixture
def app_with(sqlite_url: str, tmp_path: Path, instance: Path, provider: Provider):
    """Makes an app that offers the provider."""
    apps = []

    def make(**changes: object) -> Flask:
        path = a_file(tmp_path, described(provider, **changes))
        settings = {"DATABASE_URL": sqlite_url, "INSTANCE_PATH": str(instance)}
        apps.append(create_app(read_settings({**settings, "OIDC_PROVIDERS": str(path)})))
        add_districts(apps[-1])
        signed_in_as(apps[-1], COORDINATOR, schools=("merced-high",))
        return apps[-1]

    yield make
    for app in apps:
        with app.app_context():
            db.engine.dispose()


def go_through(client: FlaskClient):
    """To the provider and back, as a browser would."""
    there = client.get("/staff/oidc/0")
    back = requests.get(there.location, allow_redirects=False, timeout=5).headers["Location"]
    parts = urlsplit(back)
    return client.get(f"{parts.path}?{parts.query}")


def test_the_page_offers_the_provider_and_whoever_was_invited_gets_in(app_with, provider):
    provider.claims = {"email": EMAIL.upper(), "email_verified": True}
    client = app_with().test_client()
    assert "Sign in with Example" in client.get("/staff/sign-in").text

    done = go_through(client)

    assert done.location == "/staff/"
    assert "Hello, A coordinator" in client.get("/staff/").text


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"email": "stranger@example.org", "email_verified": True}, "no account here"),
        ({"email": EMAIL, "email_verified": False}, "does not say that your e-mail address is yours"),
        ({"email": EMAIL}, "does not say that your e-mail address is yours"),
        ({"email_verified": True}, "does not say that your e-mail address is yours"),
        ({"email": EMAIL, "email_verified": True, "aud": "somebody else"}, "did not confirm"),
        ({"email": EMAIL, "email_verified": True, "iss": "https://evil.example"}, "did not confirm"),
        ({"email": EMAIL, "email_verified": True, "exp": 1}, "did not confirm"),
        ({"email": EMAIL, "email_verified": True, "nonce": "of yesterday"}, "did not confirm"),
    ],
)
def test_whoever_is_not_known_or_not_proved_stays_out(app_with, provider, claims, words):
    provider.claims = claims
    client = app_with().test_client()

    answer = go_through(client)

    assert answer.status_code == 403
    assert words in answer.text
    assert client.get("/staff/").status_code == 302


def test_a_token_that_somebody_else_signed_is_refused(app_with, provider):
    provider.claims, provider.other_key = {"email": EMAIL, "email_verified": True}, True

    assert go_through(app_with().test_client()).status_code == 403


def test_an_answer_that_was_not_asked_for_is_refused(app_with):
    assert app_with().test_client().get("/staff/oidc/0/done?code=x&state=y").status_code == 403


def test_a_disabled_account_stays_out(app_with, provider):
    provider.claims = {"email": EMAIL, "email_verified": True}
    app = app_with()
    with app.app_context():
        db.session.query(Account).update({"is_disabled": True})
        db.session.commit()

    assert go_through(app.test_client()).status_code == 403


def test_a_provider_whose_addresses_are_trusted_need_not_say_so(app_with, provider):
    provider.claims = {"email": EMAIL}

    assert go_through(app_with(trusts_email=True).test_client()).location == "/staff/"


def test_a_provider_that_is_away_says_so(app_with):
    answer = app_with(issuer="http://127.0.0.1:9").test_client().get("/staff/oidc/0")

    assert answer.status_code == 503
    assert "does not answer" in answer.text


def test_without_the_setting_there_is_no_provider(app):
    client = app.test_client()

    assert "Sign in with" not in client.get("/staff/sign-in").text
    assert client.get("/staff/oidc/0").status_code == 404


@pytest.mark.parametrize(
    ("content", "mode", "words"),
    [
        ("[]", 0o644, "chmod 600"),
        ("[", 0o600, "is not JSON"),
        ('{"name": "x"}', 0o600, "must be a list"),
        ('[{"name": "x"}]', 0o600, "client_secret"),
    ],
)
def test_a_bad_file_of_providers_is_named(tmp_path, content, mode, words):
    path = tmp_path / "providers.json"
    path.write_text(content)
    path.chmod(mode)

    with pytest.raises(SettingsError, match=words):
        read_providers(path)

"""Invite a person by the page, and set up the account as the person would."""

import re

import pyotp
from flask import Flask
from flask.testing import FlaskClient

from survey_app.vocabulary import COORDINATOR
from tests.staff.conftest import token_of

PASSPHRASE = "violet tractor reading a slow canal"
OUR_PAGE = {"Sec-Fetch-Site": "same-origin"}


def post(client: FlaskClient, path: str, page: str | None = None, **fields: object):
    """Send a form as the page would."""
    token = token_of(client.get(page or path).text)
    return client.post(path, data={"csrf_token": token, **fields}, headers=OUR_PAGE)


def invite(admin: FlaskClient, **changes: object) -> str:
    """The path of an invitation."""
    fields = {"email": "ana@example.org", "name": "Ana Ruiz", "role": COORDINATOR, "schools": ["merced-high"]}
    answer = post(admin, "/staff/people", **{**fields, **changes})
    found = re.search(r"/staff/welcome/[\w-]+", answer.text)
    assert found, answer.text
    return found[0]


def secret_on(page: str) -> str:
    """The secret that the page of an invitation shows."""
    found = re.search(r"into the app:\s*<code dir=\"ltr\">([A-Z2-7 ]+)</code>", page)
    assert found, page
    return found[1].replace(" ", "")


def accept(app: Flask, path: str) -> tuple[FlaskClient, str, str]:
    """A client that set its account up, the secret of its app, and the page that it saw."""
    client = app.test_client()
    key = secret_on(client.get(path).text)
    answer = post(client, path, password=PASSPHRASE, code=pyotp.TOTP(key).now())
    return client, key, answer.text

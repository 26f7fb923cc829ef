"""Responses in envelopes: the same door, the same receipt, exactly once whichever form comes first."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.respond.door_samples import SURVEY, a_response

URL = f"{SURVEY}/responses"


@pytest.fixture
def door_engine(engine):
    """On SQLite and on Postgres: that a response is stored once is held by the database."""
    return engine


def test_a_sealed_response_is_stored_as_the_bare_one_would_be(client, seal, stored):
    bare, sealed = a_response(), a_response()

    answers = [client.post(URL, json=bare), client.post(URL, json=seal(sealed))]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[1].json.keys() == {"id", "status", "receipt"}
    one, other = stored()
    assert one["answers"] == other["answers"]


@pytest.mark.parametrize("order", ["bare sealed", "sealed bare", "sealed sealed", "bare bare"])
def test_a_response_is_stored_once_whichever_form_comes_first(client, seal, stored, order):
    body = a_response()

    first, again = (client.post(URL, json=seal(body) if form == "sealed" else body) for form in order.split())

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json
    assert len(stored()) == 1


def test_a_response_is_stored_once_when_all_forms_come_together(app, seal, stored):
    body = a_response()
    forms = [body, seal(body)] * 6

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda form: app.test_client().post(URL, json=form), forms))

    assert sorted(answer.status_code for answer in answers) == [200] * 11 + [201]
    assert len({answer.json["receipt"] for answer in answers}) == 1
    assert len(stored()) == 1


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"key": "0" * 16}, 422, "unknown_key"),
        ({"protocol": 2}, 422, "protocol"),
        ({"protocol": 0}, 422, "protocol"),
        ({"protocol": "1"}, 422, "protocol"),
        ({"protocol": True}, 422, "protocol"),
        ({"protocol": 1.0}, 422, "protocol"),
        ({"sealed": "not base64!"}, 422, "malformed"),
        ({"sealed": ""}, 422, "malformed"),
        ({"sealed": 7}, 422, "malformed"),
        ({"id": "00000000-0000-4000-8000-000000000000"}, 422, "malformed"),
        ({"more": 1}, 422, "malformed"),
        ({"sealed": "A" * 96 * 1024}, 413, "too_large"),
    ],
)
def test_an_envelope_that_cannot_be_taken_says_why_and_never_what_is_in_it(
    client, seal, stored, changes, status, code
):
    response = client.post(URL, json=seal(a_response(), **changes))

    assert (response.status_code, response.json["error"]["code"]) == (status, code)
    assert "Zapatos" not in response.text
    assert stored() == []


def test_an_envelope_is_bound_to_its_link_and_its_id(client, seal, stored):
    other = a_response()
    answers = [
        client.post(URL, json=seal(a_response(), "merced-high/family")),
        client.post(URL, json=seal(a_response(), content=json.dumps(other).encode())),
        client.post(URL, json=seal(a_response(), content=b"[]")),
        client.post(URL, json=seal(a_response(), content=b'{"id": "' + b"x" * 65536 + b'"}')),
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 422, 413]
    assert stored() == []


def test_a_large_body_must_be_an_envelope(client, seal, stored):
    large = a_response(answers={"open_change": "x" * 70_000})

    assert client.post(URL, json=large).status_code == 413
    assert client.post(URL, json={**large, "protocol": 1}).status_code == 422
    assert client.post(URL, json=seal(a_response(answers={"open_change": "ਪ" * 1900}))).status_code == 201
    assert len(stored()) == 1

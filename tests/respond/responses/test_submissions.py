"""Responses as JSON: stored once, with a receipt, only through a link that takes them."""

from uuid import uuid4

import pytest
from sqlalchemy import update

from survey_app.store.tables import Round
from tests.respond.door_samples import SURVEY, a_response

URL = f"{SURVEY}/responses"
ID = "8c1f7b52-5f0e-4c3b-9a57-0d6a0f6f8f11"


def test_a_response_is_stored_and_gets_a_receipt(client, stored):
    response = client.post(URL, json=a_response(id=ID))

    assert response.status_code == 201
    assert response.json == {"id": ID, "status": "stored", "receipt": response.json["receipt"]}
    assert len(response.json["receipt"]) == 9
    assert response.headers["Cache-Control"] == "no-store"
    (kept,) = stored()
    assert kept == {
        "round": "spring-2027",
        "school": "merced-high",
        "version": "student-2026.1",
        "channel": "web",
        "language": "es",
        "answers": {
            "belong": "some",
            "needs1": "other",
            "needs3": ["food", "tutor"],
            "know": {"clinic": "yes"},
            "siblings": 3,
            "open_change": "Más baños abiertos",
        },
        "others": {"needs1": "Zapatos"},
    }


def test_the_same_response_again_gets_the_same_receipt_and_is_stored_once(client, stored):
    body = a_response(id=ID)

    first, again = (client.post(URL, json=body) for _ in range(2))
    shouted = client.post(URL, json={**body, "id": ID.upper()})

    assert [reply.status_code for reply in (first, again, shouted)] == [201, 200, 200]
    assert first.json == again.json == shouted.json
    assert len(stored()) == 1


def test_a_response_to_an_older_version_is_read_as_that_version(client, stored):
    body = a_response(version="student-2025.1", answers={"belong": "a_lot"})

    assert client.post(URL, json=body).status_code == 201
    assert (stored()[0]["version"], stored()[0]["answers"]) == ("student-2025.1", {"belong": "a_lot"})


def test_a_kiosk_says_that_it_is_one(client, stored):
    assert client.post(URL, json=a_response(channel="kiosk")).status_code == 201
    assert stored()[0]["channel"] == "kiosk"


def test_unknown_answers_are_dropped_and_the_rest_is_kept(client, stored):
    body = a_response(answers={"belong": "some", "no_such": "x", "know.clinic": "y", "\ud800": 1})

    assert client.post(URL, json=body).status_code == 201
    assert stored()[0]["answers"] == {"belong": "some"}


def test_a_response_without_a_code_key_is_fine(client):
    body = a_response()
    del body["code"]

    assert client.post(URL, json=body).status_code == 201


NOT_VALID = {
    "belong": "my secret",
    "needs3": ["food", "tutor", "bus"],
    "know": {"clinic": "my secret", "pantry": "yes"},
    "siblings": "many",
    "open_place": "my secret" * 50,
    "open_change": "a\x00b my secret",
    "needs1": "other",
    "needs1.other": "my \ud800 secret",
}


def test_invalid_answers_are_named_and_the_rest_is_stored(client, stored):
    response = client.post(URL, json=a_response(answers=NOT_VALID))

    assert response.status_code == 201
    assert "secret" not in response.text
    not_taken = {problem.pop("question"): problem for problem in response.json["not_taken"]}
    assert not_taken == {
        "belong": {"code": "unknown_choice"},
        "needs3": {"code": "too_many", "most": 2},
        "know.clinic": {"code": "unknown_choice"},
        "siblings": {"code": "not_a_number"},
        "open_place": {"code": "too_long", "longest": 100},
        "open_change": {"code": "bad_characters"},
        "needs1.other": {"code": "bad_characters"},
    }
    (response,) = stored()
    assert response["answers"] == {
        "needs1": "other",
        "know": {"pantry": "yes"},
        "open_place": ("my secret" * 50)[:100],
        "open_change": "a\ufffdb my secret",
    }
    assert response["others"] == {"needs1": "my \ufffd secret"}


def test_answers_that_were_not_taken_change_neither_the_receipt_nor_what_is_stored(client, stored):
    body = a_response(answers={"belong": "nonsense", "open_change": "x" * 2001})

    first, again = (client.post(URL, json=body) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json
    assert [each["code"] for each in again.json["not_taken"]] == ["unknown_choice", "too_long"]
    assert [each["answers"] for each in stored()] == [{"open_change": "x" * 2000}]


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/s/nowhere/student/responses", 404),
        ("/s/merced-high/staff/responses", 404),
        ("/s/merced-high/parents/responses", 404),
        ("/s/golden-valley-high/student/responses", 410),
        ("/s/buhach-colony-high/student/responses", 201),
    ],
)
def test_only_a_link_that_takes_responses_takes_them(client, url, status):
    response = client.post(url, json=a_response())

    assert response.status_code == status
    assert response.is_json


def test_closing_the_round_takes_effect_at_once(client, door_engine):
    assert client.post(URL, json=a_response()).status_code == 201
    with door_engine.begin() as connection:
        connection.execute(update(Round).values(state="closed"))

    assert client.post(URL, json=a_response()).status_code == 410


def test_after_closing_the_same_response_still_gets_its_receipt(client, door_engine):
    body = a_response()
    receipt = client.post(URL, json=body).json
    with door_engine.begin() as connection:
        connection.execute(update(Round).values(state="closed"))

    again = client.post(URL, json=body)

    assert (again.status_code, again.json) == (200, receipt)


def test_a_waiting_response_says_language_and_channel_until_it_is_counted(client, stored):
    client.post(URL, json=a_response(language="ar"))
    client.post(f"{SURVEY}/es", data={"belong": "some"})

    assert sorted((each["language"], each["channel"]) for each in stored()) == [("ar", "web"), ("es", "web")]


def test_an_id_is_never_used_for_two_responses(client):
    one, other = str(uuid4()), str(uuid4())

    receipts = {client.post(URL, json=a_response(id=each)).json["receipt"] for each in (one, other)}

    assert len(receipts) == 2

"""Requests that are refused: what the contract does not offer, other types and sizes, other sites, floods."""

import json

import pytest

from survey_app.respond.rate_limit import MOST_A_MINUTE
from tests.respond.door_samples import SURVEY, a_response
from tests.respond.responses.test_submissions import ID, URL


@pytest.mark.parametrize("key", ["id", "version", "language", "channel", "answers"])
def test_every_key_that_is_needed_must_be_there(client, stored, key):
    body = a_response()
    del body[key]

    assert client.post(URL, json=body).status_code == 422
    assert stored() == []


ODD = [None, True, 0, 1.5, "", "x", [], ["web"], {}, {"a": 1}, "\x00", "\ud800", "A" * 1000, 10**4000]


@pytest.mark.parametrize("key", ["id", "version", "language", "channel", "code", "answers"])
@pytest.mark.parametrize("value", ODD, ids=lambda value: ascii(value)[:20])
def test_whatever_stands_in_a_key_is_refused_when_it_is_not_what_the_contract_says(
    client, stored, key, value
):
    if (key, value) in (("code", None), ("answers", {}), ("answers", {"a": 1})):
        assert client.post(URL, json=a_response(**{key: value})).status_code == 201
        return

    response = client.post(URL, json=a_response(**{key: value}))

    assert response.status_code == 422
    assert response.json["error"]["code"] == "malformed"
    assert stored() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"extra": 1},
        {"day": "2027-04-06"},
        {"id": "8c1f7b52-5f0e-1c3b-9a57-0d6a0f6f8f11"},
        {"id": "8c1f7b525f0e4c3b9a570d6a0f6f8f11"},
        {"id": f"{{{ID}}}"},
        {"id": f"urn:uuid:{ID}"},
        {"id": f"{ID}\n"},
        {"version": "student-2030.1"},
        {"version": "family-2026.1"},
        {"language": "hmn"},
        {"language": "EN"},
        {"channel": "paper"},
        {"language": "mxb"},
        {"channel": "interview", "language": "Mixteco"},
        {"code": "ABCD-EFGH"},
    ],
    ids=str,
)
def test_values_that_the_contract_does_not_offer_are_refused(client, stored, changes):
    response = client.post(URL, json=a_response(**changes))

    assert response.status_code == 422
    assert stored() == []
    assert not any(str(value) in response.text for value in changes.values() if value != 1)


def test_other_types_and_sizes_have_their_own_status(client):
    body = json.dumps(a_response())

    assert client.post(URL, data=body).status_code == 415
    assert client.post(URL, data=body, content_type="text/plain").status_code == 415
    assert client.post(URL, json=a_response(answers={"open_change": "x" * 65_536})).status_code == 413
    assert client.post(URL, data="{", content_type="application/json").status_code == 422
    assert client.get(URL).status_code == 405


def test_pages_of_other_sites_cannot_send(client, stored):
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        response = client.post(URL, json=a_response(), headers=headers)
        assert (response.status_code, response.json["error"]["code"]) == (403, "wrong_origin")
        response = client.post(f"{SURVEY}/es", data={"belong": "some"}, headers=headers)
        assert response.status_code == 403
    assert stored() == []
    assert client.post(URL, json=a_response(), headers={"Sec-Fetch-Site": "same-origin"}).status_code == 201


def test_a_flood_of_malformed_requests_is_turned_away_and_good_ones_always_pass(client, clock):
    clock.now = 1000 * 60 + 15.0
    for _ in range(MOST_A_MINUTE):
        assert client.post(URL, data="{", content_type="application/json").status_code == 422

    turned_away = client.post(URL, data="{", content_type="application/json")

    assert (turned_away.status_code, turned_away.headers["Retry-After"]) == (429, "46")
    assert client.post(URL, json=a_response()).status_code == 201
    assert client.post(f"{SURVEY}/es", data={"belong": "some"}).status_code == 303
    assert client.post(f"{SURVEY}/es", data={"needs3": ["food", "tutor", "bus"]}).status_code == 422
    family = client.post("/s/merced-high/family/responses", data="{", content_type="application/json")
    assert family.status_code == 422
    clock.now += 60
    assert client.post(URL, data="{", content_type="application/json").status_code == 422

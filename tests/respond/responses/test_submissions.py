import gzip
import json
from uuid import uuid4

import pytest
from sqlalchemy import update

from survey_app.respond.rate_limit import MOST_A_MINUTE
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


@pytest.mark.parametrize("key", ["id", "version", "language", "channel", "answers"])
def test_what_is_needed_must_be_there(client, stored, key):
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
        {"channel": "interview"},
        {"code": "ABCD-EFGH"},
    ],
    ids=str,
)
def test_what_the_contract_does_not_offer_is_refused(client, stored, changes):
    response = client.post(URL, json=a_response(**changes))

    assert response.status_code == 422
    assert stored() == []
    assert not any(str(value) in response.text for value in changes.values() if value != 1)


def test_what_is_not_valid_is_named_and_never_a_reason_to_refuse_the_rest(client, stored):
    answers = {
        "belong": "my secret",
        "needs3": ["food", "tutor", "bus"],
        "know": {"clinic": "my secret", "pantry": "yes"},
        "siblings": "many",
        "open_place": "my secret" * 50,
        "open_change": "a\x00b my secret",
        "needs1": "other",
        "needs1.other": "my \ud800 secret",
    }

    response = client.post(URL, json=a_response(answers=answers))

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


def test_what_was_not_taken_changes_neither_the_receipt_nor_what_is_stored(client, stored):
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


def test_who_closes_the_round_is_obeyed_at_once(client, door_engine):
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


def test_what_waits_says_language_and_channel_until_it_is_counted(client, stored):
    client.post(URL, json=a_response(language="ar"))
    client.post(f"{SURVEY}/es", data={"belong": "some"})

    assert sorted((each["language"], each["channel"]) for each in stored()) == [("ar", "web"), ("es", "web")]


# --- The plain form -------------------------------------------------------------------------------------

FORM = f"{SURVEY}/es"
FILLED_IN = {
    "belong": "pnts",
    "needs1": "other",
    "needs1.other": "Zapatos",
    "needs3": ["food", "bus"],
    "helped": "",
    "know.clinic": "no",
    "siblings": "٣",
    "open_change": "uno\r\ndos",
    "no_such": "x",
}


def page_of(response):
    return (
        gzip.decompress(response.data).decode() if "Content-Encoding" in response.headers else response.text
    )


def test_a_plain_form_is_stored_and_thanked_for(client, stored):
    response = client.post(FORM, data=FILLED_IN)

    assert (response.status_code, response.headers["Cache-Control"]) == (303, "no-store")
    thanks, _, receipt = response.location.partition("?receipt=")
    assert thanks == f"{FORM}/thanks"
    assert len(receipt) == 9
    assert receipt in page_of(client.get(response.location))
    (kept,) = stored()
    assert kept["others"] == {"needs1": "Zapatos"}
    assert kept["answers"] == {
        "belong": "pnts",
        "needs1": "other",
        "needs3": ["food", "bus"],
        "helped": None,
        "know": {"clinic": "no"},
        "siblings": 3,
        "open_place": None,
        "open_change": "uno\ndos",
    }


def test_an_empty_form_is_a_response_too(client, stored):
    assert client.post(FORM, data={}, content_type="application/x-www-form-urlencoded").status_code == 303
    assert len(stored()) == 1


def test_a_form_with_a_problem_comes_back_with_every_answer(client, stored):
    response = client.post(FORM, data={**FILLED_IN, "needs3": ["food", "bus", "tutor"], "siblings": "muchos"})

    page = page_of(response)
    assert (response.status_code, response.headers["Cache-Control"]) == (422, "no-store")
    for kept in ("Zapatos", "muchos", "uno\ndos"):
        assert kept in page.replace("\r", "")
    assert 'lang="es"' in page
    assert stored() == []


def test_switching_the_language_without_a_script_keeps_every_answer(client, stored):
    response = client.post(FORM, data={**FILLED_IN, "switch": "ar", "siblings": "muchos"})

    page = page_of(response)
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    assert 'lang="ar"' in page
    assert "Zapatos" in page
    assert "muchos" in page
    assert f'action="{SURVEY}/ar"' in page
    assert stored() == []


def test_a_language_that_is_not_offered_does_not_swallow_a_response(client, stored):
    assert client.post(FORM, data={**FILLED_IN, "switch": "xx"}).status_code == 303
    assert len(stored()) == 1


def test_a_form_of_an_older_version_is_read_as_that_version(client, stored):
    assert client.post(FORM, data={"version": "student-2025.1", "belong": "a_lot"}).status_code == 303
    assert stored()[0]["version"] == "student-2025.1"

    assert client.post(FORM, data={"version": "nothing", "belong": "some"}).status_code == 422


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"belong=%ff", "application/x-www-form-urlencoded", 422),
        (b"a=1&" * 3000, "application/x-www-form-urlencoded", 422),
        (b"a=1&" * 100_000, "application/x-www-form-urlencoded", 413),
        (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x", 415),
        (b"{}", "application/json", 415),
    ],
)
def test_a_broken_form_gets_a_page_that_says_so(client, stored, body, content_type, status):
    response = client.post(FORM, data=body, content_type=content_type)

    assert response.status_code == status
    assert response.mimetype == "text/html"
    assert stored() == []


def test_a_closed_survey_says_so_to_the_form_as_well(client):
    response = client.post("/s/golden-valley-high/student/es", data={"belong": "some"})

    assert (response.status_code, response.mimetype) == (410, "text/html")
    assert 'lang="es"' in response.text


def test_each_form_is_a_response_of_its_own(client, stored):
    for _ in range(3):
        client.post(FORM, data=FILLED_IN)

    assert len(stored()) == 3


def test_an_id_is_never_used_for_two_responses(client):
    one, other = str(uuid4()), str(uuid4())

    receipts = {client.post(URL, json=a_response(id=each)).json["receipt"] for each in (one, other)}

    assert len(receipts) == 2

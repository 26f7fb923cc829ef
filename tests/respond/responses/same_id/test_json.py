"""One id, two contents, as JSON: "stored" is said only of what is stored."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from survey_app.store.tables import INBOXES, ReceivedDay, ReceivedOnce
from tests.respond.door_samples import a_response
from tests.respond.responses.same_id.contents import ID, SALT, URL, belongs, error


@pytest.mark.parametrize("salt", [{}, {"salt": SALT}], ids=["bare", "salted"])
def test_the_same_id_with_other_answers_is_refused_and_stored_anew_when_asked(client, stored, salt):
    first = a_response(id=ID, answers={"belong": "some"}, **salt)
    other = {**first, "answers": {"belong": "little"}}
    client.post(URL, json=first)

    refused = client.post(URL, json=other)
    anew = client.post(URL, json={**other, "anew": True})

    assert error(refused) == (409, "id_used")
    assert (anew.status_code, anew.json["id"]) == (201, ID)
    assert belongs(stored) == ["little", "some"]


def test_a_response_that_was_stored_anew_says_so_when_it_is_sent_as_before(client, stored):
    first = a_response(id=ID, answers={"belong": "some"}, salt=SALT)
    other = {**first, "answers": {"belong": "little"}}
    client.post(URL, json=first)
    anew = client.post(URL, json={**other, "anew": True})

    again = client.post(URL, json=other)
    third = client.post(URL, json={**first, "answers": {}})

    assert (again.status_code, again.json["id"]) == (200, ID)
    assert again.json["receipt"] == anew.json["receipt"]
    assert error(third) == (409, "id_used")
    assert len(stored()) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"answers": {}},
        {"answers": {"belong": "some", "siblings": 3}},
        {"answers": {"belong": "some", "no_such": 1}},
        {"version": "student-2025.1"},
        {"salt": "AAAAAAAAAAAAAAAAAAAAAA"},
    ],
    ids=str,
)
def test_whatever_differs_in_what_is_said_is_another_response(client, stored, changes):
    body = a_response(id=ID, answers={"belong": "some"}, salt=SALT)
    client.post(URL, json=body)

    assert error(client.post(URL, json={**body, **changes})) == (409, "id_used")
    assert len(stored()) == 1


def test_the_same_id_for_another_audience_is_refused(client, stored):
    client.post(URL, json=a_response(id=ID, answers={}))
    elsewhere = a_response(id=ID, answers={}, version="family-2026.1")

    assert error(client.post("/s/merced-high/family/responses", json=elsewhere)) == (409, "id_used")
    assert len(stored()) == 1


def test_the_same_id_at_another_school_is_refused(client, stored):
    body = a_response(id=ID, answers={})
    client.post(URL, json=body)

    assert error(client.post("/s/buhach-colony-high/student/responses", json=body)) == (409, "id_used")
    assert client.post(URL, json=body).status_code == 200
    assert len(stored()) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"language": "ar"},
        {"channel": "kiosk"},
        {"round": None},
        {"id": ID.upper()},
        {"answers": {"siblings": 3, "needs3": ["food", "tutor"], "belong": "some", "open_place": "a\nb"}},
        {"answers": {"needs3": ["tutor", "food", "food"], "belong": "some", "siblings": "٣", "open_place": "a\nb"}},
        {"answers": {"needs3": ["tutor", "food"], "belong": "some", "siblings": "3", "open_place": " a\r\nb "}},
        {
            "answers": {
                "needs3": ["tutor", "food"],
                "belong": "some",
                "siblings": 3,
                "open_place": "a\nb",
                "helped": None,
                "know": {},
                "open_change": "",
            }
        },
    ],
    ids=["language", "channel", "no round", "ID", "order", "digits", "line ends", "blanks"],
)  # fmt: skip
def test_what_says_the_same_is_the_same_response(client, stored, changes):
    answers = {"belong": "some", "needs3": ["tutor", "food"], "siblings": 3, "open_place": "a\nb"}
    body = a_response(id=ID, answers=answers, salt=SALT, round="spring-2027")
    first = client.post(URL, json=body)

    again = client.post(URL, json={**body, **changes})

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json == first.json
    assert len(stored()) == 1


def test_only_whole_numbers_are_numbers_so_1_and_1_0_are_two_answers(client, stored):
    client.post(URL, json=a_response(id=ID, answers={"siblings": 1.0}))

    assert stored()[0]["answers"] == {}
    assert error(client.post(URL, json=a_response(id=ID, answers={"siblings": 1}))) == (409, "id_used")


def test_letters_stay_as_they_were_sent(client, stored):
    client.post(URL, json=a_response(id=ID, answers={"open_place": "Ba\u00f1o"}))

    spelled_apart = a_response(id=ID, answers={"open_place": "Ban\u0303o"})
    assert error(client.post(URL, json=spelled_apart)) == (409, "id_used")


@pytest.mark.parametrize(
    "salt",
    ["", "A" * 21, "A" * 23, "A" * 21 + "=", "A" * 21 + "+", "A" * 21 + "/", "A" * 22 + "\n", "é" * 22, None, 1, []],
    ids=ascii,
)  # fmt: skip
def test_an_invalid_salt_is_refused(client, stored, salt):
    response = client.post(URL, json=a_response(salt=salt))

    assert error(response) == (422, "malformed")
    assert "salt must be 22 characters of base64url" in response.json["error"]["message"]
    assert stored() == []


def test_a_response_that_may_be_stored_anew_is_not_while_its_id_is_free(client, stored):
    body = a_response(id=ID, salt=SALT)

    answers = [client.post(URL, json={**body, **anew}) for anew in ({"anew": True}, {}, {"anew": False})]

    assert [answer.status_code for answer in answers] == [201, 200, 200]
    assert len(stored()) == 1


def test_anew_is_true_or_false(client, stored):
    assert error(client.post(URL, json=a_response(anew="yes"))) == (422, "malformed")
    assert stored() == []


def test_answers_that_can_barely_be_read_cause_no_failure(client):
    """To write JSON takes a little more room on the stack than to read it."""
    statuses = set()
    for depth in range(700, 1000, 3):
        deep = '{"a":' * depth + "1" + "}" * depth
        body = json.dumps(a_response(answers={})).replace('"answers": {}', f'"answers": {{"x": {deep}}}')
        statuses.add(client.post(URL, data=body, content_type="application/json").status_code)

    assert statuses <= {201, 422, 429}
    assert 201 in statuses


def test_the_salt_is_neither_stored_nor_said(client, stored, door_engine, caplog):
    caplog.set_level("DEBUG")
    answer = client.post(URL, json=a_response(salt=SALT))
    client.post(URL, json=a_response(salt=SALT, answers=[]))

    with door_engine.connect() as connection:
        rows = [connection.execute(select(table)).all() for table in (ReceivedOnce, *INBOXES, ReceivedDay)]
    assert "salt" not in stored()[0]
    for said in (answer.text, caplog.text, repr(rows), repr(stored())):
        assert SALT not in said
        assert "cGFuZGE" not in said


def test_sealed_and_bare_are_bound_alike(client, seal, stored):
    body = a_response(id=ID, answers={"belong": "some"}, salt=SALT)
    other = {**body, "answers": {"belong": "little"}}
    client.post(URL, json=seal(body))

    refused = client.post(URL, json=seal(other))

    assert client.post(URL, json=body).status_code == 200
    assert error(refused) == (409, "id_used")
    assert client.post(URL, json=seal(other, anew=True)).status_code == 201
    assert client.post(URL, json={**other, "anew": True}).status_code == 200
    assert belongs(stored) == ["little", "some"]


def test_of_64_at_once_with_one_id_and_two_contents_one_content_is_stored(app, stored):
    bodies = [a_response(id=ID, answers={"belong": belong}, salt=SALT) for belong in ("some", "little")] * 32

    with ThreadPoolExecutor(64) as pool:
        answers = list(pool.map(lambda body: app.test_client().post(URL, json=body), bodies))

    (kept,) = belongs(stored)
    told = [
        (answer.status_code, body["answers"]["belong"] == kept)
        for answer, body in zip(answers, bodies, strict=True)
    ]
    assert sorted(told) == [*[(200, True)] * 31, (201, True), *[(409, False)] * 32]

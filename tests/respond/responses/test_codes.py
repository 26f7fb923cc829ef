"""The public door with access codes: as JSON, in an envelope, as a plain form; and what a guess learns."""

import re
from hashlib import sha256

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from survey_app.actions.responses.access_codes import CodeBook, make_codes, void_codes
from survey_app.actions.rounds.lifecycle import Actor, finish_round
from survey_app.store.tables import Link, ReceivedOnce
from survey_app.surveys.access_codes import ALPHABET, read_code, spell
from tests.respond.door_samples import ROUND, a_response

FORM = "/s/merced-high/student/es"
JSON = "/s/merced-high/student/responses"
CHECK = "/s/merced-high/student/code"


@pytest.fixture
def codes(door_engine, tmp_path, now):
    """Five codes for the students of Merced High, who need one."""
    with Session(door_engine) as session:
        session.execute(update(Link).where(Link.audience == "student").values(access="codes"))
        session.commit()
    place = (ROUND, "merced-high", "student")
    return make_codes(door_engine, CodeBook(tmp_path / "pepper"), place, 5, Actor("ana@example.org", now))


UNKNOWN = "000000000" + next(each for each in ALPHABET if read_code("000000000" + each))


def error(answer):
    return answer.status_code, answer.json["error"]["code"]


def test_a_code_stores_one_response(client, codes, door_engine):
    response = a_response(code=spell(codes[0]).lower())

    first, again = client.post(JSON, json=response), client.post(JSON, json=response)
    other = client.post(JSON, json=a_response(code=codes[0]))

    assert (first.status_code, again.status_code) == (201, 200)
    assert error(other) == (409, "already_used")
    with Session(door_engine) as session:
        assert len(session.scalars(select(ReceivedOnce)).all()) == 1


def test_a_typing_error_is_told_from_an_unknown_and_from_a_missing_code(client, codes):
    mistyped = ("1" if codes[0][0] != "1" else "2") + codes[0][1:]

    assert error(client.post(JSON, json=a_response(code=mistyped))) == (422, "code_typo")
    assert error(client.post(JSON, json=a_response(code=UNKNOWN))) == (422, "code_unknown")
    assert error(client.post(JSON, json=a_response())) == (422, "code_missing")
    assert error(client.post(JSON, json=a_response(code=7))) == (422, "code_typo")


def test_an_open_link_wants_no_code(client, codes):
    answer = client.post(
        "/s/merced-high/family/responses", json=a_response(version="family-2026.1", code=codes[0])
    )

    assert error(answer) == (422, "malformed")


def test_a_code_can_be_tried_without_using_it_up(client, codes):
    assert client.post(CHECK, json={"code": spell(codes[0])}).json == {"state": "known"}
    assert client.post(CHECK, json={"code": codes[0]}).json == {"state": "known"}
    assert client.post(JSON, json=a_response(code=codes[0])).status_code == 201

    assert error(client.post(CHECK, json={"code": UNKNOWN})) == (422, "code_unknown")
    assert error(client.post(CHECK, json={"code": "hello"})) == (422, "code_typo")
    assert error(client.post(CHECK, json={"kode": "hello"})) == (422, "malformed")
    assert client.get(CHECK).status_code == 405


@pytest.fixture
def twenty(client, codes, door_engine, tmp_path, now):
    """Twenty codes, of which somebody has the list, and the eight of them that were used."""
    place = (ROUND, "merced-high", "student")
    made = make_codes(door_engine, CodeBook(tmp_path / "pepper"), place, 20, Actor("ana@example.org", now))
    used = made[3:19:2]
    assert [client.post(JSON, json=a_response(code=code)).status_code for code in used] == [201] * 8
    return made, used


def check(client, code):
    return client.post(CHECK, json={"code": code})


def send(client, code):
    return client.post(JSON, json=a_response(code=code))


def send_form(client, code):
    return client.post(FORM, data={"belong": "some", "code": code})


def send_half_a_form(client, code):
    """It is not stored, for something else in it must be mended."""
    return client.post(FORM, data={"open_change": "x" * 9000, "code": code})


def answers(client, codes, ask):
    """Every answer that one of these codes gets; without what it repeats of the question, and numbers of forms."""
    given = [ask(client, code) for code in codes]
    return {(answer.status_code, re.sub(r'value="[^"]*"', "", answer.text)) for answer in given}


def tells(client, twenty, ask):
    """Whether the answers set the codes that were used apart from the others."""
    made, used = twenty
    others = [code for code in made if code not in used]
    return answers(client, used, ask) != answers(client, others, ask)


def test_whoever_has_a_list_of_codes_cannot_ask_which_were_used(client, twenty):
    assert not tells(client, twenty, check)
    assert not tells(client, twenty, send_half_a_form)
    assert [status for status, _ in answers(client, twenty[0], check)] == [200]
    assert [status for status, _ in answers(client, twenty[0], send_half_a_form)] == [422]
    assert tells(client, twenty, send)  # the control: who uses them up learns which were used


def test_a_list_of_codes_tells_nothing_once_the_others_were_taken_back(client, twenty, door_engine, now):
    void_codes(door_engine, (ROUND, "merced-high", "student"), Actor("ana@example.org", now))

    for ask, status in ((check, 200), (send, 409), (send_form, 422), (send_half_a_form, 422)):
        assert not tells(client, twenty, ask)
        assert {said for said, _ in answers(client, twenty[0], ask)} == {status}


def test_a_list_of_codes_tells_nothing_once_the_round_is_over(client, twenty, door_engine, keys):
    finish_round(door_engine, keys, ROUND)

    for ask, status in ((check, 200), (send, 410), (send_form, 410)):
        assert not tells(client, twenty, ask)
        assert {said for said, _ in answers(client, twenty[0], ask)} == {status}


def test_whoever_guesses_is_slowed_down_and_honest_codes_still_work(client, codes):
    statuses = [client.post(CHECK, json={"code": UNKNOWN}).status_code for _ in range(130)]

    assert statuses == [422] * 120 + [429] * 10
    assert client.post(CHECK, json={"code": codes[0]}).json == {"state": "known"}
    assert client.post(JSON, json=a_response(code=codes[0])).status_code == 201


def test_the_page_asks_for_a_code_where_one_is_needed(client, codes):
    assert 'name="code"' in client.get(FORM).text
    assert 'name="code"' not in client.get("/s/merced-high/family/es").text


def test_a_plain_form_with_a_code_is_stored(client, codes):
    answer = client.post(FORM, data={"belong": "some", "code": spell(codes[0])})

    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "type the access code"),
        ("K7Q2F-9XMA?", "typing error in this code"),
        (UNKNOWN, "not a code for this survey"),
    ],
)
def test_a_plain_form_with_a_wrong_code_comes_back_with_everything_in_it(client, codes, typed, words):
    answer = client.post(FORM.replace("/es", "/en"), data={"open_change": "Más baños", "code": typed})

    assert answer.status_code == 422
    assert words in answer.text
    assert "Más baños" in answer.text
    assert f'value="{typed}"' in answer.text


def test_a_plain_form_with_a_used_code_says_so(client, codes):
    client.post(FORM, data={"belong": "some", "code": codes[0]})

    answer = client.post(FORM.replace("/es", "/en"), data={"belong": "some", "code": codes[0]})

    assert answer.status_code == 422
    assert "already used" in answer.text


def test_the_second_child_on_a_form_with_the_same_code_hears_that_it_was_used(client, codes, door_engine):
    form = {"id": "8c1f7b52-5f0e-4c3b-9a57-0d6a0f6f8f11", "belong": "some", "code": codes[0]}
    first = client.post(FORM, data=form)

    second = client.post(FORM.replace("/es", "/en"), data={**form, "belong": "little"})
    again = client.post(FORM, data=form)

    assert (first.status_code, second.status_code, again.status_code) == (303, 422, 303)
    assert "already used" in second.text
    assert again.location == first.location
    with Session(door_engine) as session:
        assert len(session.scalars(select(ReceivedOnce)).all()) == 1


def test_a_code_is_used_by_what_was_said_with_it(client, codes):
    response = a_response(code=codes[0], answers={"belong": "some"})
    client.post(JSON, json=response)

    assert error(client.post(JSON, json={**response, "answers": {}})) == (409, "already_used")
    assert client.post(JSON, json=response).status_code == 200


def test_a_code_that_was_used_before_content_was_bound_is_known_by_the_id(client, codes, door_engine):
    response = a_response(code=codes[0])
    client.post(JSON, json=response)
    with Session(door_engine) as session:
        session.execute(update(ReceivedOnce).values(response_hash=sha256(response["id"].encode()).digest()))
        session.commit()

    assert client.post(JSON, json=response).status_code == 200
    assert error(client.post(JSON, json=a_response(code=codes[0]))) == (409, "already_used")

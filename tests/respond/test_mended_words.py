"""A wrong word is mended while people answer: the next page says it, and nothing else changes."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor
from survey_app.actions.texts.change_texts import Said, say
from survey_app.actions.texts.read_texts import texts_in
from tests.respond.door_samples import SURVEY, a_response

NOW = datetime(2027, 4, 6, 19, 0, tzinfo=UTC)
PAGE = f"{SURVEY}/es"


@pytest.fixture
def mend(door_engine, clock):
    def mend_one(source: str, words: str, state: str = "reviewed") -> None:
        with Session(door_engine) as session:
            line = next(each for each in texts_in(session, "24-65789", "es") if each.source == source)
            say(session, Actor("ana@example.org", NOW), "24-65789", line, Said(words, state))
        # The door looks again after two seconds.
        clock.now += 2

    return mend_one


def test_the_next_page_has_the_new_words_and_the_same_version(client, mend):
    before = client.get(PAGE)
    mend("Belong?", "¿Pertenencia?")
    after = client.get(PAGE)

    assert "Belong? (es)" in before.text
    assert "Belong? (es)" not in after.text
    assert "¿Pertenencia?" in after.text
    assert 'value="student-2026.1"' in after.text
    assert 'value="some"' in after.text


def test_a_kept_page_sees_by_its_tag_that_there_is_a_newer_one(client, mend):
    tag = client.get(PAGE).headers["ETag"]
    mend("Belong?", "¿Pertenencia?")

    assert client.get(PAGE, headers={"If-None-Match": tag}).status_code == 200
    assert client.get(PAGE).headers["ETag"] != tag


def test_a_page_of_another_language_keeps_its_tag(client, mend):
    tag = client.get(f"{SURVEY}/ar").headers["ETag"]
    mend("Belong?", "¿Pertenencia?")

    assert client.get(f"{SURVEY}/ar", headers={"If-None-Match": tag}).status_code == 304


def test_answers_from_before_and_after_are_stored_alike(client, mend, stored):
    for _ in range(2):
        assert client.post(f"{SURVEY}/responses", json=a_response()).status_code == 201
        mend("Belong?", "¿Pertenencia?")

    first, second = stored()
    assert first == second
    # Nothing in a response tells which words its person saw: that would tell when it came.
    assert set(first) == {"round", "school", "version", "channel", "language", "answers", "others"}


def test_a_page_that_was_open_sends_what_it_has(client, mend):
    fields = {"version": "student-2026.1", "belong": "some"}
    mend("Belong?", "¿Pertenencia?")

    assert client.post(PAGE, data=fields).status_code == 303


def test_people_whose_form_comes_back_read_the_new_words(client, mend):
    mend("Belong?", "¿Pertenencia?")

    assert "¿Pertenencia?" in client.post(PAGE, data={"belong": "nothing"}).text


def test_words_around_a_survey_are_mended_too(client, mend):
    mend("Send my answers", "Mandar lo que contesté")

    assert "Mandar lo que contesté" in client.get(PAGE).text
    assert "Mandar lo que contesté" not in client.get("/s/merced-high/es").text


def test_the_kit_of_the_offline_client_is_a_newer_one(client, mend):
    tag = client.get("/s/kit/es").headers["ETag"]
    mend("Send now", "Mandar ya")

    kit = client.get("/s/kit/es", headers={"If-None-Match": tag})
    assert (kit.status_code, kit.json["words"]["send_now"]) == (200, "Mandar ya")


def test_fifty_devices_lose_nothing_while_words_change(client, mend, seal, stored):
    """Ten were offline: they sealed their answers with the old words, and send them after everything has changed."""
    offline = [seal(a_response()) for _ in range(10)]
    statuses = []
    for number in range(40):
        if number % 10 == 0:
            mend("Belong?", f"¿Pertenencia {number}?")
            mend("Send my answers", f"Mandar {number}")
        page = client.get(PAGE).text
        assert f"¿Pertenencia {number - number % 10}?" in page
        statuses.append(client.post(f"{SURVEY}/responses", json=a_response()).status_code)
    statuses += [client.post(f"{SURVEY}/responses", json=each).status_code for each in offline]

    assert statuses == [201] * 50
    assert len(stored()) == 50

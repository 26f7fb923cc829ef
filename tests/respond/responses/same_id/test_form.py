"""One id, two contents, by the plain form: "stored" is said only of what is stored."""

import gzip
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from survey_app.store.tables import ReceivedOnce
from tests.respond.door_samples import a_response
from tests.respond.responses.same_id.contents import FORM, ID, SALT, URL, belongs


def page_of(response):
    return (
        gzip.decompress(response.data).decode() if "Content-Encoding" in response.headers else response.text
    )


def hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def receipt_of(response) -> str:
    assert response.status_code == 303
    return response.location.partition("?receipt=")[2]


def test_back_and_a_second_child_are_two_responses_with_two_receipts(client, stored, door_engine):
    """Who has changed the language has a page with an id, and the button Back shows it again."""
    page = page_of(client.post(FORM, data={"belong": "some", "switch": "ar"}))
    sister = {"version": "student-2026.1", "id": hidden(page, "id"), "belong": "some"}
    brother = {**sister, "belong": "little"}

    first, second = client.post(FORM, data=sister), client.post(FORM, data=brother)

    assert receipt_of(first) != receipt_of(second)
    assert belongs(stored) == ["little", "some"]
    for form, receipt in ((sister, receipt_of(first)), (brother, receipt_of(second))):
        assert receipt_of(client.post(FORM, data=form)) == receipt
    assert len(stored()) == 2
    with door_engine.connect() as connection:
        assert len(connection.execute(select(ReceivedOnce)).all()) == 2


def test_a_form_that_is_sent_twice_at_once_is_stored_once(app, stored):
    form = {"id": ID, "belong": "some"}

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: app.test_client().post(FORM, data=form), range(8)))

    assert len({receipt_of(answer) for answer in answers}) == 1
    assert len(stored()) == 1


def test_what_the_script_sent_and_the_form_sends_again_is_stored_once(client, stored):
    """The form sends every question, blank ones and hidden ones too, and "12" where the script says 12."""
    answers = {"belong": "some", "siblings": 12, "needs3": ["food", "bus"], "open_change": "a\nb"}
    form = {"belong": "some", "siblings": "12", "needs3": ["bus", "food"], "open_change": "a\r\nb "}
    blank = {"needs1.other": "", "open_place": "", "know.clinic": ""}
    body = a_response(id=ID, salt=SALT, answers=answers)
    form = {"id": ID, "salt": SALT, "version": "student-2026.1", **form, **blank}

    sent = client.post(URL, json=body)
    again = client.post(FORM, data=form)

    assert receipt_of(again) == sent.json["receipt"]
    assert len(stored()) == 1
    assert receipt_of(client.post(FORM, data={**form, "belong": "little"})) != sent.json["receipt"]
    assert len(stored()) == 2


def test_a_form_that_comes_back_still_says_which_response_it_is(client):
    given = {"id": ID, "salt": SALT, "siblings": "muchos"}

    mend, switched = client.post(FORM, data=given), client.post(FORM, data={**given, "switch": "ar"})

    for answer in (mend, switched):
        page = page_of(answer)
        assert (hidden(page, "id"), hidden(page, "salt")) == (ID, SALT)


@pytest.mark.parametrize("salt", ["", "x", 'A"><script>', "A" * 23])
def test_a_form_without_a_good_salt_has_none(client, stored, salt):
    page = page_of(client.post(FORM, data={"id": ID, "salt": salt, "siblings": "muchos"}))

    assert 'name="salt"' not in page
    assert client.post(FORM, data={"id": ID, "salt": salt, "belong": "some"}).status_code == 303

"""A page that was open before its language was taken away can still send; a tag that no page ever had cannot."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import update

from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import changing
from survey_app.store.tables import Link
from tests.respond.door_samples import ROUND, SURVEY, a_response

NOW = datetime(2027, 4, 6, 19, 0, tzinfo=UTC)
PAGE = f"{SURVEY}/es"


@pytest.fixture
def open_page(client, door_engine, clock):
    """The page in Spanish, which somebody opened before the round went on with English and Arabic alone."""
    page = client.get(PAGE)
    with changing(door_engine, Actor("ana@example.org", NOW), "round change") as change:
        here = (Link.round == ROUND, Link.audience == "student")
        change.connection.execute(update(Link).where(*here).values(languages=["en", "ar"]))
        change.log(ROUND, "24-65789")
    # The door looks again after two seconds.
    clock.now += 2
    assert client.get(PAGE).status_code == 302, "nobody is shown it any more"
    return page


def test_both_doors_take_it_with_the_language_that_it_was_read_in(client, open_page, stored):
    json = client.post(f"{SURVEY}/responses", json=a_response())
    form = client.post(PAGE, data={"version": "student-2026.1", "belong": "some"})

    assert (json.status_code, form.status_code) == (201, 303)
    assert [each["language"] for each in stored()] == ["es", "es"]


def test_the_thanks_are_in_it_with_the_receipt(client, open_page):
    thanks = client.get(client.post(PAGE, data={"belong": "some"}).location)

    assert thanks.status_code == 200
    assert '<html lang="es"' in thanks.text
    assert "Thank you. (es)" in thanks.text
    assert 'href="/s/merced-high/student/es' not in thanks.text


def test_an_envelope_of_a_device_that_was_offline_is_taken(client, open_page, seal, stored):
    assert client.post(f"{SURVEY}/responses", json=seal(a_response())).status_code == 201
    assert len(stored()) == 1


def test_a_form_with_a_problem_comes_back_in_it_and_is_stored_once_it_is_mended(client, open_page, stored):
    which = {"id": str(uuid4())}
    back = client.post(PAGE, data={**which, "siblings": "muchos", "open_change": "Más baños"})

    assert back.status_code == 422
    assert '<html lang="es"' in back.text
    assert "Belong? (es)" in back.text
    assert "Más baños" in back.text
    assert f'action="{PAGE}"' in back.text
    assert client.post(PAGE, data={**which, "siblings": "3"}).status_code == 303
    assert len(stored()) == 1


def test_a_person_may_go_on_in_a_language_that_is_offered(client, open_page):
    page = client.post(PAGE, data={"switch": "ar", "open_change": "Más baños"})

    assert page.status_code == 200
    assert '<html lang="ar"' in page.text
    assert "Más baños" in page.text
    assert 'value="es"' not in page.text


@pytest.mark.parametrize("tag", ["hmn", "he", "EN", "es-MX", "xx"])
def test_a_language_that_no_version_was_ever_read_in_is_refused(client, open_page, seal, stored, tag):
    bare, sealed = a_response(language=tag), seal(a_response(language=tag))

    for body in (bare, sealed):
        answer = client.post(f"{SURVEY}/responses", json=body)
        assert (answer.status_code, answer.json["error"]["code"]) == (422, "malformed")
    assert client.post(f"{SURVEY}/{tag}", data={"belong": "some"}).status_code == 404
    assert client.get(f"{SURVEY}/{tag}/thanks").status_code == 404
    assert stored() == []

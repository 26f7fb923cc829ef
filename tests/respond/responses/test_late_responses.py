"""Responses that come late: into the round they belong to, for as long as it takes them."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from survey_app.actions.rounds.lifecycle import close_round, finish_round
from survey_app.store.tables import Link, Round
from tests.respond.door_samples import ROUND, SURVEY, TODAY, a_response, a_round

URL = f"{SURVEY}/responses"


@pytest.fixture
def closed(door_engine):
    """The round of Merced High is closed to new people, and takes late responses."""
    close_round(door_engine, ROUND, TODAY)


def open_next(engine):
    with engine.begin() as connection:
        row = a_round("fall-2027", "open", TODAY - timedelta(days=1), TODAY + timedelta(days=30))
        values = {
            name: getattr(row, name) for name in ("key", "district", "name", "state", "opens_on", "closes_on")
        }
        connection.execute(insert(Round).values(**values, sample=False))
        link = {"school": "merced-high", "audience": "student", "version": "student-2026.1", "sections": []}
        connection.execute(insert(Link).values(round="fall-2027", **link))


def test_nobody_is_shown_the_survey_but_late_responses_are_taken(closed, client, stored):
    assert client.get(f"{SURVEY}/es").status_code == 410
    assert client.post(f"{SURVEY}/es", data={"belong": "some"}).status_code == 410

    response = client.post(URL, json=a_response())

    assert response.status_code == 201
    assert [each["round"] for each in stored()] == [ROUND]


def test_once_the_round_is_finished_there_is_a_clear_word_and_nothing_is_stored(
    closed, client, stored, door_engine, keys
):
    finish_round(door_engine, keys, ROUND)

    for body in (a_response(), a_response(round=ROUND)):
        response = client.post(URL, json=body)
        assert (response.status_code, response.json["error"]["code"]) == (410, "closed")
    assert stored() == []


def test_a_late_response_is_stored_once_across_the_close(client, door_engine, stored):
    body = a_response()
    first = client.post(URL, json=body)
    close_round(door_engine, ROUND, TODAY)

    again = client.post(URL, json=body)

    assert (first.status_code, again.status_code, first.json) == (201, 200, again.json)
    assert len(stored()) == 1


def test_a_late_response_belongs_to_the_round_it_names_while_a_newer_one_is_open(
    closed, client, stored, door_engine, clock
):
    open_next(door_engine)
    clock.now += 10

    answers = [
        client.post(URL, json=body)
        for body in (a_response(round=ROUND), a_response(round="fall-2027"), a_response())
    ]

    assert [answer.status_code for answer in answers] == [201] * 3
    assert sorted(each["round"] for each in stored()) == ["fall-2027", "fall-2027", ROUND]


def test_a_late_response_never_counts_for_another_round_than_it_names(
    client, stored, door_engine, keys, clock
):
    finish_round(door_engine, keys, ROUND)
    open_next(door_engine)
    clock.now += 10

    assert client.post(URL, json=a_response(round=ROUND)).status_code == 410
    assert client.post(URL, json=a_response(round=["fall-2027"])).status_code == 410
    assert client.post(URL, json=a_response(round="fall-2026")).status_code == 410
    assert stored() == []


def test_the_page_names_its_round(client):
    assert f'data-round="{ROUND}"' in client.get(f"{SURVEY}/en").text

"""The page of participation, and its CSV."""

import csv
import io
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from survey_app.actions.rounds.participation import Count
from survey_app.extensions import db
from survey_app.staff.rounds.participation import curve
from survey_app.store.rounds.participation import ReceivedKey, add_received
from survey_app.store.tables import Link, Round, School
from survey_app.vocabulary import COORDINATOR, DISTRICT_ADMIN
from tests.staff.accounts.people import add_districts, signed_in_as

PAGE = "/staff/rounds/ours/participation"


@pytest.fixture
def ana(app: Flask) -> FlaskClient:
    add_districts(app)
    return signed_in_as(app, COORDINATOR, schools=("merced-high",))


@pytest.fixture
def office(app: Flask, ana: FlaskClient) -> FlaskClient:
    """An administrator of the district of the same school."""
    return signed_in_as(app, DISTRICT_ADMIN)


def receive(app: Flask, n: int, language: str, day: int) -> None:
    with app.app_context():
        key = ReceivedKey("ours", "merced-high", "family", language, "web")
        add_received(db.session.connection(), {key: n}, date(2027, 4, day))
        db.session.commit()


def set_state(app: Flask, state: str) -> None:
    with app.app_context():
        db.session.execute(update(Round).values(state=state))
        db.session.commit()


def rows_of(client: FlaskClient) -> list[dict[str, str]]:
    answer = client.get(f"{PAGE}.csv").text
    assert answer.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(answer.removeprefix("\ufeff"))))


def numbers_of(client: FlaskClient) -> dict[tuple[str, str], str]:
    rows = rows_of(client)
    return {
        (row["cut"], row["group"]): row["responses_at_least"] for row in rows if row["responses_at_least"]
    }


def test_before_anybody_was_counted_the_page_teaches_what_to_do(app, ana):
    set_state(app, "open")

    assert "Share the links of your schools" in ana.get(PAGE).text
    assert "<polyline" not in ana.get(PAGE).text


def test_the_page_shows_who_came_and_who_is_missing(app, ana):
    set_state(app, "open")
    receive(app, 37, "es", 2)
    receive(app, 4, "hmn", 4)

    page = ana.get(PAGE).text

    assert "30 or more" in page
    assert "40 or more" in page
    assert "<polyline" in page
    assert ">41<" not in page
    assert "37" not in page


def test_the_csv_says_the_same(app, office):
    set_state(app, "open")
    receive(app, 37, "es", 2)
    receive(app, 4, "hmn", 4)

    numbers = {key: n for key, n in numbers_of(office).items() if key[0] != "until_day"}

    assert numbers == {
        ("school", "family"): "40",
        ("audience", "family"): "40",
        ("language", "es"): "30",
        ("channel", "web"): "40",
    }


def test_languages_and_ways_are_for_the_district_alone(app, ana, office):
    set_state(app, "open")
    receive(app, 37, "es", 2)

    assert {cut for cut, _ in numbers_of(office)} == {
        "school",
        "audience",
        "language",
        "channel",
        "until_day",
    }
    assert {cut for cut, _ in numbers_of(ana)} == {"school", "audience", "until_day"}
    assert "Español" in office.get(PAGE).text.partition("<h1>")[2]
    assert "Español" not in ana.get(PAGE).text.partition("<h1>")[2].partition("<footer")[0]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("open", "Counted every day at 3:00"),
        ("rehearsal", "In a rehearsal, we count every response right away."),
        ("closed", "The round is finished, and everything is counted."),
    ],
)
def test_the_page_and_the_csv_say_when_it_was_counted(app, ana, state, said):
    set_state(app, state)

    assert said in ana.get(PAGE).text.replace("\u202f", " ")
    assert rows_of(ana)[-1]["cut"] == "counted"
    assert said in rows_of(ana)[-1]["group"].replace("\u202f", " ")


def test_after_the_finish_numbers_are_exact(app, office):
    set_state(app, "closed")
    receive(app, 37, "es", 2)
    receive(app, 14, "hmn", 4)

    assert ">51<" in office.get(PAGE).text
    assert numbers_of(office)[("language", "es")] == "37"
    assert numbers_of(office)[("school", "family")] == "51"


def test_a_share_that_may_be_either_is_called_not_clear(app, ana):
    set_state(app, "open")
    with app.app_context():
        db.session.execute(update(Link).values(access="codes", codes=55))
        db.session.commit()
    receive(app, 43, "es", 2)

    open_page, (row, *_) = ana.get(PAGE).text, rows_of(ana)
    set_state(app, "closed")

    assert "72% to 89%" in open_page
    assert "Not clear yet" in open_page
    assert (row["per_cent_at_least"], row["per_cent_at_most"], row["goal_is"]) == ("72", "89", "unclear")
    assert "goal reached" in ana.get(PAGE).text
    assert "78%" in ana.get(PAGE).text


def test_the_line_begins_and_ends_at_the_edges():
    assert curve([Count(10, 19), Count(20, 29), Count(40, 49)]) == "0,120 300,80 600,0"
    assert curve([Count(20, 29)]) == ""
    assert curve([]) == ""


def test_no_name_of_a_school_is_a_formula_in_the_file(app, ana):
    with app.app_context():
        db.session.execute(update(School).values(name="\u00ad\u2060=1+1"))
        db.session.commit()

    assert {row["school"] for row in rows_of(ana) if row["cut"] == "school"} == {"'\u00ad\u2060=1+1"}


def test_languages_that_are_only_spoken_are_named_for_staff_and_protected_like_all(app, office):
    set_state(app, "open")
    for tag, n in (("mxb", 37), ("mis", 12), ("mam", 9)):
        receive(app, n, tag, 2)

    page = office.get(PAGE).text

    assert 'dir="ltr">Tu’un Savi</span> <small>Mixteco</small>' in page
    assert ">Another language</th>" in page
    assert "Mam" not in page
    assert {key: n for key, n in numbers_of(office).items() if key[0] == "language"} == {
        ("language", "mxb"): "30",
        ("language", "mis"): "10",
    }

"""The page of participation, and its CSV."""

import csv
import io
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.actions.access import COORDINATOR
from survey_app.extensions import db
from survey_app.staff.participation import curve
from survey_app.store.participation import ReceivedKey, add_received
from tests.staff.people import add_districts, signed_in_as

PAGE = "/staff/rounds/ours/participation"


@pytest.fixture
def ana(app: Flask) -> FlaskClient:
    add_districts(app)
    return signed_in_as(app, COORDINATOR, schools=("merced-high",))


def receive(app: Flask, n: int, language: str, day: int) -> None:
    with app.app_context():
        key = ReceivedKey("ours", "merced-high", "family", language, "web")
        add_received(db.session.connection(), {key: n}, date(2027, 4, day))
        db.session.commit()


def test_before_anybody_answered_the_page_teaches_what_to_do(ana):
    assert "Nobody has answered yet" in ana.get(PAGE).text


def test_the_page_shows_who_came_and_who_is_missing(app, ana):
    receive(app, 37, "es", 2)
    receive(app, 4, "hmn", 4)

    page = ana.get(PAGE).text

    assert "30 or more" not in page.partition("By language")[0].partition("Responses so far")[0]
    assert "40 or more" in page
    assert "fewer than 11" in page
    assert "<polyline" in page
    assert ">41<" not in page
    assert "37" not in page


def test_the_csv_says_the_same(app, ana):
    receive(app, 37, "es", 2)
    receive(app, 4, "hmn", 4)

    answer = ana.get(f"{PAGE}.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))

    assert {
        (row["cut"], row["group"]): row["responses_at_least"] for row in rows if row["cut"] != "until_day"
    } == {
        ("school", "family"): "40",
        ("audience", "family"): "40",
        ("language", "es"): "30",
        ("language", "hmn"): "<11",
        ("channel", "web"): "40",
    }
    assert answer.text.startswith("\ufeff")


def test_the_line_begins_and_ends_at_the_edges():
    assert curve([None, 10, 20]) == "0,160 300,80 600,0"
    assert curve([20]) == ""
    assert curve([None, None]) == ""

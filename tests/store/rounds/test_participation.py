"""Counters of participation: by day, by language, by channel, never crossed."""

from datetime import date

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from survey_app.store.database.engine import writing
from survey_app.store.rounds.participation import (
    COUNTERS,
    ReceivedKey,
    add_received,
    received_at,
    received_by,
)
from survey_app.store.tables import District, ReceivedChannel, ReceivedDay, ReceivedLanguage, Round, School

DAY = date(2027, 4, 6)
PLACE = ("spring", "merced-high", "family")
VALUES = {"round": "spring", "school": "merced-high", "audience": "family", "n": 1} | {
    "day": DAY,
    "language": "es",
    "channel": "web",
}


@pytest.fixture
def asked(session):
    """A round at one school."""
    session.add(District(code="24-65789", name="Merced Union High"))
    session.flush()
    of_school = {"cds": "24657892435204", "name": "Merced High", "city": "Merced"}
    session.add(School(slug="merced-high", district="24-65789", grade_low=9, grade_high=12, **of_school))
    days = {"opens_on": date(2027, 4, 1), "closes_on": date(2027, 5, 1)}
    session.add(Round(key="spring", district="24-65789", name="Spring", state="open", **days))
    session.commit()
    return session


def add(engine, counts, day=DAY):
    with writing(engine) as connection:
        add_received(connection, {ReceivedKey(*PLACE, *cut): n for cut, n in counts.items()}, day)


def test_what_is_counted_goes_into_three_tables(asked, engine):
    add(engine, {("es", "web"): 4, ("es", "kiosk"): 2, ("hmn", "web"): 1})
    add(engine, {("es", "web"): 3}, date(2027, 4, 7))

    by_day, by_language, by_channel = (
        {tuple(row) for row in asked.execute(select(table.__table__))} for table in COUNTERS
    )
    assert by_day == {(*PLACE, DAY, 7), (*PLACE, date(2027, 4, 7), 3)}
    assert by_language == {(*PLACE, "es", 9), (*PLACE, "hmn", 1)}
    assert by_channel == {(*PLACE, "web", 8), (*PLACE, "kiosk", 2)}


def test_nothing_to_count_writes_nothing(asked, engine):
    add(engine, {})

    assert [asked.execute(select(table)).all() for table in COUNTERS] == [[], [], []]


def test_counters_are_read_by_place_and_by_one_cut(asked, engine):
    add(engine, {("es", "web"): 4, ("hmn", "paper"): 1})

    assert received_at(asked, "spring") == {("merced-high", "family"): 5}
    assert received_by(asked, ReceivedLanguage.language, "spring", ["merced-high"]) == {"es": 4, "hmn": 1}
    assert received_by(asked, ReceivedChannel.channel, "spring", ["merced-high"]) == {"paper": 1, "web": 4}
    assert received_by(asked, ReceivedDay.day, "spring", ["sequoia-high"]) == {}


def test_no_table_knows_two_cuts():
    cuts = {"day", "language", "channel"}

    assert [len(cuts & set(table.__table__.columns.keys())) for table in COUNTERS] == [1, 1, 1]


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        *((table, {"audience": "parents"}) for table in COUNTERS),
        *((table, {"n": 0}) for table in COUNTERS),
        *((table, {"round": "winter"}) for table in COUNTERS),
        *((table, {"school": "nowhere"}) for table in COUNTERS),
        (ReceivedChannel, {"channel": "pigeon"}),
    ],
)
def test_a_counter_that_makes_no_sense_is_refused(asked, engine, table, wrong):
    row = {name: value for name, value in VALUES.items() if name in table.__table__.columns}
    with writing(engine) as connection:
        connection.execute(insert(table), [row])
        connection.rollback()

    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(insert(table), [row | wrong])

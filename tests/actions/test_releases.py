"""Releases: of finished rounds, or interim of open ones as far as that is safe; frozen, logged, one after the other."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from survey_app.actions.audit import verify_log
from survey_app.actions.releases import make_release
from survey_app.actions.results import results_of, verify_releases
from survey_app.errors import NotFound, RoundError, SurveyAppError
from survey_app.store.staff_tables import AuditEntry
from survey_app.store.tables import Release, ReleasePart, Round
from tests.actions.export_samples import ROUND, fill, set_up

NOW = datetime(2027, 5, 3, 18, 0, tzinfo=UTC)
SECRET = b"s" * 32
NINTH = {"grade": "9", "needs": ["tutor", "facil"], "know": {"food": "yes"}, "days": 3}
TENTH = {"grade": "10", "needs": ["facil"], "know": {"food": "no"}}


def release(engine, secret=SECRET, *, interim=False, key=ROUND):
    with Session(engine) as session:
        return make_release(session, secret, key, "ana@example.org", NOW, interim=interim)


def move(engine, **changes):
    with engine.begin() as connection:
        connection.execute(update(Round).values(**changes))


def part(engine, unit="atwater-high"):
    with Session(engine) as session:
        return results_of(session, ROUND)[0].part(session, unit)


@pytest.fixture
def closed(engine):
    set_up(engine)
    fill(engine, [NINTH] * 40 + [TENTH] * 30)
    fill(engine, [NINTH] * 12, school="sequoia-high")


@pytest.fixture
def open_round(engine):
    set_up(engine, state="open")
    fill(engine, [NINTH] * 40 + [TENTH] * 30)


def test_a_release_says_what_was_answered_in_ranges(closed, engine):
    (made,) = release(engine)

    assert (made.number, made.shown, made.schools) == (1, 2, 2)
    numbers = part(engine).numbers("needs")
    shares = dict(zip(numbers.codes, numbers.total.shares, strict=True))
    assert shares["facil"] == (95, 100)
    assert abs(shares["tutor"][0] - 57) <= 5
    assert part(engine, "sequoia-high").participation.n == (11, 29)


def test_what_was_released_is_logged_and_whole(closed, engine):
    release(engine)

    with Session(engine) as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc())).first()
        assert (entry.who, entry.action, entry.subject) == ("ana@example.org", "release", ROUND)
        verify_log(session)
        assert verify_releases(session) == 1


def test_a_part_that_was_changed_is_found(closed, engine):
    release(engine)
    with engine.begin() as connection:
        changed = func.replace(ReleasePart.json, '"goal":75', '"goal":76')
        connection.execute(update(ReleasePart).where(ReleasePart.unit == "").values(json=changed))

    with Session(engine) as session, pytest.raises(SurveyAppError, match="not what was released"):
        verify_releases(session)


@pytest.mark.parametrize("state", ["draft", "rehearsal", "open"])
def test_only_a_finished_round_is_released(closed, engine, state):
    move(engine, state=state)

    with pytest.raises(RoundError, match="round finish"):
        release(engine)


def test_a_round_that_is_not_there_is_said_so(engine):
    with pytest.raises(NotFound, match="round list"):
        release(engine, key="nowhere")


def test_a_finished_round_is_released_once(closed, engine):
    release(engine)

    with pytest.raises(RoundError, match="were released"):
        release(engine)


def test_the_same_round_gives_the_same_numbers_with_the_same_secret(closed, engine):
    release(engine)
    first = part(engine)
    with engine.begin() as connection:
        connection.execute(ReleasePart.__table__.delete())
        connection.execute(Release.__table__.delete())
    release(engine)

    assert part(engine) == first


def test_interim_releases_have_totals_alone(open_round, engine):
    release(engine, interim=True)

    found = part(engine)
    assert found is not None
    assert {table.by for one in (found.people, *found.questions) for table in one.tables} == {()}


def test_there_are_two_interim_releases_at_most(open_round, engine):
    release(engine, interim=True)
    fill(engine, [NINTH] * 20)
    release(engine, interim=True)
    fill(engine, [NINTH] * 20)

    with pytest.raises(RoundError, match="2 interim releases"):
        release(engine, interim=True)


def test_one_who_joins_between_two_releases_is_not_shown(open_round, engine):
    release(engine, interim=True)
    before = part(engine)
    fill(engine, [{"grade": "10", "needs": ["other"]}])

    with pytest.raises(RoundError, match="fewer than 11 people joined"):
        release(engine, interim=True)
    move(engine, state="closed")
    release(engine)
    after = part(engine)
    assert after.people == before.people
    assert after.numbers("needs").total == before.numbers("needs").total


def test_eleven_who_join_are_shown(open_round, engine):
    release(engine, interim=True)
    before = part(engine)
    fill(engine, [{"grade": "10", "needs": ["other"]}] * 40)
    move(engine, state="closed")
    release(engine)

    assert part(engine).numbers("needs").total != before.numbers("needs").total


def test_another_secret_is_refused(open_round, engine):
    release(engine, interim=True)
    move(engine, state="closed")

    with pytest.raises(RoundError, match=r"release\.key"):
        release(engine, b"x" * 32)


def test_a_school_with_too_few_has_no_part(engine):
    set_up(engine)
    fill(engine, [NINTH] * 40)
    fill(engine, [NINTH] * 10, school="sequoia-high")
    release(engine)

    assert part(engine, "sequoia-high") is None
    with Session(engine) as session:
        header = results_of(session, ROUND)[0].header
        assert header.parts["sequoia-high"] is None
        stored = session.scalars(select(ReleasePart.unit)).all()
    assert "sequoia-high" not in stored


def test_the_exact_counts_are_kept_apart_from_what_is_published(closed, engine):
    release(engine)

    with Session(engine) as session:
        row = session.scalars(select(ReleasePart).where(ReleasePart.unit == "atwater-high")).one()
    assert json.loads(row.answered)["people"] == 70
    assert "70" not in json.loads(row.json)["people"]

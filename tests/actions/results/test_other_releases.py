"""A release beside others: earlier rounds, newer ones, and those that an earlier version of the app made."""

import json
from hashlib import sha256

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from survey_app.actions.results.approval import OLD_DESIGN, Standing, compared_with, public_rounds
from survey_app.actions.results.read_results import results_of, verify_releases
from survey_app.errors import RoundError, SurveyAppError
from survey_app.store.results.releases import earlier_rounds
from survey_app.store.tables import Release, ReleasePart, Round
from tests.actions.exports.export_samples import ROUND
from tests.actions.results.release_steps import (
    ONE_ENGINE,
    SCHOOL,
    approve,
    earlier,
    release,
    standing,
    withdraw,
)


@pytest.mark.parametrize(("state", "found"), [("draft", []), ("approved", ["before"]), ("withdrawn", [])])
def test_results_are_compared_with_approved_ones_alone(closed, engine, state, found):
    earlier(engine, state)

    with Session(engine) as session:
        assert earlier_rounds(session, ROUND) == found


@pytest.mark.parametrize(
    ("state", "names"), [("draft", []), ("approved", ["Spring 2027"]), ("withdrawn", [])]
)
def test_results_that_hold_numbers_of_withdrawn_ones_are_named(draft, engine, state, names):
    earlier(engine, state)

    with Session(engine) as session:
        assert compared_with(session, "before") == names
        assert compared_with(session, ROUND) == []


@ONE_ENGINE
def test_families_who_read_results_of_their_own_never_read_simulated_ones(draft, engine):
    earlier(engine, "approved")
    with engine.begin() as connection:
        connection.execute(update(Round).where(Round.key == "before").values(sample=True))

    with Session(engine) as session:
        assert public_rounds(session, SCHOOL) == ("before", None)
    approve(engine)
    withdraw(engine, "wrong")
    with Session(engine) as session:
        assert public_rounds(session, SCHOOL) == (None, "wrong")


@ONE_ENGINE
@pytest.mark.parametrize(
    ("steps", "shown"),
    [
        ("", ("before", None)),
        ("d", ("before", None)),
        ("d a", (ROUND, None)),
        ("d w", ("before", "wrong")),
        ("d w d", ("before", "wrong")),
        ("d w d a", (ROUND, None)),
    ],
)
def test_families_read_the_newest_approved_results(closed, engine, steps, shown):
    earlier(engine, "approved")
    for step in steps.split():
        if step == "d":
            release(engine, "why")
        else:
            {"a": approve, "w": lambda engine: withdraw(engine, "wrong")}[step](engine)

    with Session(engine) as session:
        assert public_rounds(session, SCHOOL) == shown


@pytest.fixture
def old_design(draft, engine):
    """A release as an earlier version wrote it and an upgrade found it: nobody knows the shape of its JSON any more."""
    with engine.begin() as connection:
        text = json.dumps({"parts": {"": None, SCHOOL: None}, "shape": "forgotten"})
        digest = "7a1a02a5c5a3f0d2"
        connection.execute(ReleasePart.__table__.delete())
        connection.execute(
            update(Release).values(json=text, sha256=digest, state="withdrawn", reason=OLD_DESIGN)
        )


def test_a_release_of_an_earlier_version_is_never_read_and_needs_no_reason(old_design, engine):
    assert standing(engine).is_old_design
    with pytest.raises(RoundError, match=r"earlier version.*make new ones: `release --round spring-2027`$"):
        approve(engine)
    release(engine)
    approve(engine)

    assert standing(engine) == Standing("approved", 2)
    with Session(engine) as session:
        assert [one.header.number for one in results_of(session, ROUND)] == [2]


def test_a_release_of_an_earlier_version_is_verified_as_text(old_design, engine):
    with Session(engine) as session, pytest.raises(SurveyAppError, match="was changed after it was made"):
        verify_releases(session)
    with engine.begin() as connection:
        text = connection.scalar(select(Release.json))
        connection.execute(update(Release).values(sha256=sha256(text.encode()).hexdigest()))

    with Session(engine) as session:
        assert verify_releases(session) == 1

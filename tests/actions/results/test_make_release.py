"""Releases: only of finished rounds; frozen, logged, one after the other."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import verify_log
from survey_app.actions.jobs.progress import Watched
from survey_app.actions.results.approval import withdraw_release
from survey_app.actions.results.make_release import make_release
from survey_app.actions.results.read_results import results_of, verify_releases
from survey_app.errors import NotFound, RoundError, SurveyAppError
from survey_app.store.tables import AuditEntry, Release, ReleasePart, Round
from tests.actions.exports.export_samples import ROUND, fill, set_up

NOW = datetime(2027, 5, 3, 18, 0, tzinfo=UTC)
SECRET = b"s" * 32
NINTH = {"grade": "9", "needs": ["tutor", "facil"], "know": {"food": "yes"}, "days": 3}
TENTH = {"grade": "10", "needs": ["facil"], "know": {"food": "no"}}


def release(engine, secret=SECRET, *, reason="", key=ROUND):
    with Session(engine) as session:
        return make_release(session, secret, key, "ana@example.org", NOW, reason=reason)


def withdraw(engine):
    with Session(engine) as session:
        withdraw_release(session, ROUND, "the wrong question", "ana@example.org", NOW)


def move(engine, **changes):
    with engine.begin() as connection:
        connection.execute(update(Round).values(**changes))


def part(engine, unit="atwater-high"):
    with Session(engine) as session:
        return results_of(session, ROUND, drafts=True)[0].part(session, unit)


@pytest.fixture
def closed(engine):
    set_up(engine)
    fill(engine, [NINTH] * 40 + [TENTH] * 30)
    fill(engine, [NINTH] * 12, school="sequoia-high")


def test_a_release_says_what_was_answered_in_ranges(closed, engine):
    (made,) = release(engine)

    assert (made.number, made.shown, made.schools) == (1, 2, 2)
    numbers = part(engine).numbers("needs")
    shares = dict(zip(numbers.codes, numbers.total.shares, strict=True))
    for code, truth in (("facil", 100), ("tutor", 100 * 40 / 70)):
        # One number is wrong once in 20 times, but hardly ever by more than twice its reach.
        assert abs(shares[code].about - truth) <= 10
        assert 4 < shares[code].high - shares[code].low < 10 or shares[code].high == 100
    few = part(engine, "sequoia-high")
    assert (few.participation.n, few.questions) == ((12, 12), ())


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

    with Session(engine) as session, pytest.raises(SurveyAppError, match="was changed after it was made"):
        verify_releases(session)


@pytest.mark.parametrize("state", ["draft", "rehearsal", "open"])
def test_only_a_finished_round_is_released(closed, engine, state):
    move(engine, state=state)

    with pytest.raises(RoundError, match="round finish"):
        release(engine)


def test_a_missing_round_is_named(engine):
    with pytest.raises(NotFound, match="round list"):
        release(engine, key="nowhere")


def test_the_same_round_gives_the_same_numbers_with_the_same_secret(closed, engine):
    release(engine)
    first = part(engine)
    withdraw(engine)
    (second,) = release(engine, reason="to look at them again")

    assert second.number == 2
    assert part(engine) == first


def test_another_secret_is_refused(closed, engine):
    release(engine)
    withdraw(engine)

    with pytest.raises(RoundError, match=r"release\.key"):
        release(engine, b"x" * 32, reason="a question was asked wrongly")


def test_a_school_with_too_few_has_no_part(engine):
    set_up(engine)
    fill(engine, [NINTH] * 40)
    fill(engine, [NINTH] * 10, school="sequoia-high")
    release(engine)

    assert part(engine, "sequoia-high") is None
    with Session(engine) as session:
        header = results_of(session, ROUND, drafts=True)[0].header
        assert header.parts["sequoia-high"] is None
        stored = session.scalars(select(ReleasePart.unit)).all()
    assert "sequoia-high" not in stored


def test_of_two_people_who_release_at_once_one_is_refused(closed, engine):
    together = Barrier(2)

    def wait(done, total):
        # Both have read by now that there is no release yet.
        if done == total:
            together.wait()

    def one(number):
        try:
            with Session(engine) as session:
                make_release(
                    session,
                    SECRET,
                    ROUND,
                    f"{number}@example.org",
                    NOW,
                    watched=Watched(wait),
                )
        except RoundError as error:
            return str(error)
        return "made"

    with ThreadPoolExecutor(2) as pool:
        made, refused = sorted(pool.map(one, range(2)), key=lambda said: said != "made")
    assert made == "made"
    assert "there is a draft of round" in refused
    with Session(engine) as session:
        assert len(session.scalars(select(Release.number)).all()) == 1

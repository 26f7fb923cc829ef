"""The life of a release: a draft, approved, withdrawn; what is refused on the way, and what the log and `check` say."""

import json
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor, show_log, verify_log
from survey_app.actions.exports.export import export_tables
from survey_app.actions.results.approval import (
    LONGEST_REASON,
    OLD_DESIGN,
    Standing,
    approve_release,
    compared_with,
    public_rounds,
    standing_of,
    withdraw_release,
)
from survey_app.actions.results.make_release import make_release
from survey_app.actions.results.read_results import public_results, results_of, verify_releases
from survey_app.errors import NotFound, RoundError, SurveyAppError
from survey_app.results.published.model import Header
from survey_app.store.results.releases import earlier_rounds
from survey_app.store.tables import Link, Release, ReleasePart, Round
from tests.actions.exports.export_samples import ROUND, fill, set_up

NOW = datetime(2027, 5, 3, 18, 0, tzinfo=UTC)
WHO = "ana@example.org"
SCHOOL = "atwater-high"
ONE_ENGINE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def release(engine, reason=""):
    with Session(engine) as session:
        make_release(session, b"s" * 32, ROUND, WHO, NOW, reason=reason)


def approve(engine, key=ROUND, **more):
    with Session(engine) as session:
        return approve_release(session, key, WHO, NOW, **more)


def withdraw(engine, reason="a question was asked wrongly", key=ROUND):
    with Session(engine) as session:
        return withdraw_release(session, key, reason, WHO, NOW)


def standing(engine):
    with Session(engine) as session:
        return standing_of(session, ROUND)


def acts(engine):
    with Session(engine) as session:
        verify_log(session)
        return [(act.action, dict(act.details)) for act in reversed(show_log(session, "24-65789").acts)]


# Of a survey that nothing is compared with.
HEADER = Header(
    round="before",
    round_name="Before",
    survey="other",
    audience="partner",
    versions=("other-2026.1",),
    number=1,
    made_on="2026-06-01",
    opens_on="2026-05-01",
    closes_on="2026-05-31",
    sample=False,
    key="",
    breakdowns=(),
    parts={SCHOOL: None},
).model_dump_json()


@pytest.fixture
def closed(engine):
    set_up(engine)
    fill(engine, [{"grade": "9", "needs": ["tutor"], "days": 3}] * 40)


@pytest.fixture
def draft(closed, engine):
    release(engine)


def test_a_release_is_a_draft_until_somebody_approves_it(draft, engine, tmp_path):
    assert standing(engine) == Standing("draft", 1)
    with Session(engine) as session:
        assert results_of(session, ROUND) == []
        assert len(results_of(session, ROUND, drafts=True)) == 1
        assert public_rounds(session, SCHOOL) == (None, None)

    approve(engine)

    assert standing(engine) == Standing("approved", 1)
    with Session(engine) as session:
        assert len(results_of(session, ROUND)) == 1
        assert public_rounds(session, SCHOOL) == (ROUND, None)


def test_what_is_withdrawn_is_seen_by_nobody_and_stays_whole(draft, engine):
    approve(engine)
    withdraw(engine, "  two\nlines \u0000 ")

    assert standing(engine) == Standing("withdrawn", 1, "two lines")
    with Session(engine) as session:
        assert results_of(session, ROUND, drafts=True) == []
        assert public_results(session, SCHOOL).withdrawn_because == "two lines"
        assert verify_releases(session) == 1


def test_a_draft_can_be_withdrawn_too(draft, engine):
    withdraw(engine)

    assert standing(engine).state == "withdrawn"


def test_each_step_is_in_the_log_of_the_district(draft, engine):
    approve(engine)
    withdraw(engine)
    release(engine, "asked rightly now")

    assert acts(engine) == [
        ("release", {"student": 1, "state": "draft"}),
        ("release approve", {"student": 1}),
        ("release withdraw", {"student": 1, "was": "approved", "reason": "a question was asked wrongly"}),
        ("release", {"student": 2, "state": "draft", "reason": "asked rightly now"}),
    ]


def test_after_one_was_withdrawn_another_may_be_made_with_a_reason(draft, engine):
    withdraw(engine)
    with pytest.raises(RoundError, match=r"say why .* `release --round spring-2027 --reason"):
        release(engine, "  ")
    release(engine, "asked rightly now")

    assert standing(engine) == Standing("draft", 2, "asked rightly now")
    approve(engine, number=2)
    assert standing(engine).state == "approved"


def test_a_draft_that_nobody_looked_at_is_not_approved(draft, engine):
    with pytest.raises(RoundError, match="look at it first"):
        approve(engine, number=7)

    assert standing(engine).state == "draft"


@ONE_ENGINE
@pytest.mark.parametrize(
    ("steps", "act", "said"),
    [
        ("", approve, r"no results of round spring-2027 yet; make a draft: `release --round spring-2027`"),
        ("d a", approve, "already approved"),
        ("d w", approve, r"withdrawn for good.*give the same numbers: `release --round spring-2027"),
        ("", withdraw, "round spring-2027 has no results to withdraw"),
        ("d w", withdraw, "already withdrawn"),
        ("d", release, r"look at it, then `release approve --round spring-2027`.*`release withdraw"),
        ("d a", release, r"nothing can be added.*`release withdraw --round spring-2027 --reason"),
    ],
)
def test_what_is_refused_names_the_remedy(closed, engine, steps, act, said):
    for step in steps.split():
        {"d": release, "a": approve, "w": withdraw}[step](engine)
    before = standing(engine), acts(engine)

    with pytest.raises(RoundError, match=said):
        act(engine)

    assert (standing(engine), acts(engine)) == before


@pytest.mark.parametrize("act", [approve, withdraw])
def test_a_round_that_is_not_there_is_said_so(engine, act):
    with pytest.raises(NotFound, match="round list"):
        act(engine, key="nowhere")


@pytest.mark.parametrize("reason", ["", " \n ", "x" * (LONGEST_REASON + 1)])
def test_results_are_not_taken_back_without_a_reason(draft, engine, reason):
    with pytest.raises(RoundError, match="500"):
        withdraw(engine, reason)

    assert standing(engine).state == "draft"
    withdraw(engine, "x" * LONGEST_REASON)


def test_tables_are_given_out_of_approved_results_alone(draft, engine, tmp_path):
    out = tmp_path / "tables.csv"

    def export():
        with Session(engine) as session:
            return export_tables(session, ROUND, None, out, Actor(WHO, NOW))

    with pytest.raises(NotFound, match="are a draft; look at it, then: `release approve"):
        export()
    assert not out.exists()
    approve(engine)
    assert export() > 0
    out.unlink()
    withdraw(engine)
    with pytest.raises(NotFound, match="were withdrawn"):
        export()


def test_sample_data_is_approved_at_once(engine):
    set_up(engine, sample=True)
    fill(engine, [{"grade": "9"}] * 40)
    release(engine)

    assert standing(engine).state == "approved"


# --- Rounds before this one


def earlier(engine, state):
    """A round of the year before with a release in this state; what `public_rounds` and comparisons make of it."""
    with Session(engine) as session:
        mine = session.get_one(Round, ROUND)
        before = Round(key="before", district=mine.district, name="Before", state="closed")
        before.opens_on, before.closes_on = (
            mine.opens_on.replace(year=2026),
            mine.closes_on.replace(year=2026),
        )
        session.add(before)
        session.flush()
        link = session.scalars(select(Link)).first()
        session.add(Link(round="before", school=SCHOOL, audience="student", version=link.version))
        session.add(
            Release(
                round="before", survey="other", number=1, json=HEADER, sha256="", state=state, reason=state
            )
        )
        session.flush()
        session.add(ReleasePart(round="before", survey="other", number=1, unit=SCHOOL, json="{}"))
        session.commit()


@pytest.mark.parametrize(("state", "found"), [("draft", []), ("approved", ["before"]), ("withdrawn", [])])
def test_results_are_compared_with_approved_ones_alone(closed, engine, state, found):
    earlier(engine, state)

    with Session(engine) as session:
        assert earlier_rounds(session, ROUND) == found


@pytest.mark.parametrize(
    ("state", "names"), [("draft", []), ("approved", ["Spring 2027"]), ("withdrawn", [])]
)
def test_results_that_hold_numbers_of_what_is_taken_back_are_named(draft, engine, state, names):
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


# --- What an earlier version released


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


def test_what_an_earlier_version_released_is_never_read_and_needs_no_reason(old_design, engine):
    assert standing(engine).is_old_design
    with pytest.raises(RoundError, match=r"earlier version.*make new ones: `release --round spring-2027`$"):
        approve(engine)
    release(engine)
    approve(engine)

    assert standing(engine) == Standing("approved", 2)
    with Session(engine) as session:
        assert [one.header.number for one in results_of(session, ROUND)] == [2]


def test_what_an_earlier_version_released_is_verified_as_text(old_design, engine):
    with Session(engine) as session, pytest.raises(SurveyAppError, match="was changed after it was made"):
        verify_releases(session)
    with engine.begin() as connection:
        text = connection.scalar(select(Release.json))
        connection.execute(update(Release).values(sha256=sha256(text.encode()).hexdigest()))

    with Session(engine) as session:
        assert verify_releases(session) == 1

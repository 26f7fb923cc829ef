"""The life of a release: a draft, approved, withdrawn; what is refused on the way, and what the log says."""

import pytest
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor
from survey_app.actions.exports.export import export_tables
from survey_app.actions.results.approval import LONGEST_REASON, Standing, public_rounds
from survey_app.actions.results.read_results import public_results, results_of, verify_releases
from survey_app.errors import NotFound, RoundError
from tests.actions.exports.export_samples import ROUND, fill, set_up
from tests.actions.results.release_steps import (
    NOW,
    ONE_ENGINE,
    SCHOOL,
    WHO,
    acts,
    approve,
    release,
    standing,
    withdraw,
)


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


def test_withdrawn_results_are_seen_by_nobody_and_stay_whole(draft, engine):
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
def test_a_missing_round_is_named(engine, act):
    with pytest.raises(NotFound, match="round list"):
        act(engine, key="nowhere")


@pytest.mark.parametrize("reason", ["", " \n ", "x" * (LONGEST_REASON + 1)])
def test_results_are_not_withdrawn_without_a_reason(draft, engine, reason):
    with pytest.raises(RoundError, match="500"):
        withdraw(engine, reason)

    assert standing(engine).state == "draft"
    withdraw(engine, "x" * LONGEST_REASON)


def test_tables_are_made_of_approved_results_only(draft, engine, tmp_path):
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

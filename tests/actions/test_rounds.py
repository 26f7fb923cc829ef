"""Rounds: rehearsed, opened, closed, each once and in this order."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.actions.ballots import store_ballots
from survey_app.actions.rounds import close_round, list_rounds, open_round, rehearse_round
from survey_app.actions.seal_inbox import seal_if_due
from survey_app.errors import NotFound, RoundError
from survey_app.store.engine import begin_writing, writing
from survey_app.store.tables import Box, Comment, Inbox, Link, Received, Spent
from tests.actions.ballot_samples import DAY, ROUND, a_submission, open_everything

RESPONSES = (Inbox, Spent, Received, Box, Comment)


@pytest.fixture
def rehearsed(engine):
    open_everything(engine, "rehearsal")


@pytest.fixture
def opened(engine):
    open_everything(engine, "open")


def submit(engine, keys, count, **changes):
    with writing(engine) as connection:
        answers = {"belong": "some", "open_change": "words"}
        submissions = [a_submission(answers, **changes) for _ in range(count)]
        store_ballots(connection, keys, submissions, DAY)


def count_all(engine):
    with engine.connect() as connection:
        return [connection.scalar(select(func.count()).select_from(table)) for table in RESPONSES]


def states(engine):
    with Session(engine) as session:
        return {line.key: line.state for line in list_rounds(session)}


def test_opening_discards_what_was_rehearsed_wherever_it_is(rehearsed, engine, keys):
    submit(engine, keys, 35)
    seal_if_due(engine, keys)
    before = count_all(engine)

    open_round(engine, ROUND)

    assert before == [10, 35, 1, 25, 25]
    assert count_all(engine) == [0, 0, 0, 0, 0]
    assert states(engine)[ROUND] == "open"


def test_opening_leaves_the_responses_of_other_rounds_alone(rehearsed, engine, keys):
    submit(engine, keys, 2, round="other-round")

    open_round(engine, ROUND)

    assert count_all(engine) == [2, 2, 1, 0, 0]


def test_a_rehearsal_can_begin_afresh(rehearsed, engine, keys):
    submit(engine, keys, 2)

    rehearse_round(engine, ROUND)

    assert count_all(engine) == [0, 0, 0, 0, 0]
    assert states(engine)[ROUND] == "rehearsal"


def test_an_open_round_is_not_rehearsed_for_its_responses_are_real(opened, engine, keys):
    submit(engine, keys, 2)

    with pytest.raises(RoundError, match="is open"):
        rehearse_round(engine, ROUND)
    assert count_all(engine)[1] == 2


def test_an_open_round_is_not_opened_again(opened, engine):
    with pytest.raises(RoundError, match="only a round in rehearsal"):
        open_round(engine, ROUND)


def test_a_closed_round_is_neither_opened_nor_closed_again(opened, engine, keys):
    close_round(engine, keys, ROUND)

    with pytest.raises(RoundError, match="is closed"):
        open_round(engine, ROUND)
    with pytest.raises(RoundError, match="is closed"):
        close_round(engine, keys, ROUND)


def test_a_rehearsal_is_not_closed(rehearsed, engine, keys):
    with pytest.raises(RoundError, match="is rehearsal"):
        close_round(engine, keys, ROUND)


def test_two_open_rounds_do_not_ask_the_same_people(rehearsed, engine):
    with Session(engine) as session:
        begin_writing(session)
        link = {"school": "merced-high", "audience": "student", "version": "student-2026.1"}
        session.add(Link(round="other-round", sections=[], **link))
        session.commit()
    open_round(engine, "other-round")

    with pytest.raises(RoundError, match="other-round is open"):
        open_round(engine, ROUND)


def test_a_round_nobody_answered_can_be_closed(opened, engine, keys):
    assert close_round(engine, keys, ROUND) == 0
    assert states(engine)[ROUND] == "closed"


@pytest.mark.parametrize("act", [open_round, rehearse_round])
def test_a_round_that_does_not_exist_is_named(engine, act):
    with pytest.raises(NotFound, match="autumn-1999"):
        act(engine, "autumn-1999")


def test_closing_a_round_that_does_not_exist_names_it(engine, keys):
    with pytest.raises(NotFound, match="autumn-1999"):
        close_round(engine, keys, "autumn-1999")


def test_the_list_counts_what_was_received(opened, engine, keys):
    submit(engine, keys, 3)
    submit(engine, keys, 2, language="es")

    with Session(engine) as session:
        assert {line.key: line.received for line in list_rounds(session)} == {ROUND: 5, "other-round": 0}

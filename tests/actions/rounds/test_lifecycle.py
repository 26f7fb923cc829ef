"""Rounds: rehearsed, opened, closed, finished, each once and in this order."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from survey_app.actions.responses.store_responses import store_responses
from survey_app.actions.rounds.lifecycle import (
    Actor,
    advance_rounds,
    close_round,
    finish_round,
    list_rounds,
    open_round,
    rehearse_round,
)
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.actions.sealing.seal import close_epoch, seal_now
from survey_app.errors import NotFound, RoundError
from survey_app.store.database.engine import writing
from survey_app.store.tables import (
    Box,
    Comment,
    Link,
    ReceivedChannel,
    ReceivedDay,
    ReceivedLanguage,
    ReceivedOnce,
    Round,
)
from tests.actions.responses.response_samples import DAY, ROUND, a_submission, all_waiting, open_everything

RESPONSES = (ReceivedOnce, ReceivedDay, ReceivedLanguage, ReceivedChannel, Box, Comment)


@pytest.fixture
def rehearsed(engine):
    open_everything(engine, "rehearsal")


@pytest.fixture
def opened(engine):
    open_everything(engine, "open")


def submit(engine, keys, count, **changes):
    begin_epoch(engine, keys, DAY)
    with writing(engine) as connection:
        answers = {"belong": "some", "open_change": "words"}
        submissions = [a_submission(answers, **changes) for _ in range(count)]
        store_responses(connection, submissions, DAY)


def count_all(engine):
    with engine.connect() as connection:
        counts = [connection.scalar(select(func.count()).select_from(table)) for table in RESPONSES]
    return [len(all_waiting(engine)), *counts]


def states(engine):
    with Session(engine) as session:
        return {line.key: line.phase for line in list_rounds(session)}


def test_opening_discards_what_was_rehearsed_wherever_it_is(rehearsed, engine, keys):
    submit(engine, keys, 35)
    seal_now(engine, keys, DAY)
    before = count_all(engine)

    open_round(engine, ROUND)

    assert before == [11, 35, 1, 1, 1, 24, 24]
    assert count_all(engine) == [0] * (1 + len(RESPONSES))
    assert states(engine)[ROUND] == "open"


def test_opening_leaves_the_responses_of_other_rounds_alone(rehearsed, engine, keys):
    submit(engine, keys, 2, round="other-round")

    open_round(engine, ROUND)

    assert count_all(engine) == [2, 2, 1, 1, 1, 0, 0]


def test_a_rehearsal_can_begin_afresh(rehearsed, engine, keys):
    submit(engine, keys, 2)

    rehearse_round(engine, ROUND)

    assert count_all(engine) == [0] * (1 + len(RESPONSES))
    assert states(engine)[ROUND] == "rehearsal"


@pytest.mark.parametrize("move", [open_round, rehearse_round])
def test_while_a_sealer_has_responses_in_its_hands_none_are_discarded(rehearsed, engine, keys, move):
    """It would put them back."""
    submit(engine, keys, 2)
    with writing(engine) as connection:
        close_epoch(connection, keys, keys.make(), DAY)

    with pytest.raises(RoundError, match="being counted"):
        move(engine, ROUND)
    seal_now(engine, keys, DAY)
    move(engine, ROUND)

    assert count_all(engine) == [0] * (1 + len(RESPONSES))


def test_an_open_round_is_not_rehearsed_because_its_responses_are_real(opened, engine, keys):
    submit(engine, keys, 2)

    with pytest.raises(RoundError, match="is open"):
        rehearse_round(engine, ROUND)
    assert count_all(engine)[1] == 2


def test_an_open_round_is_not_opened_again(opened, engine):
    with pytest.raises(RoundError, match="only a draft or a round in rehearsal"):
        open_round(engine, ROUND)


def test_a_finished_round_is_neither_opened_nor_closed_nor_finished_again(opened, engine, keys):
    finish_round(engine, keys, ROUND)

    with pytest.raises(RoundError, match="is closed"):
        open_round(engine, ROUND)
    with pytest.raises(RoundError, match="is closed"):
        close_round(engine, ROUND, DAY)
    with pytest.raises(RoundError, match="is closed"):
        finish_round(engine, keys, ROUND)


def test_a_rehearsal_is_neither_closed_nor_finished(rehearsed, engine, keys):
    with pytest.raises(RoundError, match="is rehearsal"):
        close_round(engine, ROUND, DAY)
    with pytest.raises(RoundError, match="is rehearsal"):
        finish_round(engine, keys, ROUND)


def test_two_open_rounds_do_not_ask_the_same_people(rehearsed, engine):
    with Session(engine) as session, writing(session):
        link = {"school": "merced-high", "audience": "student", "version": "student-2026.1"}
        session.add(Link(round="other-round", sections=[], **link))
    open_round(engine, "other-round")

    with pytest.raises(RoundError, match="other-round is open"):
        open_round(engine, ROUND)


def test_a_round_nobody_answered_can_be_finished(opened, engine, keys):
    assert finish_round(engine, keys, ROUND) == 0
    assert states(engine)[ROUND] == "closed"


@pytest.mark.parametrize("act", [open_round, rehearse_round])
def test_a_round_that_does_not_exist_is_named(engine, act):
    with pytest.raises(NotFound, match="autumn-1999"):
        act(engine, "autumn-1999")


def test_finishing_a_round_that_does_not_exist_names_it(engine, keys):
    with pytest.raises(NotFound, match="autumn-1999"):
        finish_round(engine, keys, "autumn-1999")


def test_the_list_counts_what_was_received(opened, engine, keys):
    submit(engine, keys, 3)
    submit(engine, keys, 2, language="es")
    seal_now(engine, keys, DAY)

    with Session(engine) as session:
        assert {line.key: line.received for line in list_rounds(session)} == {ROUND: 5, "other-round": 0}


# --- Late responses -------------------------------------------------------------------------------------


def phase(engine):
    with Session(engine) as session:
        return {line.key: (line.phase, line.late_until) for line in list_rounds(session)}[ROUND]


def test_a_closed_round_takes_what_comes_late_for_14_days(opened, engine, keys):
    submit(engine, keys, 2)

    assert close_round(engine, ROUND, DAY) == DAY + timedelta(days=14)
    submit(engine, keys, 3)

    assert phase(engine) == ("late", DAY + timedelta(days=14))
    assert count_all(engine)[1] == 5


def days(engine):
    with Session(engine) as session:
        return {line.key: (line.opens_on, line.closes_on) for line in list_rounds(session)}[ROUND]


def test_a_round_that_ended_early_says_when(opened, engine):
    first, planned = days(engine)
    assert first < DAY < planned

    close_round(engine, ROUND, DAY)

    assert days(engine) == (first, DAY)


def test_a_round_that_is_finished_while_it_is_open_ends_on_that_day(opened, engine, keys):
    first, _planned = days(engine)
    noon = datetime(DAY.year, DAY.month, DAY.day, 19, tzinfo=UTC)

    finish_round(engine, keys, ROUND, Actor("ana", noon))

    assert days(engine) == (first, DAY)


def test_a_late_round_is_neither_opened_nor_closed_again(opened, engine):
    close_round(engine, ROUND, DAY)

    with pytest.raises(RoundError, match="is late"):
        open_round(engine, ROUND)
    with pytest.raises(RoundError, match="is late"):
        close_round(engine, ROUND, DAY)


def test_finishing_a_late_round_seals_what_came_late(opened, engine, keys):
    submit(engine, keys, 2)
    close_round(engine, ROUND, DAY)
    submit(engine, keys, 3)

    assert finish_round(engine, keys, ROUND) == 5
    assert phase(engine) == ("closed", None)


def test_a_new_round_opens_while_the_old_one_takes_late_responses(opened, engine):
    with Session(engine) as session, writing(session):
        link = {"school": "merced-high", "audience": "student", "version": "student-2026.1"}
        session.add(Link(round="other-round", sections=[], **link))
        session.execute(update(Round).where(Round.key == "other-round").values(state="rehearsal"))
    close_round(engine, ROUND, DAY)

    open_round(engine, "other-round")

    assert states(engine)["other-round"] == "open"


def test_rounds_end_by_themselves_two_weeks_after_their_last_day(opened, engine, keys):
    with engine.connect() as connection:
        last = connection.scalar(select(Round.closes_on).where(Round.key == ROUND))
    seen = []
    for days in (0, 1, 14, 15):
        advance_rounds(engine, keys, last + timedelta(days=days))
        seen.append(phase(engine)[0])

    assert seen == ["open", "late", "late", "closed"]

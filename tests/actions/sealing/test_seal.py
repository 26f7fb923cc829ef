"""Sealing: who is moved, who stays behind, what is counted, and what stops it."""

import secrets
from collections import Counter

import pytest
from sqlalchemy import Engine, select, update

from survey_app.actions.rounds.lifecycle import finish_round
from survey_app.actions.sealing.epoch_keys import Chance
from survey_app.actions.sealing.mixing import MixingGroup, OpenedResponse, choose_leaving
from survey_app.actions.sealing.seal import finish_seal
from survey_app.errors import KeyMissing
from survey_app.store.database.engine import writing
from survey_app.store.tables import INBOXES, Box, Comment, ReceivedLanguage, Round
from tests.actions.responses.response_samples import ROUND, all_waiting
from tests.actions.sealing.sealing_days import counts, epoch_states, seal_daily, submit

pytestmark = pytest.mark.usefixtures("opened")


def counted(engine: Engine) -> dict[tuple[str, str], int]:
    """(school, language) → responses that were counted."""
    found: Counter[tuple[str, str]] = Counter()
    with engine.connect() as connection:
        for row in connection.execute(
            select(ReceivedLanguage.school, ReceivedLanguage.language, ReceivedLanguage.n)
        ):
            found[row.school, row.language] += row.n
    return dict(found)


def test_of_22_alike_eleven_move_and_eleven_stay(engine, keys):
    submit(engine, keys, 22)

    assert seal_daily(engine, keys) == 11
    assert counts(engine) == (11, 11)


def test_of_21_alike_nobody_moves_before_the_round_is_finished(engine, keys):
    submit(engine, keys, 21)

    assert seal_daily(engine, keys) == 0
    assert counts(engine) == (21, 0)


def test_however_many_come_the_last_of_a_group_are_never_fewer_than_eleven(engine, keys):
    for day in range(1, 6):
        submit(engine, keys, 30)
        seal_daily(engine, keys, day)
        assert counts(engine) == (11, day * 30 - 11)

    assert finish_round(engine, keys, ROUND) == 11


def test_a_group_of_fewer_than_22_waits_although_others_are_moved(engine, keys):
    submit(engine, keys, 40)
    submit(engine, keys, 21, school="golden-valley-high")

    seal_daily(engine, keys)

    with engine.connect() as connection:
        assert Counter(connection.scalars(select(Box.school))) == {"merced-high": 29}


def test_the_few_who_answered_on_paper_wait_although_many_answered_on_the_web(engine, keys):
    submit(engine, keys, 40)
    submit(engine, keys, 21, channel="paper")

    seal_daily(engine, keys)

    with engine.connect() as connection:
        assert set(connection.scalars(select(Box.channel))) == {"web"}


def test_chance_decides_who_stays_behind(engine, keys):
    """Each of 22 stays with the same chance: over 60 seals, nobody always and nobody never."""
    stayed: Counter[int] = Counter()
    for number in range(60):
        chance = Chance(secrets.token_bytes(32))
        group = MixingGroup(ROUND, "merced-high", "student-2026.1", "web")
        responses = [OpenedResponse(bytes([person, number]), b"", group, None) for person in range(22)]
        moved = {response.nullifier[0] for response in choose_leaving(responses, (), chance)}
        stayed.update(set(range(22)) - moved)

    assert sum(stayed.values()) == 60 * 11
    assert all(10 <= stayed[person] <= 50 for person in range(22))  # 30 ± 5 standard deviations


def test_sealing_happens_once_a_day_however_many_responses_come(engine, keys):
    submit(engine, keys, 500)
    early = seal_daily(engine, keys, 0)
    at_the_hour = seal_daily(engine, keys)
    submit(engine, keys, 500)

    assert (early, at_the_hour, seal_daily(engine, keys)) == (0, 489, 0)
    assert seal_daily(engine, keys, 2) == 500
    assert epoch_states(engine) == ["destroyed", "destroyed", "current"]


def test_what_waits_is_counted_once_whether_it_moves_or_not(engine, keys):
    submit(engine, keys, 30)
    submit(engine, keys, 4, school="golden-valley-high", language="es")
    assert counted(engine) == {}

    for day in range(1, 4):
        seal_daily(engine, keys, day)
        assert counted(engine) == {("merced-high", "en"): 30, ("golden-valley-high", "es"): 4}
    submit(engine, keys, 1, school="golden-valley-high", language="es")
    finish_round(engine, keys, ROUND)

    assert counted(engine) == {("merced-high", "en"): 30, ("golden-valley-high", "es"): 5}


def test_the_end_of_a_round_tells_nothing_of_others(engine, keys):
    """Whoever ends a round of their own must not learn who has just answered in another."""
    submit(engine, keys, 3)
    submit(engine, keys, 40, round="other-round", school="golden-valley-high", language="es")

    finish_round(engine, keys, ROUND)
    at_the_end = counted(engine), counts(engine)
    seal_daily(engine, keys)

    assert at_the_end == ({("merced-high", "en"): 3}, (40, 3))
    assert counted(engine) == {("merced-high", "en"): 3, ("golden-valley-high", "es"): 40}
    assert counts(engine) == (11, 32)


def test_a_rehearsal_is_counted_at_once_and_not_again(engine, keys):
    with writing(engine) as connection:
        connection.execute(update(Round).values(state="rehearsal"))
    submit(engine, keys, 3)
    at_once = counted(engine)
    seal_daily(engine, keys)

    assert at_once == counted(engine) == {("merced-high", "en"): 3}


def test_closing_moves_all_of_the_round_and_leaves_other_rounds_waiting(engine, keys):
    submit(engine, keys, 3)
    submit(engine, keys, 4, round="other-round")

    assert finish_round(engine, keys, ROUND) == 3
    assert counts(engine) == (4, 3)
    assert finish_round(engine, keys, "other-round") == 4
    assert counts(engine) == (0, 7)


def test_what_stayed_behind_can_be_moved_later(engine, keys):
    submit(engine, keys, 35)
    seal_daily(engine, keys)
    finish_round(engine, keys, ROUND)

    with engine.connect() as connection:
        bodies = set(connection.scalars(select(Comment.body)))
    assert bodies == {f"comment {number}" for number in range(35)}


def test_sealing_twice_in_a_row_does_no_harm(engine, keys):
    submit(engine, keys, 35)
    seal_daily(engine, keys)
    finish_seal(engine, keys)

    assert seal_daily(engine, keys) == 0
    assert counts(engine) == (11, 24)


def test_a_response_that_was_damaged_on_disk_stops_the_seal_and_is_named(engine, keys):
    submit(engine, keys, 35)
    with writing(engine) as connection:
        for inbox in INBOXES:
            connection.execute(update(inbox).values(sealed=b"damaged" * 20))

    with pytest.raises(KeyMissing, match="does not open a waiting response"):
        seal_daily(engine, keys)
    assert len(all_waiting(engine)) == 35

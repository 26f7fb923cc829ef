"""Sealing: who is moved, who stays behind, and what is left of either afterwards."""

import json
import secrets
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, func, select, update

from survey_app.actions.responses.store_responses import store_responses
from survey_app.actions.rounds.lifecycle import finish_round
from survey_app.actions.sealing.epoch_keys import Chance, EpochKeys
from survey_app.actions.sealing.mixing import MixingGroup, OpenedResponse, choose_leaving
from survey_app.actions.sealing.seal import finish_seal, require_keys, seal_if_due
from survey_app.errors import KeyMissing
from survey_app.store.database.engine import writing
from survey_app.store.tables import INBOXES, Box, Comment, Epoch, ReceivedLanguage, Round
from tests.actions.responses.response_samples import DAY, ROUND, a_submission, all_waiting, open_everything


@pytest.fixture(autouse=True)
def opened(engine):
    open_everything(engine)


def submit(engine: Engine, keys: EpochKeys, count: int, **changes: str) -> None:
    """Store responses, numbered by their free text."""
    submissions = [
        a_submission({"belong": "some", "open_change": f"comment {number}"}, **changes)
        for number in range(count)
    ]
    with writing(engine) as connection:
        store_responses(connection, keys, submissions, DAY)


def count_rows(engine: Engine, table: type) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def epoch_states(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(select(Epoch.state).order_by(Epoch.number)))


def seal_daily(engine: Engine, keys: EpochKeys, day: int = 1) -> int:
    """Let the hour of the daily count come, so many days after the responses."""
    return seal_if_due(engine, keys, DAY + timedelta(days=day))


def counts(engine: Engine) -> tuple[int, int]:
    """(responses that wait, responses in the box)."""
    return len(all_waiting(engine)), count_rows(engine, Box)


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


def test_who_stays_behind_is_chance(engine, keys):
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


def test_it_happens_once_a_day_and_whatever_comes_does_not_bring_it_on(engine, keys):
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


def test_what_waits_has_one_length_before_and_after_it_was_counted(engine, keys):
    submit(engine, keys, 5)
    with writing(engine) as connection:
        long = a_submission({"open_change": "ੴ" * 500}, language="hmn")
        store_responses(connection, keys, [long, a_submission({})], DAY)
    before = {len(sealed) for _, _, sealed in all_waiting(engine)}
    seal_daily(engine, keys)

    assert len(before) == 1
    assert {len(sealed) for _, _, sealed in all_waiting(engine)} == before


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


def test_nothing_in_the_box_tells_who_wrote_and_other_words_name_no_question(engine, keys):
    answers = {"belong": "other", "open_change": "Más baños"}
    with writing(engine) as connection:
        store_responses(connection, keys, [a_submission(answers, others={"belong": "a bit"})], DAY)

    finish_round(engine, keys, ROUND)

    with engine.connect() as connection:
        rows = connection.execute(select(Box.school, Box.version, Box.channel, Box.answers)).all()
        comments = sorted(map(tuple, connection.execute(select(Comment.question, Comment.body))))
    assert rows == [
        ("merced-high", "student-2026.1", "web", '{"belong":"other"}'),
    ]
    assert comments == [("", "Más baños"), ("", "a bit")]


def test_a_text_that_was_left_blank_is_nowhere(engine, keys):
    with writing(engine) as connection:
        store_responses(connection, keys, [a_submission({"belong": None, "open_change": None})], DAY)

    finish_round(engine, keys, ROUND)

    with engine.connect() as connection:
        assert json.loads(connection.execute(select(Box.answers)).scalar_one()) == {"belong": None}
    assert count_rows(engine, Comment) == 0


def test_the_key_of_a_sealed_epoch_is_destroyed_and_the_next_one_is_kept(engine, keys):
    submit(engine, keys, 35)
    first = set(keys.folder.iterdir())

    seal_daily(engine, keys)

    assert epoch_states(engine) == ["destroyed", "current"]
    assert len(set(keys.folder.iterdir())) == 1
    assert not first & set(keys.folder.iterdir())


def test_without_its_key_an_epoch_is_not_sealed_and_nothing_is_lost(engine, keys):
    submit(engine, keys, 35)
    (path,) = keys.folder.iterdir()
    path.unlink()

    with pytest.raises(KeyMissing, match=path.name):
        seal_daily(engine, keys)
    assert len(all_waiting(engine)) == 35


def test_a_round_whose_key_is_missing_stays_open(engine, keys):
    submit(engine, keys, 3)
    for path in keys.folder.iterdir():
        path.unlink()

    with pytest.raises(KeyMissing):
        finish_round(engine, keys, ROUND)
    with engine.connect() as connection:
        assert connection.scalar(select(Round.state).where(Round.key == ROUND)) == "open"


def test_at_start_a_missing_key_is_named_when_responses_wait(engine, keys):
    submit(engine, keys, 1)
    (path,) = keys.folder.iterdir()
    path.unlink()

    with pytest.raises(KeyMissing, match=rf"{path.name}.*python3 run.py recover"):
        require_keys(engine, keys)


def test_at_start_a_missing_key_that_nothing_waits_for_is_replaced(engine, keys):
    submit(engine, keys, 35)
    finish_round(engine, keys, ROUND)
    for path in keys.folder.iterdir():
        path.unlink()

    require_keys(engine, keys)
    with writing(engine) as connection:
        connection.execute(update(Round).values(state="open"))
    submit(engine, keys, 1)

    assert epoch_states(engine) == ["destroyed", "lost", "current"]
    assert len(list(keys.folder.iterdir())) == 1


def test_at_start_a_key_of_another_database_is_left_alone(engine, keys):
    submit(engine, keys, 35)
    of_another = keys.make()
    finish_round(engine, keys, ROUND)

    finish_seal(engine, keys)

    assert keys.has(of_another)


def test_sealing_twice_in_a_row_does_no_harm(engine, keys):
    submit(engine, keys, 35)
    seal_daily(engine, keys)
    finish_seal(engine, keys)

    assert seal_daily(engine, keys) == 0
    assert counts(engine) == (11, 24)


def test_a_finished_round_whose_files_cannot_be_written_anew_now_is_noted_and_done_later(engine, keys):
    """Somebody reads the box at this moment."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=1"))
    submit(engine, keys, 35)
    with writing(engine) as connection:
        connection.execute(update(Round).where(Round.key == "other-round").values(state="draft"))
    with engine.connect() as reader:
        reader.execute(select(Box.id)).all()
        finish_round(engine, keys, ROUND)

        assert epoch_states(engine) == ["destroyed", "current"]
        assert has_traces(engine)
    finish_seal(engine, keys)

    assert not has_traces(engine)


def has_traces(engine: Engine) -> bool:
    with engine.connect() as connection:
        return bool(connection.scalar(select(Round.has_traces).where(Round.key == ROUND)))


def test_a_response_that_was_damaged_on_disk_stops_the_seal_and_is_named(engine, keys):
    submit(engine, keys, 35)
    with writing(engine) as connection:
        for inbox in INBOXES:
            connection.execute(update(inbox).values(sealed=b"damaged" * 20))

    with pytest.raises(KeyMissing, match="does not open a waiting response"):
        seal_daily(engine, keys)
    assert len(all_waiting(engine)) == 35

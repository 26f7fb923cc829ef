"""Sealing: who is moved, who stays behind, and what is left of either afterwards."""

import json
from collections import Counter

import pytest
from sqlalchemy import Engine, event, func, select, update

from survey_app.actions.ballots import store_ballots
from survey_app.actions.epoch_keys import EpochKeys
from survey_app.actions.rounds import finish_round
from survey_app.actions.seal_inbox import finish_seal, seal_if_due
from survey_app.errors import KeyMissing
from survey_app.store.engine import writing
from survey_app.store.tables import Box, Comment, Epoch, Inbox, Round
from tests.actions.ballot_samples import DAY, ROUND, a_submission, open_everything


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
        store_ballots(connection, keys, submissions, DAY)


def count_rows(engine: Engine, table: type) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def epoch_states(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(select(Epoch.state).order_by(Epoch.number)))


def test_nothing_is_moved_before_35_wait(engine, keys):
    submit(engine, keys, 34)

    assert seal_if_due(engine, keys) == 0
    assert count_rows(engine, Inbox) == 34


def test_of_35_ten_stay_behind(engine, keys):
    submit(engine, keys, 35)

    assert seal_if_due(engine, keys) == 25
    assert (count_rows(engine, Inbox), count_rows(engine, Box)) == (10, 25)


def test_a_group_of_fewer_than_eleven_waits_although_others_are_moved(engine, keys):
    submit(engine, keys, 40)
    submit(engine, keys, 10, school="golden-valley-high")

    seal_if_due(engine, keys)

    with engine.connect() as connection:
        schools = Counter(connection.scalars(select(Box.school)))
    assert set(schools) == {"merced-high"}
    assert schools["merced-high"] >= 30


def test_the_few_who_answered_on_paper_wait_although_many_answered_on_the_web(engine, keys):
    submit(engine, keys, 40)
    submit(engine, keys, 10, channel="paper")

    seal_if_due(engine, keys)

    with engine.connect() as connection:
        assert set(connection.scalars(select(Box.channel))) == {"web"}


def test_when_no_group_is_large_enough_all_wait_under_a_new_key(engine, keys):
    for version in ("merced-high", "golden-valley-high"):
        submit(engine, keys, 10, school=version)
        submit(engine, keys, 10, school=version, round="other-round")
    assert count_rows(engine, Inbox) == 40

    assert seal_if_due(engine, keys) == 0
    assert count_rows(engine, Inbox) == 40
    assert epoch_states(engine) == ["destroyed", "current"]


def test_it_is_not_tried_again_before_25_new_ones_came(engine, keys):
    submit(engine, keys, 35)
    seal_if_due(engine, keys)
    submit(engine, keys, 24)
    early = seal_if_due(engine, keys)
    submit(engine, keys, 1)

    assert (early, seal_if_due(engine, keys)) == (0, 25)


def test_closing_moves_all_of_the_round_and_leaves_other_rounds_waiting(engine, keys):
    submit(engine, keys, 3)
    submit(engine, keys, 4, round="other-round")

    assert finish_round(engine, keys, ROUND) == 3
    assert (count_rows(engine, Inbox), count_rows(engine, Box)) == (4, 3)
    assert finish_round(engine, keys, "other-round") == 4
    assert (count_rows(engine, Inbox), count_rows(engine, Box)) == (0, 7)


def test_what_stayed_behind_can_be_moved_later(engine, keys):
    submit(engine, keys, 35)
    seal_if_due(engine, keys)
    finish_round(engine, keys, ROUND)

    with engine.connect() as connection:
        bodies = set(connection.scalars(select(Comment.body)))
    assert bodies == {f"comment {number}" for number in range(35)}


def test_nothing_in_the_box_tells_who_wrote_and_other_words_name_no_question(engine, keys):
    answers = {"belong": "other", "open_change": "Más baños"}
    with writing(engine) as connection:
        store_ballots(connection, keys, [a_submission(answers, others={"belong": "a bit"})], DAY)

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
        store_ballots(connection, keys, [a_submission({"belong": None, "open_change": None})], DAY)

    finish_round(engine, keys, ROUND)

    with engine.connect() as connection:
        assert json.loads(connection.execute(select(Box.answers)).scalar_one()) == {"belong": None}
    assert count_rows(engine, Comment) == 0


def test_the_key_of_a_sealed_epoch_is_destroyed_and_the_next_one_is_kept(engine, keys):
    submit(engine, keys, 35)
    first = set(keys.folder.iterdir())

    seal_if_due(engine, keys)

    assert epoch_states(engine) == ["destroyed", "current"]
    assert len(set(keys.folder.iterdir())) == 1
    assert not first & set(keys.folder.iterdir())


def test_without_its_key_an_epoch_is_not_sealed_and_nothing_is_lost(engine, keys):
    submit(engine, keys, 35)
    (path,) = keys.folder.iterdir()
    path.unlink()

    with pytest.raises(KeyMissing, match=path.name):
        seal_if_due(engine, keys)
    assert count_rows(engine, Inbox) == 35


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

    with pytest.raises(KeyMissing, match=path.name):
        finish_seal(engine, keys)


def test_at_start_a_missing_key_that_nothing_waits_for_is_replaced(engine, keys):
    submit(engine, keys, 35)
    finish_round(engine, keys, ROUND)
    for path in keys.folder.iterdir():
        path.unlink()

    finish_seal(engine, keys)
    with writing(engine) as connection:
        connection.execute(update(Round).values(state="open"))
    submit(engine, keys, 1)

    assert epoch_states(engine) == ["destroyed", "destroyed", "current"]
    assert len(list(keys.folder.iterdir())) == 1


def test_at_start_a_key_of_another_database_is_left_alone(engine, keys):
    submit(engine, keys, 35)
    of_another = keys.make()
    finish_round(engine, keys, ROUND)

    finish_seal(engine, keys)

    assert keys.has(of_another)


def test_sealing_twice_in_a_row_does_no_harm(engine, keys):
    submit(engine, keys, 35)
    seal_if_due(engine, keys)
    finish_seal(engine, keys)

    assert seal_if_due(engine, keys) == 0
    assert (count_rows(engine, Inbox), count_rows(engine, Box)) == (10, 25)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_scrub_that_has_to_wait_keeps_no_key_alive_and_is_done_later(engine, keys):
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=1"))
    submit(engine, keys, 35)
    first = set(keys.folder.iterdir())
    with engine.connect() as reader:
        reader.execute(select(Box.id)).all()
        seal_if_due(engine, keys)

        assert epoch_states(engine) == ["retired", "current"]
        assert not first & set(keys.folder.iterdir())
    seal_if_due(engine, keys)

    assert epoch_states(engine) == ["destroyed", "current"]


def test_a_response_that_was_damaged_on_disk_stops_the_seal_and_is_named(engine, keys):
    submit(engine, keys, 35)
    with writing(engine) as connection:
        connection.execute(update(Inbox).values(sealed=b"damaged" * 20))

    with pytest.raises(KeyMissing, match="does not open a response"):
        seal_if_due(engine, keys)
    assert count_rows(engine, Inbox) == 35

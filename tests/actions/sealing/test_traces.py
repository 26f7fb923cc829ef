"""What is left after sealing: nothing that tells who wrote what."""

import json

import pytest
from sqlalchemy import Engine, event, select, update

from survey_app.actions.responses.store_responses import store_responses
from survey_app.actions.rounds.lifecycle import finish_round
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.actions.sealing.seal import finish_seal
from survey_app.store.database.engine import writing
from survey_app.store.tables import Box, Comment, Round
from tests.actions.responses.response_samples import DAY, ROUND, a_submission, all_waiting
from tests.actions.sealing.sealing_days import count_rows, epoch_states, seal_daily, submit

pytestmark = pytest.mark.usefixtures("opened")


def test_what_waits_has_one_length_before_and_after_it_was_counted(engine, keys):
    submit(engine, keys, 5)
    begin_epoch(engine, keys, DAY)
    with writing(engine) as connection:
        long = a_submission({"open_change": "ੴ" * 500}, language="hmn")
        store_responses(connection, [long, a_submission({})], DAY)
    before = {len(sealed) for _, _, sealed in all_waiting(engine)}
    seal_daily(engine, keys)

    assert len(before) == 1
    assert {len(sealed) for _, _, sealed in all_waiting(engine)} == before


def test_nothing_in_the_box_tells_who_wrote_and_other_words_name_no_question(engine, keys):
    answers = {"belong": "other", "open_change": "Más baños"}
    begin_epoch(engine, keys, DAY)
    with writing(engine) as connection:
        store_responses(connection, [a_submission(answers, others={"belong": "a bit"})], DAY)

    finish_round(engine, keys, ROUND)

    with engine.connect() as connection:
        rows = connection.execute(select(Box.school, Box.version, Box.channel, Box.answers)).all()
        comments = sorted(map(tuple, connection.execute(select(Comment.question, Comment.body))))
    assert rows == [
        ("merced-high", "student-2026.1", "web", '{"belong":"other"}'),
    ]
    assert comments == [("", "Más baños"), ("", "a bit")]


def test_a_text_that_was_left_blank_is_nowhere(engine, keys):
    begin_epoch(engine, keys, DAY)
    with writing(engine) as connection:
        store_responses(connection, [a_submission({"belong": None, "open_change": None})], DAY)

    finish_round(engine, keys, ROUND)

    with engine.connect() as connection:
        assert json.loads(connection.execute(select(Box.answers)).scalar_one()) == {"belong": None}
    assert count_rows(engine, Comment) == 0


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

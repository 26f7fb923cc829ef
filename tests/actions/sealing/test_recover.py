"""What cannot be opened any more can be given up, and only that; then it can be sent again."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from survey_app.actions.responses.store_responses import store_responses
from survey_app.actions.rounds.lifecycle import finish_round
from survey_app.actions.sealing.epoch_keys import EpochKeys, seal
from survey_app.actions.sealing.key_watch import begin_epoch, require_keys, watch_keys
from survey_app.actions.sealing.recover import Lost, find_lost, give_up_lost
from survey_app.actions.sealing.seal import close_epoch, seal_now
from survey_app.errors import KeyMissing
from survey_app.store.database.engine import writing
from survey_app.store.responses.inbox import InboxRow, put_back_in_inbox
from survey_app.store.sealing.epochs import current_epoch, take_current
from survey_app.store.tables import INBOXES, AuditEntry, Epoch, ReceivedOnce
from tests.actions.responses.response_samples import DAY, ROUND, a_submission, all_waiting, open_everything

NOW = datetime(2027, 4, 6, 19, tzinfo=UTC)


@pytest.fixture(autouse=True)
def opened(engine):
    open_everything(engine)


def store(engine: Engine, keys: EpochKeys, submissions) -> list[bool]:
    begin_epoch(engine, keys, DAY)
    with writing(engine) as connection:
        return [receipt.is_new for receipt in store_responses(connection, submissions, DAY)]


def lose_keys(keys: EpochKeys) -> None:
    for path in keys.folder.iterdir():
        path.unlink()


def spent(engine: Engine) -> int:
    with Session(engine) as session:
        return len(session.scalars(select(ReceivedOnce)).all())


def states(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return list(session.scalars(select(Epoch.state).order_by(Epoch.number)))


def told(lost: list[Lost]) -> list[tuple[int, int, bool]]:
    return [(each.number, each.responses, each.has_key) for each in lost]


def test_nothing_is_given_up_while_everything_can_be_opened(engine, keys):
    store(engine, keys, [a_submission() for _ in range(3)])

    assert find_lost(engine, keys) == give_up_lost(engine, keys, DAY, NOW) == []
    assert (len(all_waiting(engine)), spent(engine), states(engine)) == (3, 3, ["current"])


def test_what_waits_for_a_lost_key_is_given_up_and_can_be_sent_again(engine, keys):
    """As after a restore: the database remembers responses whose key was destroyed since."""
    sent = [a_submission({"open_change": f"{n}"}) for n in range(30)]
    store(engine, keys, sent)
    seal_now(engine, keys, DAY + timedelta(days=1))
    lose_keys(keys)
    with pytest.raises(KeyMissing, match=r"python3 run\.py recover"):
        require_keys(engine, keys)

    found = find_lost(engine, keys)
    before = len(all_waiting(engine)), spent(engine)
    given_up = give_up_lost(engine, keys, DAY, NOW)

    assert found == given_up
    assert told(given_up) == [(2, 11, False)]
    assert before == (11, 30)
    assert (len(all_waiting(engine)), spent(engine)) == (0, 19)
    assert states(engine) == ["destroyed", "lost", "current"]
    watch_keys(engine, keys, DAY)
    # Whoever's response is in the box is told so; the others are stored, each once.
    assert sorted(store(engine, keys, sent)) == [False] * 19 + [True] * 11
    assert finish_round(engine, keys, ROUND) == 11


def test_a_seal_whose_key_is_lost_in_the_middle_is_given_up_and_the_next_one_works(engine, keys):
    store(engine, keys, [a_submission() for _ in range(5)])
    with writing(engine) as connection:
        connection.execute(update(Epoch).values(state="closed"))
    lose_keys(keys)
    later = [a_submission() for _ in range(4)]
    store(engine, keys, later)

    assert told(give_up_lost(engine, keys, DAY, NOW)) == [(1, 5, False)]
    assert states(engine) == ["lost", "current"]
    assert finish_round(engine, keys, ROUND) == 4


def test_responses_that_a_killed_seal_had_sealed_again_are_not_given_up(engine, keys):
    """Two of five were put back under the next epoch before the server and the key of the first were gone."""
    sent = [a_submission() for _ in range(5)]
    store(engine, keys, sent)
    with writing(engine) as connection:
        first = take_current(connection)
        close_epoch(connection, keys, keys.make(), DAY)
        second = current_epoch(connection)
        rows = [InboxRow(each.nullifier, seal(second.public_key, each.payload(), 1024)) for each in sent[:2]]
        put_back_in_inbox(connection, rows, epoch=second.number)
    keys.destroy(first.public_key)

    assert told(give_up_lost(engine, keys, DAY, NOW)) == [(1, 3, False)]
    assert store(engine, keys, sent) == [False, False, True, True, True]
    assert finish_round(engine, keys, ROUND) == 5


def test_a_response_that_was_damaged_is_given_up_alone(engine, keys):
    sent = [a_submission() for _ in range(5)]
    store(engine, keys, sent)
    with writing(engine) as connection:
        for inbox in INBOXES:
            damaged = update(inbox).where(inbox.nullifier == sent[2].nullifier)
            connection.execute(damaged.values(sealed=b"damaged" * 20))

    assert told(give_up_lost(engine, keys, DAY, NOW)) == [(1, 1, True)]
    assert store(engine, keys, sent) == [False, False, True, False, False]
    assert finish_round(engine, keys, ROUND) == 5


def test_the_log_says_how_many_were_given_up(engine, keys):
    store(engine, keys, [a_submission() for _ in range(7)])
    lose_keys(keys)
    give_up_lost(engine, keys, DAY, NOW)

    with Session(engine) as session:
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "recover"))
    assert (entry.who, entry.subject, entry.details) == ("operator", "epoch 1", '{"responses": 7}')

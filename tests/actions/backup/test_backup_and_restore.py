"""What a backup brings back: every response that was acknowledged before it began, once, and nothing half."""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import insert, select

from survey_app.actions.responses.store_responses import Receipt
from survey_app.actions.rounds.lifecycle import finish_round
from survey_app.actions.sealing.seal import seal_now
from survey_app.store.backup import LEFT_OUT, kept_tables
from survey_app.store.clips import put_clip
from survey_app.store.database.engine import writing
from survey_app.store.responses.inbox import count_waiting_of
from survey_app.store.tables import Account, Base, Epoch
from survey_app.surveys.words.clips import Clip
from tests.actions.backup.machines import BY, SECRETS, people
from tests.actions.responses.response_samples import DAY, ROUND


@pytest.fixture
def key(here):
    """The recovery key, after people answered, a seal, and 15 more."""
    here.keep_secrets()
    here.send(people(40))
    seal_now(here.engine, here.keys, DAY)
    here.send(people(15, school="golden-valley-high"))
    with writing(here.engine) as connection:
        put_clip(
            connection,
            Clip("24-65789", "hmn", "Zoo siab?", "family.welcome.ask", "a" * 32, 900, 4),
            b"\xff\0mp",
        )
    return here.make_recovery_key()


def test_every_row_comes_back_and_what_waits_waits_again(here, elsewhere, key, target):
    before = here.rows()
    taken = here.back_up(target)

    restored = elsewhere.restore(target, key)

    after = elsewhere.rows()
    # Of the epochs, the last one ended and another began; the log says that somebody brought a backup back.
    apart = {*LEFT_OUT, "epoch", "audit"}
    assert {name: after[name] for name in after if name not in apart} == {
        name: before[name] for name in before if name not in apart
    }
    assert len(after["recorded_clip"]) == 1
    assert after["audit"][: len(before["audit"])] == before["audit"]
    assert elsewhere.waiting() == here.waiting()
    assert (taken.waiting, restored.waiting) == (26, 26)
    assert sum(elsewhere.waiting().values()) == 26


def test_ids_wait_again_each_beside_a_response_that_chance_chose(here, elsewhere, key, target):
    other = people(20, round="other-round")
    here.send(other)
    here.back_up(target)

    elsewhere.restore(target, key)

    was, now = here.waiting_by_nullifier(), elsewhere.waiting_by_nullifier()
    assert was.keys() == now.keys()
    assert {nullifier: each["round"] for nullifier, each in was.items()} == {
        nullifier: each["round"] for nullifier, each in now.items()
    }
    # One of 26 and one of 20 meet again by chance, on average.
    assert sum(was[nullifier] == now[nullifier] for nullifier in was) < 15


def test_a_backup_tells_nobody_who_spoke_which_language_and_the_counters_add_up(here, elsewhere, key, target):
    here.send(people(20, channel="interview", language="mxb") + people(20, language="hmn"))
    here.back_up(target)

    elsewhere.restore(target, key)

    was, now = here.waiting_by_nullifier().values(), elsewhere.waiting_by_nullifier().values()
    spoken = [each["language"] for each in now if each["channel"] == "interview"]
    assert Counter(each.get("language") for each in now) == Counter(each.get("language") for each in was)
    # Beside the answers of an interview, chance puts another language as often as not.
    assert len(spoken) == 20
    assert 1 < spoken.count("mxb") < 19
    assert {each["language"] for each in was if each["channel"] == "interview"} == {"mxb"}


def test_whoever_was_acknowledged_is_told_the_same_and_whoever_came_later_is_stored(here, elsewhere, target):
    before, after = people(5), people(5)
    receipts = here.send(before)
    key = here.make_recovery_key()
    here.back_up(target)
    here.send(after)

    elsewhere.restore(target, key)

    assert elsewhere.send(before) == [Receipt(each.id, each.receipt, is_new=False) for each in receipts]
    assert all(receipt.is_new for receipt in elsewhere.send(after))
    assert sum(elsewhere.waiting().values()) == 10


def test_the_round_goes_on_and_ends_as_if_nothing_had_happened(here, elsewhere, key, target):
    here.back_up(target)
    elsewhere.restore(target, key)

    elsewhere.send(people(10))
    finish_round(elsewhere.engine, elsewhere.keys, ROUND, BY)

    rows = elsewhere.rows()
    assert len(rows["box"]) == 40 + 15 + 10 == len(rows["received_once"])
    assert sum(row[-1] for row in rows["received_day"]) == 65
    with elsewhere.engine.connect() as connection:
        assert count_waiting_of(connection, ROUND) == 0


def test_the_last_epoch_has_ended_and_its_day_goes_on(here, elsewhere, key, target):
    here.back_up(target)
    elsewhere.restore(target, key)

    with elsewhere.engine.connect() as connection:
        epochs = connection.execute(select(Epoch.state, Epoch.day).order_by(Epoch.number)).all()
    assert [tuple(each) for each in epochs] == [("destroyed", DAY), ("lost", DAY), ("current", DAY)]


def test_secrets_come_back_and_keys_of_epochs_were_never_away(here, elsewhere, key, target):
    old = {path.name for path in here.keys.folder.iterdir()}
    here.back_up(target)

    elsewhere.restore(target, key)

    assert {name: (elsewhere.instance / name).read_bytes() for name in SECRETS} == SECRETS
    assert not old & {path.name for path in elsewhere.keys.folder.iterdir()}
    assert (elsewhere.instance / "recovery_key.pub").read_bytes() == (
        here.instance / "recovery_key.pub"
    ).read_bytes()


def test_new_rows_get_new_numbers(here, elsewhere, target):
    with writing(here.engine) as connection:
        account = {"email": "ana@example.org", "name": "Ana", "role": "viewer", "created_at": BY.now}
        connection.execute(insert(Account), [{**account, "id": 7, "schools": [], "languages": []}])
    here.back_up(target)
    elsewhere.restore(target, None)

    with writing(elsewhere.engine) as connection:
        new = {**account, "email": "luz@example.org", "schools": [], "languages": []}
        assert connection.execute(insert(Account).returning(Account.id), new).scalar_one() == 8


def test_without_anything_that_waits_nobody_needs_a_recovery_key(here, elsewhere, target):
    taken = here.back_up(target)
    restored = elsewhere.restore(target, None)

    assert (taken.waiting, taken.recovery_key, restored.waiting) == (0, None, 0)
    assert elsewhere.rows()["school"] == here.rows()["school"]


def test_the_log_is_whole_and_says_who_took_a_backup_and_who_brought_one_back(here, elsewhere, key, target):
    here.back_up(target)
    elsewhere.restore(target, key)

    assert [row[3] for row in here.rows()["audit"]][-2:] == ["recovery key", "backup"]
    assert [row[3] for row in elsewhere.rows()["audit"]][-2:] == ["recovery key", "restore"]


def test_every_table_is_in_a_backup_unless_there_is_a_reason():
    kept = {table.name for table in kept_tables()}

    assert kept | LEFT_OUT.keys() == Base.metadata.tables.keys()
    assert not kept & LEFT_OUT.keys()
    pointed = {each.column.table.name for table in kept_tables() for each in table.foreign_keys}
    assert not pointed & LEFT_OUT.keys()


def test_a_day_is_a_day_again(here, elsewhere, target):
    here.back_up(target)
    elsewhere.restore(target, None)

    assert elsewhere.rows()["round"][0][4] == date(2027, 3, 1)

"""Seal the inbox: open what waits, mix it, put it into the box, and destroy the key that could tell the order.

A response is moved only together with at least ten others of its round, school, version and channel, because that
is the group that a reader of the database could tell apart (docs/decisions/0002-sealing-groups.md). At the close of
a round all of it is moved. What stays behind is locked again, with the key of the next epoch. It is one transaction:
a seal that is killed either did nothing, or is completed by `finish_seal`.
"""

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import Connection, Engine

from survey_app.actions.epoch_keys import EpochKeys, seal
from survey_app.actions.mixing import Ballot, box_ballots, choose_mixed, open_waiting
from survey_app.store.ballots import InboxRow, put_in_inbox
from survey_app.store.box import count_waiting, empty_inbox
from survey_app.store.engine import writing
from survey_app.store.epochs import (
    CurrentEpoch,
    add_epoch,
    current_epoch,
    lock_epochs,
    retired_epochs,
    set_epoch_state,
    take_current,
)
from survey_app.store.scrub import scrub, scrub_quickly

LEAST_WAITING = 35
LEAST_NEW = 25

_Choice = Callable[[Sequence[Ballot]], Iterable[Ballot]]


def seal_if_due(engine: Engine, keys: EpochKeys) -> int:
    """Mix what waits, if enough waits; return how many responses were moved to the box.

    Raises KeyMissing if the current epoch's key is gone; nothing is changed then.
    """
    with engine.connect() as connection:
        is_due = _is_due(connection, current_epoch(connection))
    moved = _seal(engine, keys) if is_due else 0
    _clear_up(engine, keys, scrub_quickly)
    return moved


def seal_round(connection: Connection, keys: EpochKeys, round_key: str) -> int:
    """Move everything of one round to the box, within the transaction that closes it; return how many.

    `finish_seal` must follow the commit. Raises KeyMissing.
    """
    lock_epochs(connection)
    epoch = take_current(connection)
    if epoch is None:
        return 0
    return _mix(connection, keys, epoch, lambda ballots: [b for b in ballots if b.group.round == round_key])


def finish_seal(engine: Engine, keys: EpochKeys) -> None:
    """Complete what an interrupted seal left: destroy the keys that are no longer needed, scrub the database.

    Doing it when there is nothing to do does no harm. Raises KeyMissing when responses wait that no key opens.
    """
    # A key that no epoch of this database knows is left alone: nothing here was ever locked with it, and it may
    # belong to another database that is used in the same folder.
    with writing(engine) as connection:
        lock_epochs(connection)
        epoch = current_epoch(connection)
        if epoch and count_waiting(connection):
            keys.require(epoch.public_key)
        elif epoch and not keys.has(epoch.public_key):
            # The database came without its keys, but nothing waits: begin anew.
            set_epoch_state(connection, epoch.number, "destroyed")
    _clear_up(engine, keys, scrub)


def _is_due(connection: Connection, epoch: CurrentEpoch | None) -> bool:
    """Tell whether so many new ones wait that trying again is likely to move some."""
    if epoch is None:
        return False
    waits = count_waiting(connection)
    # At many schools many stay behind: locking them again must not cost more than what is gained.
    least_new = max(LEAST_NEW, epoch.carried // 10)
    return waits >= LEAST_WAITING and waits - epoch.carried >= least_new


def _seal(engine: Engine, keys: EpochKeys) -> int:
    with writing(engine) as connection:
        lock_epochs(connection)
        epoch = take_current(connection)
        # Somebody else may have sealed since we looked.
        if epoch is None or not _is_due(connection, epoch):
            return 0
        return _mix(connection, keys, epoch, choose_mixed)


def _mix(connection: Connection, keys: EpochKeys, epoch: CurrentEpoch, choose: _Choice) -> int:
    """Move the chosen to the box, lock the others with a new key; return how many were moved."""
    opener = keys.opener(epoch.public_key)
    ballots = open_waiting(connection, opener)
    leaving = {ballot.nullifier: ballot for ballot in choose(ballots)}
    empty_inbox(connection)
    set_epoch_state(connection, epoch.number, "retired")
    behind = [ballot for ballot in ballots if ballot.nullifier not in leaving]
    new = add_epoch(connection, keys.make(), carried=len(behind))
    put_in_inbox(
        connection, (InboxRow(b.nullifier, new.number, seal(new.public_key, b.payload)) for b in behind)
    )
    box_ballots(connection, leaving.values())
    return len(leaving)


def _clear_up(engine: Engine, keys: EpochKeys, scrubbing: Callable[[Engine], bool]) -> None:
    """Destroy the keys of retired epochs, then scrub the database; only then they count as destroyed."""
    with engine.connect() as connection:
        retired = retired_epochs(connection)
    if not retired:
        return
    # The keys first: a scrub that fails must not keep them.
    for epoch in retired:
        keys.destroy(epoch.public_key)
    if scrubbing(engine):
        with writing(engine) as connection:
            for epoch in retired:
                set_epoch_state(connection, epoch.number, "destroyed")

"""Make the first key, and tell all servers when a private key is missing. Only the machine of the sealer has the keys.

Web servers know only public keys. Before one of them says "stored", the sealer must have found the private key in its
place: a response sealed to a key that is gone is lost.
"""

from contextlib import suppress
from datetime import date

from sqlalchemy import Engine

from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.errors import NotReady
from survey_app.store.database.engine import writing
from survey_app.store.database.one_sealer import Leadership, only_sealer
from survey_app.store.responses.inbox import count_waiting
from survey_app.store.sealing.epochs import (
    add_epoch,
    closed_epoch,
    current_epoch,
    lock_epochs,
    move_epoch,
    note_key,
    take_current,
    usable,
)


def begin_epoch(engine: Engine, keys: EpochKeys, day: date) -> None:
    """Make a key to seal responses to, unless there is one. day: of the last daily count."""
    with engine.connect() as connection:
        if current_epoch(connection):
            return
    # The file comes first: nobody may seal to a key that is not safe on disk.
    with suppress(NotReady), keys.fresh() as public_key, writing(engine) as connection:
        lock_epochs(connection)
        if take_current(connection):
            raise NotReady("sealed_by_another")
        add_epoch(connection, public_key, day)


def require_keys(engine: Engine, keys: EpochKeys) -> None:
    """Raise KeyMissing if responses wait that no key here opens. Changes nothing: another machine may have the key."""
    with engine.connect() as connection:
        if count_waiting(connection):
            for epoch in filter(None, (closed_epoch(connection), current_epoch(connection))):
                keys.require(epoch.public_key)


def require_public_key(engine: Engine) -> None:
    """Raise KeyMissing if a web server could store no response now: there is no key, or the sealer misses it."""
    with engine.connect() as connection:
        usable(current_epoch(connection))


def watch_keys(engine: Engine, keys: EpochKeys, day: date) -> None:
    """As the sealer that leads: see that each key is in its place, tell all servers, and make a key if there is none.

    If no response waits for a missing key, we begin anew with another one. Raises KeyMissing if any wait.
    """
    with engine.connect() as connection:
        epochs = [epoch for epoch in (closed_epoch(connection), current_epoch(connection)) if epoch]
        has_current = current_epoch(connection) is not None
    if any(epoch.is_key_missing or not keys.has(epoch.public_key) for epoch in epochs):
        with only_sealer(engine):
            _note_keys(engine, keys)
        has_current = False
    if not has_current:
        begin_epoch(engine, keys, day)
    require_keys(engine, keys)


def settle_keys(engine: Engine, keys: EpochKeys, day: date) -> None:
    """Before a server starts: do what the leading sealer does, unless one leads already. Raises KeyMissing."""
    leadership = Leadership(engine)
    try:
        if leadership.is_ours():
            watch_keys(engine, keys, day)
        else:
            require_keys(engine, keys)
    finally:
        leadership.end()


def _note_keys(engine: Engine, keys: EpochKeys) -> None:
    with writing(engine) as connection:
        lock_epochs(connection)
        # While we hold the epoch, nobody stores a response and nobody judges by what we noted before.
        current = take_current(connection)
        waits = count_waiting(connection)
        for epoch, state in ((closed_epoch(connection), "closed"), (current, "current")):
            if epoch is None:
                continue
            is_missing = not keys.has(epoch.public_key)
            if is_missing and not waits:
                move_epoch(connection, epoch.number, "lost", state)
            else:
                note_key(connection, epoch.number, is_missing=is_missing)

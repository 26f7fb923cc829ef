"""Give up what cannot be opened any more: responses whose key is lost, or that were damaged on disk.

After an older state of the database was put back, the key that it needs may have been destroyed. As long as the
database remembers such a response, a device that sends it again must not be told "stored"; so it is forgotten, and can
be stored.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Engine

from survey_app.actions.audit import OPERATOR, record
from survey_app.actions.epoch_keys import EpochKeys
from survey_app.errors import KeyMissing
from survey_app.store.engine import only_sealer, writing
from survey_app.store.epochs import (
    EpochRow,
    add_epoch,
    closed_epoch,
    lock_epochs,
    set_epoch_state,
    take_current,
)
from survey_app.store.inbox import forget, waiting


@dataclass(frozen=True)
class Lost:
    """What cannot be opened of one epoch. responses: how many; has_key: single ones are damaged, the key is there."""

    number: int
    responses: int
    has_key: bool


def find_lost(engine: Engine, keys: EpochKeys) -> list[Lost]:
    """What `give_up_lost` would give up; changes nothing."""
    with _nobody_else(engine) as connection:
        return [lost for lost, _, _ in _lost(connection, keys)]


def give_up_lost(engine: Engine, keys: EpochKeys, day: date, now: datetime) -> list[Lost]:
    """Forget the responses that cannot be opened, so that their ids and codes can be used again; returns what it was.

    day: the day of the last daily count. The audit log says how many they were.
    """
    with _nobody_else(engine) as connection:
        found = list(_lost(connection, keys))
        for lost, epoch, nullifiers in found:
            forget(connection, nullifiers)
            if not lost.has_key:
                set_epoch_state(connection, epoch.number, "lost")
            details = {"responses": lost.responses}
            record(connection, OPERATOR, "recover", f"epoch {lost.number}", now, details, district=None)
        if take_current(connection) is None:
            add_epoch(connection, keys.make(), day)
    return [lost for lost, _, _ in found]


@contextmanager
def _nobody_else(engine: Engine) -> Iterator[Connection]:
    """A transaction in which nobody seals and no response is stored."""
    with only_sealer(engine), writing(engine) as connection:
        lock_epochs(connection)
        yield connection


def _lost(connection: Connection, keys: EpochKeys) -> Iterator[tuple[Lost, EpochRow, list[bytes]]]:
    for epoch in (closed_epoch(connection), take_current(connection)):
        if epoch is None:
            continue
        has_key = keys.has(epoch.public_key)
        nullifiers = list(_unopened(connection, keys, epoch, has_key=has_key))
        if nullifiers or not has_key:
            yield Lost(epoch.number, len(nullifiers), has_key), epoch, nullifiers


def _unopened(connection: Connection, keys: EpochKeys, epoch: EpochRow, *, has_key: bool) -> Iterator[bytes]:
    opener = keys.opener(epoch.public_key) if has_key else None
    for nullifier, sealed in waiting(connection, epoch.number):
        try:
            if opener:
                opener.open(sealed)
                continue
        except KeyMissing:
            pass
        yield nullifier

"""Give up what nobody can open anymore: responses whose key is lost, or that were damaged on disk.

If somebody puts back an older state of the database, the key that it needs may be destroyed. While the database
remembers such a response, it would tell a device that sends it again "stored", and that would not be true. So we
forget the response, and then it can be stored.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Engine

from survey_app.actions.audit_log import OPERATOR, record
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.errors import KeyMissing
from survey_app.store.audit_log import hold_log
from survey_app.store.database.engine import writing
from survey_app.store.database.one_sealer import only_sealer
from survey_app.store.responses.inbox import InboxRow, drop_these, forget, waiting
from survey_app.store.sealing.epochs import (
    EpochRow,
    add_epoch,
    closed_epoch,
    lock_epochs,
    move_epoch,
    take_current,
)


@dataclass(frozen=True)
class Lost:
    """What nobody can open of one epoch. has_key: the key is there, and single responses are damaged.

    unopened: nullifiers of all that cannot be opened. forgotten: of those that are nowhere else. They differ if a seal
    was killed after it had sealed some of them again.
    """

    number: int
    has_key: bool
    unopened: frozenset[bytes]
    forgotten: frozenset[bytes]

    @property
    def responses(self) -> int:
        """How many responses we give up."""
        return len(self.forgotten)


def find_lost(engine: Engine, keys: EpochKeys) -> list[Lost]:
    """Find what `give_up_lost` would give up; change nothing."""
    with _nobody_else(engine) as connection:
        return list(_lost(connection, keys))


def give_up_lost(engine: Engine, keys: EpochKeys, day: date, now: datetime) -> list[Lost]:
    """Forget the responses that cannot be opened, so that their ids and codes work again. Return what it forgot.

    day: the day of the last daily count. The audit log says how many they were.
    """
    with _nobody_else(engine) as connection:
        all_lost = list(_lost(connection, keys))
        for lost in all_lost:
            drop_these(connection, lost.number, lost.unopened)
            forget(connection, lost.forgotten)
            if not lost.has_key:
                move_epoch(connection, lost.number, "lost", "closed", "current")
            details = {"responses": lost.responses}
            record(connection, OPERATOR, "recover", f"epoch {lost.number}", now, details, district=None)
        if take_current(connection) is None:
            add_epoch(connection, keys.make(), day)
    return all_lost


@contextmanager
def _nobody_else(engine: Engine) -> Iterator[Connection]:
    """Open a transaction in which nobody seals and nobody stores a response."""
    with only_sealer(engine), writing(engine) as connection:
        # Lock this before the epochs, as `changing` does, so that neither waits for the other forever.
        hold_log(connection)
        lock_epochs(connection)
        yield connection


def _lost(connection: Connection, keys: EpochKeys) -> Iterator[Lost]:
    closed, current = closed_epoch(connection), take_current(connection)
    again = _waiting(connection, current) if closed else frozenset()
    for epoch, elsewhere in ((closed, again), (current, frozenset[bytes]())):
        if epoch is None:
            continue
        has_key = keys.has(epoch.public_key)
        unopened = _unopened(connection, keys, epoch) if has_key else _waiting(connection, epoch)
        if unopened or not has_key:
            yield Lost(epoch.number, has_key, unopened, unopened - elsewhere)


def _waiting(connection: Connection, epoch: EpochRow | None) -> frozenset[bytes]:
    return frozenset(row.nullifier for row in waiting(connection, epoch.number)) if epoch else frozenset()


def _unopened(connection: Connection, keys: EpochKeys, epoch: EpochRow) -> frozenset[bytes]:
    opener = keys.opener(epoch.public_key)

    def is_damaged(row: InboxRow) -> bool:
        try:
            opener.open(row.sealed)
        except KeyMissing:
            return True
        return False

    return frozenset(row.nullifier for row in waiting(connection, epoch.number) if is_damaged(row))

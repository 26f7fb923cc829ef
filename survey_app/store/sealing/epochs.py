"""Named queries about epochs: the current key pair, and earlier ones."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, Select, func, insert, select, text, update

from survey_app.errors import KeyMissing, NotReady, RoundError
from survey_app.store.tables import Epoch

_EPOCH = select(Epoch.number, Epoch.public_key, Epoch.day, Epoch.is_daily, Epoch.is_key_missing)
_CURRENT = _EPOCH.where(Epoch.state == "current")
_SHARED, _TAKEN = _CURRENT.with_for_update(read=True), _CURRENT.with_for_update()
_EPOCH_LOCK = 0x5EA1  # any number that nothing else in this database locks


class EpochRow(NamedTuple):
    """A key pair; the table explains the fields."""

    number: int
    public_key: bytes
    day: date
    is_daily: bool
    is_key_missing: bool


def share_current(connection: Connection) -> EpochRow | None:
    """Return the current epoch and hold it until the transaction ends: whoever wants to close it waits."""
    # On Postgres, a row that somebody is closing makes us wait and then no longer matches. Only a second look sees the
    # new one. SQLite has one writer, so there neither the lock nor the second look does anything.
    return _find(connection, _SHARED) or _find(connection, _SHARED)


def usable(epoch: EpochRow | None) -> EpochRow:
    """Return an epoch that we may seal responses to: without its private key they would be lost. Raises KeyMissing."""
    if epoch is None:
        raise KeyMissing("no_epoch")
    if epoch.is_key_missing:
        raise KeyMissing("epoch_without_key", number=epoch.number)
    return epoch


def take_current(connection: Connection) -> EpochRow | None:
    """Return the current epoch to close it or to change rounds. Writers wait until the transaction ends."""
    return _find(connection, _TAKEN) or _find(connection, _TAKEN)


def current_epoch(connection: Connection) -> EpochRow | None:
    """Look at the current epoch without holding it."""
    return _find(connection, _CURRENT)


def closed_epoch(connection: Connection) -> EpochRow | None:
    """Return the epoch that is being mixed, if any."""
    return _find(connection, _EPOCH.where(Epoch.state == "closed"))


def retired_epoch(connection: Connection) -> EpochRow | None:
    """Return the epoch whose responses have moved and whose key still exists, if any."""
    return _find(connection, _EPOCH.where(Epoch.state == "retired"))


def _find(connection: Connection, query: Select[int, bytes, date, bool, bool]) -> EpochRow | None:
    row = connection.execute(query).one_or_none()
    return EpochRow(*row) if row else None


def lock_epochs(connection: Connection) -> None:
    """Be the only one who makes or closes epochs, until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _EPOCH_LOCK})


def add_epoch(connection: Connection, public_key: bytes, day: date) -> EpochRow:
    """Make a new epoch current. There must be no other current one."""
    number = connection.execute(select(func.coalesce(func.max(Epoch.number), 0))).scalar_one() + 1
    row = {"number": number, "public_key": public_key, "state": "current", "day": day}
    connection.execute(insert(Epoch).values(row))
    return EpochRow(number, public_key, day, is_daily=False, is_key_missing=False)


def close(connection: Connection, number: int, *, is_daily: bool) -> None:
    """Close the current epoch: nobody adds to it anymore."""
    closed = {"state": "closed", "is_daily": is_daily}
    connection.execute(update(Epoch).where(Epoch.number == number).values(closed))


def require_state(connection: Connection, number: int, state: str) -> None:
    """Hold an epoch in its state until the transaction ends.

    Raises NotReady if another sealer has moved it on: then this process stood still, and what it knows is too old.
    """
    query = select(Epoch.number).where(Epoch.number == number, Epoch.state == state)
    if connection.execute(query.with_for_update(read=True)).one_or_none() is None:
        raise NotReady("sealed_by_another")


def move_epoch(connection: Connection, number: int, state: str, *before: str) -> None:
    """Move an epoch on from one of the states before. Raises NotReady if another sealer was faster."""
    moved = update(Epoch).where(Epoch.number == number, Epoch.state.in_(before)).values(state=state)
    if connection.execute(moved).rowcount != 1:
        raise NotReady("sealed_by_another")


def require_all_sealed(connection: Connection) -> None:
    """Raise NotReady while an earlier epoch is not destroyed: it shares its inbox with the next but one."""
    if closed_epoch(connection) or retired_epoch(connection):
        raise NotReady("sealed_by_another")


def require_no_seal(connection: Connection) -> None:
    """Before responses are deleted: raise RoundError while a sealer has some in its hands and may put them back.

    With `lock_epochs` before it, nobody begins to seal until the transaction ends.
    """
    if closed_epoch(connection):
        raise RoundError("sealing_now")


def note_key(connection: Connection, number: int, *, is_missing: bool) -> None:
    """Tell all servers whether the private key of an epoch is in its place."""
    connection.execute(update(Epoch).where(Epoch.number == number).values(is_key_missing=is_missing))

"""Named queries about epochs: the key pair of now, and those that went."""

from typing import NamedTuple

from sqlalchemy import Connection, Select, func, insert, select, text, update

from survey_app.store.tables import Epoch

_CURRENT = select(Epoch.number, Epoch.public_key, Epoch.carried).where(Epoch.state == "current")
_SHARED, _TAKEN = _CURRENT.with_for_update(read=True), _CURRENT.with_for_update()
_EPOCH_LOCK = 0x5EA1  # any number that nothing else in this database locks


class CurrentEpoch(NamedTuple):
    """What responses are sealed to now; see the table for the fields."""

    number: int
    public_key: bytes
    carried: int


def share_current(connection: Connection) -> CurrentEpoch | None:
    """The current epoch, held in place until the transaction ends: sealing waits for it."""
    # On Postgres a row that is being retired is waited for and then no longer matches; only a second look sees the
    # new one. SQLite has one writer, so neither locks nor second looks mean anything there.
    return _find(connection, _SHARED) or _find(connection, _SHARED)


def take_current(connection: Connection) -> CurrentEpoch | None:
    """The current epoch, for one who will retire it or change rounds: writers wait until the transaction ends."""
    return _find(connection, _TAKEN) or _find(connection, _TAKEN)


def current_epoch(connection: Connection) -> CurrentEpoch | None:
    """The current epoch, only to look at."""
    return _find(connection, _CURRENT)


def _find(connection: Connection, query: Select[int, bytes, int]) -> CurrentEpoch | None:
    row = connection.execute(query).one_or_none()
    return CurrentEpoch(*row) if row else None


def lock_epochs(connection: Connection) -> None:
    """Be the only one who makes or clears up epochs, until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _EPOCH_LOCK})


def add_epoch(connection: Connection, public_key: bytes, carried: int = 0) -> CurrentEpoch:
    """Make a new epoch current; there must be no other."""
    number = connection.execute(select(func.coalesce(func.max(Epoch.number), 0))).scalar_one() + 1
    row = {"number": number, "public_key": public_key, "state": "current", "carried": carried}
    connection.execute(insert(Epoch).values(row))
    return CurrentEpoch(number, public_key, carried)


def set_epoch_state(connection: Connection, number: int, state: str) -> None:
    """Move an epoch on: current → retired → destroyed."""
    connection.execute(update(Epoch).where(Epoch.number == number).values(state=state))


def retired_epochs(connection: Connection) -> list[CurrentEpoch]:
    """Epochs whose responses were moved and whose private keys are still to be destroyed, oldest first."""
    query = select(Epoch.number, Epoch.public_key, Epoch.carried).where(Epoch.state == "retired")
    return [CurrentEpoch(*row) for row in connection.execute(query.order_by(Epoch.number))]

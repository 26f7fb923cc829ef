"""Named queries for taking responses: spent, inbox. Rows go in sorted, so that two writers never deadlock."""

from collections.abc import Collection, Iterable
from functools import cache
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select
from sqlalchemy.sql.dml import ReturningInsert

from survey_app.store.engine import insert_or_update
from survey_app.store.tables import Epoch, Inbox, Round, Spent


class SpentRow(NamedTuple):
    """That a response came; see the table for the fields."""

    nullifier: bytes
    round: str
    s: bytes


class InboxRow(NamedTuple):
    """A response that waits; see the table for the fields."""

    nullifier: bytes
    epoch: int
    sealed: bytes


# Statements are built once: building one takes longer than running it.
_ROUND_PHASES = select(Round.key, Round.phase).where(Round.key.in_(bindparam("rounds", expanding=True)))


def round_phases(connection: Connection, rounds: Collection[str]) -> dict[str, str]:
    """The phase of each of these rounds; one that does not exist is left out."""
    return {row.key: row.phase for row in connection.execute(_ROUND_PHASES, {"rounds": list(rounds)})}


def find_spent(connection: Connection, nullifiers: Collection[bytes]) -> dict[bytes, SpentRow]:
    """Nullifier → its row, for those of these that are spent."""
    if not nullifiers:
        return {}
    query = select(Spent.nullifier, Spent.round, Spent.s).where(Spent.nullifier.in_(nullifiers))
    return {row.nullifier: SpentRow(*row) for row in connection.execute(query)}


def keys_of_other_epochs(
    connection: Connection, nullifiers: Collection[bytes], epoch: int
) -> dict[bytes, bytes]:
    """Nullifier → the public key it is sealed to, for those of these that wait under another epoch than this."""
    if not nullifiers:
        return {}
    query = select(Inbox.nullifier, Epoch.public_key).join(Epoch, Epoch.number == Inbox.epoch)
    elsewhere = query.where(Inbox.nullifier.in_(nullifiers), Inbox.epoch != epoch)
    return {row.nullifier: row.public_key for row in connection.execute(elsewhere)}


def forget(connection: Connection, nullifiers: Collection[bytes]) -> None:
    """Take away what is known of these: that they are spent, and what waits."""
    for column in (Inbox.nullifier, Spent.nullifier):
        for nullifier in sorted(nullifiers):
            connection.execute(delete(column.class_).where(column == nullifier))


def spend(connection: Connection, rows: Iterable[SpentRow]) -> set[bytes]:
    """Mark nullifiers as spent; return those that were not before. Of each nullifier at most one row."""
    given = [row._asdict() for row in sorted(rows)]
    if not given:
        return set()
    return set(connection.scalars(_spending(connection.dialect.name), given))


def put_in_inbox(connection: Connection, rows: Iterable[InboxRow]) -> None:
    """Let sealed responses wait for mixing."""
    given = [row._asdict() for row in sorted(rows)]
    if given:
        connection.execute(_waiting(), given)


@cache
def _spending(dialect: str) -> ReturningInsert[tuple[bytes]]:
    return insert_or_update(dialect, Spent).on_conflict_do_nothing().returning(Spent.nullifier)


@cache
def _waiting() -> ReturningInsert[tuple[bytes]]:
    # RETURNING lets SQLAlchemy send many rows in one statement, one round trip on Postgres.
    return insert(Inbox).returning(Inbox.nullifier)

"""Named queries for taking each response once. Rows go in sorted, so that two writers never deadlock."""

from collections.abc import Collection, Iterable
from functools import cache
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.sql.dml import ReturningInsert

from survey_app.store.database.engine import insert_or_update
from survey_app.store.tables import ReceivedOnce, Round


class ReceivedRow(NamedTuple):
    """A note that a response came; the table explains the fields."""

    nullifier: bytes
    round: str
    response_hash: bytes


# Statements are built once: building one takes longer than running it.
_ROUND_PHASES = select(Round.key, Round.phase).where(Round.key.in_(bindparam("rounds", expanding=True)))


def round_phases(connection: Connection, rounds: Collection[str]) -> dict[str, str]:
    """Return the phase of each of these rounds. Leaves out rounds that do not exist."""
    return {row.key: row.phase for row in connection.execute(_ROUND_PHASES, {"rounds": list(rounds)})}


def find_received(connection: Connection, nullifiers: Collection[bytes]) -> dict[bytes, ReceivedRow]:
    """Map nullifiers to their rows, for those that were received."""
    if not nullifiers:
        return {}
    query = select(ReceivedOnce.nullifier, ReceivedOnce.round, ReceivedOnce.response_hash).where(
        ReceivedOnce.nullifier.in_(nullifiers)
    )
    return {row.nullifier: ReceivedRow(*row) for row in connection.execute(query)}


def mark_received(connection: Connection, rows: Iterable[ReceivedRow]) -> set[bytes]:
    """Mark nullifiers as received. Return those that are new. rows: at most one for each nullifier."""
    values = [row._asdict() for row in sorted(rows)]
    if not values:
        return set()
    return set(connection.scalars(_spending(connection.dialect.name), values))


@cache
def _spending(dialect: str) -> ReturningInsert[tuple[bytes]]:
    return insert_or_update(dialect, ReceivedOnce).on_conflict_do_nothing().returning(ReceivedOnce.nullifier)

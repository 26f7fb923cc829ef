"""Named queries about the inboxes: what waits to be mixed. Rows go in sorted, so that two writers never deadlock."""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, text

from survey_app.store.database.engine import insert_or_update
from survey_app.store.tables import INBOXES, Epoch, EvenInbox, OddInbox, ReceivedOnce

_AT_ONCE = 1000
_WAITING = ("current", "closed")
"""States of epochs whose responses wait. For any other state, the inbox rows were moved and will soon be deleted."""


class InboxRow(NamedTuple):
    """A response that waits; the table explains the fields."""

    nullifier: bytes
    sealed: bytes


def put_in_inbox(connection: Connection, rows: Iterable[InboxRow], *, epoch: int) -> None:
    """Let sealed responses wait."""
    if values := _values(epoch, rows):
        # RETURNING lets SQLAlchemy send many rows in one statement: one round trip on Postgres.
        connection.execute(insert(_inbox(epoch)).returning(_inbox(epoch).nullifier), values)


def put_back_in_inbox(connection: Connection, rows: Iterable[InboxRow], *, epoch: int) -> None:
    """Let sealed responses go on waiting. If one was put back before, it stays as it is."""
    if values := _values(epoch, rows):
        statement = insert_or_update(connection.dialect.name, _inbox(epoch))
        connection.execute(statement.on_conflict_do_nothing(), values)


def waiting(connection: Connection, epoch: int) -> Iterator[InboxRow]:
    """Yield all that waits under an epoch, by nullifier: that order tells nothing."""
    inbox = _inbox(epoch)
    query = select(inbox.nullifier, inbox.sealed).where(inbox.epoch == epoch).order_by(inbox.nullifier)
    with connection.execute(query.execution_options(yield_per=_AT_ONCE)) as rows:
        for row in rows:
            yield InboxRow(row.nullifier, row.sealed)


def count_waiting(connection: Connection) -> int:
    """How many responses wait to be mixed."""
    counts = (
        select(func.count())
        .select_from(inbox)
        .join(Epoch, Epoch.number == inbox.epoch)
        .where(Epoch.state.in_(_WAITING))
        for inbox in INBOXES
    )
    return sum(connection.execute(count).scalar_one() for count in counts)


def count_waiting_of(connection: Connection, round_key: str) -> int:
    """How many responses of a round wait to be mixed."""
    counts = (
        select(func.count())
        .select_from(inbox)
        .join(Epoch, Epoch.number == inbox.epoch)
        .join(ReceivedOnce, ReceivedOnce.nullifier == inbox.nullifier)
        .where(Epoch.state.in_(_WAITING), ReceivedOnce.round == round_key)
        for inbox in INBOXES
    )
    return sum(connection.execute(count).scalar_one() for count in counts)


def without_key(connection: Connection, nullifiers: Collection[bytes]) -> set[bytes]:
    """Return those of these that wait under an epoch whose private key is missing."""
    found: set[bytes] = set()
    for inbox in INBOXES if nullifiers else ():
        query = select(inbox.nullifier).join(Epoch, Epoch.number == inbox.epoch)
        lost = query.where(inbox.nullifier.in_(nullifiers), Epoch.state.in_(_WAITING), Epoch.is_key_missing)
        found.update(connection.scalars(lost))
    return found


def forget(connection: Connection, nullifiers: Collection[bytes]) -> None:
    """Forget these responses: that they came, and what waits of them."""
    for table in (*INBOXES, ReceivedOnce):
        for nullifier in sorted(nullifiers):
            connection.execute(delete(table).where(table.nullifier == nullifier))


def drop_waiting_of(connection: Connection, round_key: str) -> None:
    """Delete what waits of a round."""
    of_round = select(ReceivedOnce.nullifier).where(ReceivedOnce.round == round_key)
    for inbox in INBOXES:
        connection.execute(delete(inbox).where(inbox.nullifier.in_(of_round)))


def drop_inbox(connection: Connection, epoch: int) -> None:
    """Drop everything that waited under an epoch. On Postgres, the file goes, and not even a dead row is left."""
    inbox = _inbox(epoch)
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"TRUNCATE {inbox.__tablename__}"))
    else:
        connection.execute(delete(inbox).where(inbox.epoch == epoch))


def drop_these(connection: Connection, epoch: int, nullifiers: Collection[bytes]) -> None:
    """Delete these of what waits under an epoch."""
    inbox = _inbox(epoch)
    for nullifier in sorted(nullifiers):
        connection.execute(delete(inbox).where(inbox.nullifier == nullifier, inbox.epoch == epoch))


def drop_some(connection: Connection, epoch: int, most: int) -> int:
    """Delete at most this many of what waited under an epoch. Return how many. SQLite overwrites them with zeros."""
    inbox = _inbox(epoch)
    some = select(inbox.nullifier).where(inbox.epoch == epoch).limit(most)
    return connection.execute(delete(inbox).where(inbox.nullifier.in_(some))).rowcount


def _inbox(epoch: int) -> type[EvenInbox | OddInbox]:
    return INBOXES[epoch % 2]


def _values(epoch: int, rows: Iterable[InboxRow]) -> list[dict[str, object]]:
    return [{**row._asdict(), "epoch": epoch} for row in sorted(rows)]

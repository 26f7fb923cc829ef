"""Named queries for wrong guesses at the staff door, and for failures at the public one."""

from datetime import datetime

from sqlalchemy import Connection, Delete, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from survey_app.store.database.engine import insert_or_update
from survey_app.store.tables import Guess


def hold_guess(session: Session, h: bytes, now: datetime) -> Guess:
    """Hold the row of wrong guesses, or a new row. Nobody else changes it before the transaction ends."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    statement = sqlite.insert(Guess) if is_sqlite else postgresql.insert(Guess)
    statement = statement.values(subject_hash=h, wrong=0, forget_at=now)
    # An update that changes nothing is enough: Postgres locks the row, or waits for whoever has it.
    held = statement.on_conflict_do_update(
        index_elements=[Guess.subject_hash], set_={"subject_hash": h}
    ).returning(Guess)
    return session.scalars(held, execution_options={"populate_existing": True}).one()


def drop_guess(session: Session, h: bytes) -> None:
    """Forget the wrong guesses of a row."""
    session.execute(delete(Guess).where(Guess.subject_hash == h))


def drop_old_guesses(session: Session, now: datetime) -> None:
    """Forget rows that are old enough. If somebody else holds a row, leave it for the next time."""
    session.execute(_old_guesses(now), execution_options={"synchronize_session": False})


def add_failures(connection: Connection, h: bytes, count: int, now: datetime, forget_at: datetime) -> int:
    """Add failures to a row, which is there until `forget_at`. Return how many it has."""
    connection.execute(_old_guesses(now))
    values = {"subject_hash": h, "wrong": count, "forget_at": forget_at}
    added = insert_or_update(connection.dialect.name, Guess).values(values)
    held = added.on_conflict_do_update(
        index_elements=[Guess.subject_hash], set_={"wrong": Guess.wrong + count}
    )
    return connection.execute(held.returning(Guess.wrong)).scalar_one()


def _old_guesses(now: datetime) -> Delete:
    old = select(Guess.subject_hash).where(Guess.forget_at <= now).with_for_update(skip_locked=True)
    return delete(Guess).where(Guess.subject_hash.in_(old))

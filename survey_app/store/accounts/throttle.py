"""Named queries for wrong guesses at the staff door."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from survey_app.store.tables import Guess


def hold_guess(session: Session, h: bytes, now: datetime) -> Guess:
    """What was guessed wrong so far, a new row if nothing was; nobody else changes it before the transaction ends."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    statement = sqlite.insert(Guess) if is_sqlite else postgresql.insert(Guess)
    statement = statement.values(subject_hash=h, wrong=0, forget_at=now)
    # To change nothing is enough for Postgres to lock the row, or to wait for whoever has it.
    held = statement.on_conflict_do_update(
        index_elements=[Guess.subject_hash], set_={"subject_hash": h}
    ).returning(Guess)
    return session.scalars(held, execution_options={"populate_existing": True}).one()


def drop_guess(session: Session, h: bytes) -> None:
    """Forget what was guessed wrong."""
    session.execute(delete(Guess).where(Guess.subject_hash == h))


def drop_old_guesses(session: Session, now: datetime) -> None:
    """Forget what is old enough; a row that somebody else holds is left to the next time."""
    old = select(Guess.subject_hash).where(Guess.forget_at <= now).with_for_update(skip_locked=True)
    session.execute(
        delete(Guess).where(Guess.subject_hash.in_(old)), execution_options={"synchronize_session": False}
    )

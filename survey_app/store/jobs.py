"""Named queries for jobs."""

from datetime import datetime

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.orm import Session

from survey_app.store.tables import Job


def add_job(session: Session, job: Job) -> None:
    """Add a job."""
    session.add(job)
    session.flush()


def get_job(session: Session, number: str) -> Job | None:
    """The job with this id."""
    return session.get(Job, number)


def same_job(session: Session, kind: str, account: int, wanted: str) -> Job | None:
    """Find an unfinished job of the same person for the same thing."""
    query = select(Job).where(Job.kind == kind, Job.account == account, Job.wanted == wanted)
    return session.scalars(query.where(Job.state.in_(("waiting", "running")))).first()


def set_progress(connection: Connection, number: str, state: str, done: int, total: int) -> None:
    """Note how far a job is."""
    values = {"state": state, "done": done, "total": total}
    connection.execute(update(Job).where(Job.id == number).values(**values))


def refuse_job(connection: Connection, number: str, why: str) -> None:
    """Note that a job cannot be done, and why."""
    connection.execute(update(Job).where(Job.id == number).values(state="failed", why=why))


def finish_job(connection: Connection, number: str) -> None:
    """Note that a job is done, with all its steps."""
    connection.execute(update(Job).where(Job.id == number).values(state="done", done=Job.total))


def note_left_out(connection: Connection, number: str, why: str) -> None:
    """Note what a finished job could not do."""
    connection.execute(update(Job).where(Job.id == number).values(why=why))


def fail_running(connection: Connection) -> None:
    """Mark as failed the jobs whose worker died."""
    connection.execute(update(Job).where(Job.state == "running").values(state="failed"))


def drop_jobs(session: Session, before: datetime) -> list[str]:
    """Forget jobs that people asked for before this time. Return the names of their files."""
    query = delete(Job).where(Job.created_at < before).returning(Job.file)
    return [name for name in session.scalars(query) if name]

"""Named queries for jobs: the queue of long work is the table itself.

A worker claims a job, and keeps it by signs of life. Whoever claimed it last (worker and number of the try) may write
to it. So a worker that was frozen and wakes up cannot touch what another took over.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, Select, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from survey_app.problems.problem import Problem, kept
from survey_app.store.tables import Job

SEALERS: frozenset[str] = frozenset({"finish"})
"""Kinds of jobs that only the sealer can do, because only the sealer holds the keys of epochs. Workers leave them."""

SILENCE = timedelta(seconds=90)
"""How long a worker may give no sign of life before another takes its job over.

Long enough for the clocks of two machines to differ by a minute.
"""

MOST_TRIES = 3
"""How often workers may die of a job before we give it up: it is probably the job that kills them."""


class Claimed(NamedTuple):
    """A job in the hands of one worker. wanted: JSON. tries: which try this is, from 1."""

    id: str
    kind: str
    wanted: str
    worker: str
    tries: int


def add_job(session: Session, job: Job) -> None:
    """Add a job. Whoever may do its kind finds it."""
    session.add(job)
    session.flush()


def get_job(session: Session, number: str) -> Job | None:
    """The job with this id."""
    return session.get(Job, number)


def same_job(session: Session, kind: str, account: int, wanted: str) -> Job | None:
    """Find an unfinished job of the same person for the same thing."""
    query = select(Job).where(Job.kind == kind, Job.account == account, Job.wanted == wanted)
    return session.scalars(query.where(Job.state.in_(("waiting", "running")))).first()


def has_work(connection: Connection, kinds: Collection[str], now: datetime) -> bool:
    """Whether a job of these kinds can be claimed. Holds up nobody, so a worker may ask often."""
    return connection.execute(_claimable(kinds, now).limit(1)).first() is not None


def claim(connection: Connection, worker: str, kinds: Collection[str], now: datetime) -> Claimed | None:
    """Take the oldest job of these kinds that waits, or whose worker fell silent. None if there is none.

    connection: of a transaction that writes. No two workers get the same job: on Postgres they skip what another is
    taking at this moment, and SQLite lets one of them write at a time. A job that too many workers died of fails.
    """
    oldest = (
        _claimable(kinds, now).order_by(Job.created_at, Job.id).limit(1).with_for_update(skip_locked=True)
    )
    while row := connection.execute(oldest).first():
        if row.tries >= MOST_TRIES:
            why = kept([Problem("job_given_up", {"tries": row.tries})])
            _set(connection, row.id, state="failed", why=why, worker=None, alive_at=None)
            continue
        claimed = Claimed(row.id, row.kind, row.wanted, worker, row.tries + 1)
        running = {"state": "running", "done": 0, "total": 0}
        _set(connection, row.id, **running, worker=worker, tries=claimed.tries, alive_at=now)
        return claimed
    return None


def keep_job(connection: Connection, job: Claimed, now: datetime) -> bool:
    """Give a sign of life. False if the job is no longer this worker's."""
    return _set_own(connection, job, alive_at=now)


def set_progress(connection: Connection, job: Claimed, done: int, total: int, now: datetime) -> bool:
    """Note how far a job is, which is a sign of life. False if the job is no longer this worker's."""
    return _set_own(connection, job, done=done, total=total, alive_at=now)


def give_back(connection: Connection, job: Claimed) -> bool:
    """Let another worker do a job. This try does not count."""
    waiting = {"state": "waiting", "done": 0, "total": 0}
    return _set_own(connection, job, **waiting, worker=None, alive_at=None, tries=job.tries - 1)


def free_jobs(connection: Connection, kinds: Collection[str]) -> None:
    """Let the jobs of these kinds that run wait again. For a sealer that begins to lead: nobody else is at work."""
    waiting = {"state": "waiting", "done": 0, "total": 0, "worker": None, "alive_at": None}
    connection.execute(update(Job).where(Job.kind.in_(kinds), Job.state == "running").values(**waiting))


def is_under_way(session: Session, kind: str, round_key: str) -> bool:
    """Whether somebody asked for this for a round, and it is not over."""
    # `wanted` is JSON that we wrote, with its keys in order.
    named = Job.wanted.contains(f'"round": "{round_key}"', autoescape=True)
    query = select(Job.id).where(Job.kind == kind, named, Job.state.in_(("waiting", "running")))
    return session.scalars(query).first() is not None


def fail_job(connection: Connection, job: Claimed, why: str | None) -> bool:
    """Note that a job cannot be done, and why. False if the job is no longer this worker's."""
    return _set_own(connection, job, state="failed", why=why, worker=None, alive_at=None)


def finish_job(connection: Connection, job: Claimed, file: str | None, why: str | None) -> bool:
    """Note that a job is done, with all its steps. False if the job is no longer this worker's.

    file: the name of what it made. why: what it left out.
    """
    done = {"state": "done", "done": Job.total, "file": file, "why": why}
    return _set_own(connection, job, **done, worker=None, alive_at=None)


def drop_jobs(session: Session, before: datetime) -> list[str]:
    """Forget jobs that people asked for before this time. Return their ids."""
    query = delete(Job).where(Job.created_at < before).returning(Job.id)
    return list(session.scalars(query))


def _claimable(kinds: Collection[str], now: datetime) -> Select[str, str, str, int]:
    # A job of an earlier version that ran during the update has no worker.
    is_silent = or_(Job.alive_at.is_(None), Job.alive_at < now - SILENCE)
    is_free = or_(Job.state == "waiting", and_(Job.state == "running", is_silent))
    return select(Job.id, Job.kind, Job.wanted, Job.tries).where(Job.kind.in_(kinds), is_free)


def _set(connection: Connection, number: str, **values: object) -> None:
    connection.execute(update(Job).where(Job.id == number).values(**values))


def _set_own(connection: Connection, job: Claimed, **values: object) -> bool:
    """Change a job only while it is this worker's, in this try."""
    is_own = (Job.id == job.id, Job.state == "running", Job.worker == job.worker, Job.tries == job.tries)
    return connection.execute(update(Job).where(*is_own).values(**values)).rowcount == 1

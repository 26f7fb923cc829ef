"""Long work beside the server. People ask for it, a worker does it (`working.py`), and they fetch the file in a day."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from survey_app.errors import NotFound
from survey_app.problems.problem import Problem, read_kept
from survey_app.store.database.engine import writing
from survey_app.store.jobs import add_job, drop_jobs, get_job, same_job
from survey_app.store.tables import Job

KEPT = timedelta(days=1)
"""For how long people can fetch a file."""


@dataclass(frozen=True)
class JobView:
    """A job as its owner sees it. state: waiting, running, done or failed. file: the name of what it made, or nothing.

    why: what was refused or left out, if anything was.
    """

    id: str
    kind: str
    wanted: Mapping[str, object]
    state: str
    done: int
    total: int
    file: str
    why: Sequence[Problem]


def ask_for(
    session: Session, folder: Path, kind: str, account: int, wanted: Mapping[str, object], now: datetime
) -> tuple[str, bool]:
    """Ask for a job. Return its id, and whether it is new: if the same job is already under way, we return that one.

    The row is the queue: a worker of any server takes it within a second.
    """
    written = json.dumps(dict(wanted), sort_keys=True)
    with writing(session):
        _forget(folder, drop_jobs(session, now - KEPT))
        if same := same_job(session, kind, account, written):
            return same.id, False
        number = secrets.token_urlsafe(16)
        add_job(
            session,
            Job(id=number, kind=kind, account=account, wanted=written, state="waiting", created_at=now),
        )
        return number, True


def see_job(session: Session, number: str, account: int) -> JobView:
    """Return a job of this person. Raises NotFound for jobs of others, just as for jobs that do not exist."""
    row = get_job(session, number)
    if row is None or row.account != account:
        raise NotFound("no_job")
    return JobView(
        row.id,
        row.kind,
        json.loads(row.wanted),
        row.state,
        row.done,
        row.total,
        row.file or "",
        read_kept(row.why or ""),
    )


def _forget(folder: Path, numbers: Sequence[str]) -> None:
    """Remove the files of jobs, also what workers that died left behind."""
    for number in numbers:
        for path in folder.glob(f"{number}*"):
            path.unlink(missing_ok=True)

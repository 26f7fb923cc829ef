"""Long work beside the server. People ask for it, another process does it, and they fetch the file within a day."""

import json
import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from survey_app.actions.jobs.progress import Tell
from survey_app.errors import NotFound, SurveyAppError
from survey_app.problems.problem import Problem, kept, read_kept
from survey_app.store.database.engine import writing
from survey_app.store.jobs import (
    add_job,
    drop_jobs,
    fail_running,
    finish_job,
    get_job,
    note_left_out,
    refuse_job,
    same_job,
    set_progress,
)
from survey_app.store.tables import Job

KEPT = timedelta(days=1)
"""For how long people can fetch a file."""

Work = Callable[[Mapping[str, object], Path, Tell], Sequence[Problem]]
"""Does a job. Takes what is wanted, the path for its file, and whom to tell. Returns what it left out, and why."""
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class JobView:
    """A job as its owner sees it. state: waiting, running, done or failed. why: what was refused or left out,
    if anything was.
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
    """Ask for a job. Return its id, and whether it is new: if the same job is already under way, we return that one."""
    written = json.dumps(dict(wanted), sort_keys=True)
    with writing(session):
        for name in drop_jobs(session, now - KEPT):
            (folder / name).unlink(missing_ok=True)
        if same := same_job(session, kind, account, written):
            return same.id, False
        number = secrets.token_urlsafe(16)
        row = Job(id=number, kind=kind, account=account, wanted=written, state="waiting", created_at=now)
        row.file = f"{number}.zip"
        add_job(session, row)
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


def fail_unfinished(engine: Engine) -> None:
    """Mark as failed the jobs whose worker died."""
    with writing(engine) as connection:
        fail_running(connection)


def run_job(engine: Engine, folder: Path, number: str, works: Mapping[str, Work]) -> None:
    """Do a job. Whatever happens, its owner sees how it ended. The file appears only when it is whole."""
    with Session(engine) as session:
        row = get_job(session, number)
        if row is None or row.state != "waiting":
            return None
        kind, wanted, name = row.kind, json.loads(row.wanted), row.file or number

    def tell(done: int, total: int, state: str = "running") -> None:
        with writing(engine) as connection:
            set_progress(connection, number, state, done, total)

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = folder / f"{name}.unfinished"
    tell(0, 0)
    try:
        left_out = works[kind](wanted, unfinished, tell)
    except SurveyAppError as error:
        unfinished.unlink(missing_ok=True)
        return _refuse(engine, number, error)
    except BaseException as error:
        unfinished.unlink(missing_ok=True)
        log.error("job %s failed: %s", kind, type(error).__name__)
        tell(0, 0, "failed")
        raise
    if unfinished.exists():
        unfinished.rename(folder / name)
    _finish(engine, number, left_out)


def _refuse(engine: Engine, number: str, error: SurveyAppError) -> None:
    """Note why a job cannot be done. This is not our fault: the owner reads what to do."""
    with writing(engine) as connection:
        refuse_job(connection, number, kept(error.problems))


def _finish(engine: Engine, number: str, left_out: Sequence[Problem]) -> None:
    """Mark a job as done, with all its steps, and note what it left out."""
    with writing(engine) as connection:
        if left_out:
            note_left_out(connection, number, kept(left_out))
        finish_job(connection, number)

"""Workers do the jobs that wait. Any number of them, on any number of servers: each job is in the hands of one.

A worker gives signs of life while it works. If it dies, another takes its job over. If it was only frozen, it notices
at its next word about the job, and throws away what it made.
"""

import json
import logging
import secrets
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from survey_app.errors import SurveyAppError
from survey_app.problems.problem import Problem, kept
from survey_app.store.database.engine import writing
from survey_app.store.jobs import (
    Claimed,
    claim,
    fail_job,
    finish_job,
    free_jobs,
    give_back,
    has_work,
    keep_job,
    set_progress,
)

BEAT = 10.0
"""Seconds between two signs of life."""

Clock = Callable[[], datetime]
log = logging.getLogger(__name__)


class _TakenOver(Exception):
    """Another worker took this job over, because we gave no sign of life for too long."""


class Hold:
    """What a work knows about its job: it tells how far it is, and may end the job together with what it stores."""

    def __init__(self, engine: Engine, job: Claimed, clock: Clock) -> None:
        self._engine = engine
        self._job = job
        self._clock = clock
        self.is_ended = False

    def tell(self, done: int, total: int) -> None:
        """Note how far the job is."""
        with writing(self._engine) as connection:
            if not set_progress(connection, self._job, done, total, self._clock()):
                raise _TakenOver

    def end_with(self, connection: Connection) -> None:
        """Mark the job as done in the transaction that stores its result: both happen, once, or neither.

        If another worker took the job over, that undoes the transaction.
        """
        if not finish_job(connection, self._job, None, None):
            raise _TakenOver
        self.is_ended = True


Work = Callable[[Mapping[str, object], Path, Hold], Sequence[Problem]]
"""Does a job. Takes what is wanted, the path for its file, and its hold on the job. Returns what it left out."""


def name_of_worker() -> str:
    """Make a name that no other worker has. It begins with the name of the machine, for whoever looks for it."""
    return f"{socket.gethostname()[:40]}-{secrets.token_hex(8)}"


@dataclass(frozen=True)
class Worker:
    """Does jobs, one after the other. folder: for their files; all servers share it. works: kind → what does it.

    It claims only the kinds of its works.
    """

    engine: Engine
    folder: Path
    works: Mapping[str, Work]
    name: str
    clock: Clock

    def work_off(self) -> None:
        """Do every job that waits."""
        while self.do_next():
            pass

    def begin_alone(self) -> None:
        """Take over the jobs of whoever worked before us. Only where one worker works at a time, as sealers do."""
        with writing(self.engine) as connection:
            free_jobs(connection, frozenset(self.works))

    def do_next(self) -> bool:
        """Do one job. Return whether there was one. Whatever happens, its owner sees how it ended."""
        job = self._claim()
        if job is None:
            return False
        try:
            with self._signs_of_life(job):
                self._do(job)
        except _TakenOver:
            log.warning("job %s: another worker took it over", job.kind)
        return True

    def _claim(self) -> Claimed | None:
        kinds = frozenset(self.works)
        with self.engine.connect() as connection:
            if not has_work(connection, kinds, self.clock()):
                return None
        with writing(self.engine) as connection:
            return claim(connection, self.name, kinds, self.clock())

    def _do(self, job: Claimed) -> None:
        """Do a job. The file appears only when it is whole, under a name that no other try has."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.folder / f"{job.id}-{job.tries}.unfinished"
        hold = Hold(self.engine, job, self.clock)
        try:
            left_out = self.works[job.kind](json.loads(job.wanted), path, hold)
            if not hold.is_ended:
                self._finish(job, path, left_out)
        except SurveyAppError as error:
            # Not our fault: the owner reads what to do.
            self._fail(job, kept(error.problems))
        except (OperationalError, _TakenOver):
            # We may not be able to say anything. Silence lets another worker try.
            raise
        except (KeyboardInterrupt, SystemExit):
            with writing(self.engine) as connection:
                give_back(connection, job)
            raise
        except BaseException as error:
            log.error("job %s failed: %s", job.kind, type(error).__name__)
            self._fail(job, None)
            raise
        finally:
            path.unlink(missing_ok=True)

    def _finish(self, job: Claimed, path: Path, left_out: Sequence[Problem]) -> None:
        """Hand the file over, then mark the job as done."""
        whole = path.with_suffix(".zip")
        has_file = path.exists()
        if has_file:
            path.rename(whole)
        with writing(self.engine) as connection:
            is_ours = finish_job(
                connection, job, whole.name if has_file else None, kept(left_out) if left_out else None
            )
        if not is_ours:
            whole.unlink(missing_ok=True)
            raise _TakenOver

    def _fail(self, job: Claimed, why: str | None) -> None:
        with writing(self.engine) as connection:
            if not fail_job(connection, job, why):
                raise _TakenOver

    @contextmanager
    def _signs_of_life(self, job: Claimed) -> Iterator[None]:
        """Say every few seconds that we live, beside whatever the work does."""
        is_over = threading.Event()
        thread = threading.Thread(target=self._keep, args=(job, is_over), daemon=True)
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()

    def _keep(self, job: Claimed, is_over: threading.Event) -> None:
        while not is_over.wait(BEAT):
            try:
                with writing(self.engine) as connection:
                    if not keep_job(connection, job, self.clock()):
                        return
            except OperationalError as error:
                log.warning("job %s: no sign of life: %s", job.kind, type(error).__name__)

"""Submit a response. We acknowledge it only once it is safe on disk. It is fast because many share one fsync."""

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from datetime import date

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from survey_app.actions.responses.keys_in_use import KeysInUse
from survey_app.actions.responses.store_responses import Receipt, Submission, store_responses
from survey_app.config import day_of_last_count
from survey_app.errors import Busy, IdUsed, KeyMissing, Refused
from survey_app.store.database.engine import write_lock, writing

__all__ = ["Receipt", "ResponseWriter", "Submission"]

MOST_AT_ONCE = 500
"""Responses in one transaction: enough to make the fsync cheap, few enough that nobody waits long for the others."""

GATHERING = 0.002
"""Seconds to wait for more responses while many come. One that comes alone is stored at once (like commit_delay)."""

_PASSING = (OperationalError, InterfaceError)  # locked, deadlock, connection lost: may work on the next try
_log = logging.getLogger(__name__)


class _Waiting:
    """A submission, and the future that its sender waits for."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission
        self.outcome: Future[Receipt] = Future()

    def settle(self, outcome: Receipt | Refused) -> None:
        if isinstance(outcome, Refused):
            self.outcome.set_exception(outcome)
        else:
            self.outcome.set_result(outcome)


class ResponseWriter:
    """The one thread of this process that stores responses. Every sender waits for it.

    It commits all waiting submissions in one transaction. patience: seconds that a submission may wait before we ask
    its sender to come back. room: how many may wait.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        patience: float = 10.0,
        room: int = 1000,
        count_day: Callable[[], date] = day_of_last_count,
    ) -> None:
        self._engine = engine
        self._keys = KeysInUse()
        self._patience = patience
        self._count_day = count_day
        self._line: queue.Queue[_Waiting | None] = queue.Queue(room)
        self._thread: threading.Thread | None = None
        self._stopped = False
        self._start_or_stop = threading.Lock()

    def submit(self, submission: Submission) -> Receipt:
        """Store a response. Return when it is safe on disk.

        Raises Closed, AlreadyUsed, IdUsed, or Busy if it was not stored in time; then the sender may send the same
        response again, and it is stored once.
        """
        waiting = _Waiting(submission)
        self._queue(waiting)
        try:
            return waiting.outcome.result(self._patience)
        except NotYet:
            if waiting.outcome.cancel():
                raise Busy("line_full") from None
        # The writer is storing it at this moment. That ends soon, unless the disk or a standby of Postgres hangs. Then
        # nobody knows yet whether it is stored, and the sender who comes again learns it.
        try:
            return waiting.outcome.result(2 * self._patience)
        except NotYet:
            raise Busy("database_busy") from None

    def submit_anew(self, submission: Submission) -> Receipt:
        """Store a response. If another response has its id, use an id of its own: nobody can ask its sender.

        Raises as `submit` does.
        """
        try:
            return self.submit(submission)
        except IdUsed:
            return self.submit(submission.anew())

    def stop(self) -> None:
        """Store what waits, then end. Ask later senders to come back."""
        with self._start_or_stop:
            self._stopped = True
            thread = self._thread
        if thread is not None and thread.is_alive():
            self._line.put(None)
            thread.join()

    def _queue(self, waiting: _Waiting) -> None:
        with self._start_or_stop:
            if self._stopped:
                raise Busy("server_stopping")
            # Not before the first response: a thread does not survive the fork that makes a worker process.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="response-writer", daemon=True)
                self._thread.start()
            try:
                self._line.put_nowait(waiting)
            except queue.Full:
                raise Busy("line_full") from None

    def _work(self) -> None:
        is_crowded = False
        while (first := self._line.get()) is not None:
            if is_crowded:
                # The people we just answered send again at once: one transaction for many is much cheaper.
                time.sleep(GATHERING)
            # Take our turn first, then look who waits: while we stand in line, more come, and some give up.
            with write_lock(self._engine):
                batch = self._take(first)
                self._store(batch)
            is_crowded = len(batch) > 1

    def _take(self, first: _Waiting) -> list[_Waiting]:
        batch = [first]
        while len(batch) < MOST_AT_ONCE and (after := self._next()) is not None:
            batch.append(after)
        return [waiting for waiting in batch if waiting.outcome.set_running_or_notify_cancel()]

    def _next(self) -> _Waiting | None:
        try:
            waiting = self._line.get_nowait()
        except queue.Empty:
            return None
        if waiting is None:
            # The sign to stop: leave it for `_work`. There is room, because nothing is queued behind it.
            self._line.put(None)
        return waiting

    def _store(self, batch: Sequence[_Waiting]) -> None:
        """Settle every submission of the batch, whatever happens."""
        try:
            outcomes = self._commit([waiting.submission for waiting in batch]) if batch else []
            for waiting, outcome in zip(batch, outcomes, strict=True):
                waiting.settle(outcome)
        finally:
            for waiting in batch:
                if not waiting.outcome.done():
                    waiting.settle(Busy("not_stored"))

    def _commit(self, submissions: Sequence[Submission]) -> Sequence[Receipt | Refused]:
        """Commit them together, and retry what may pass. Then commit each alone, so that none takes others with it."""
        deadline = time.monotonic() + self._patience
        pause = 0.01
        while True:
            try:
                return self._commit_once(submissions)
            except KeyMissing as missing:
                _log.critical("%s", missing)
                return [Busy("not_locked_now") for _ in submissions]
            except _PASSING as error:
                _log.warning("responses wait: %s", type(error).__name__)
                if time.monotonic() + pause > deadline:
                    return [Busy("database_busy") for _ in submissions]
                time.sleep(pause)
                pause = min(pause * 2, 0.5)
            except DBAPIError as error:
                if len(submissions) == 1:
                    _log.error("a response cannot be stored: %s", error.orig)
                    return [Busy("not_stored_now")]
                return [outcome for each in submissions for outcome in self._commit([each])]

    def _commit_once(self, submissions: Sequence[Submission]) -> list[Receipt | Refused]:
        with writing(self._engine) as connection:
            return store_responses(connection, submissions, self._count_day(), self._keys)

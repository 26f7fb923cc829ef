"""Count requests, so that nobody can tell when somebody answered.

A count that moves when a response comes is a bell: whoever reads it every 15 seconds knows when each person answered.
A count in steps is one too, for whoever sends made-up responses until it is one short of a step. So we add events of
a kind up in a batch of at least 20. From then on, each event ends the batch with a chance of 1 in 30. Nobody knows
which one will, and a batch is told only at the end of five minutes of the clock. Failures of ours are told at the end
of five minutes, without a batch: they are in the log with their second, and somebody must act.
"""

import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, has_request_context, request

from survey_app.web.files.page_cache import FINISHED
from survey_app.web.metrics.series import (
    KINDS,
    OUTCOME_OF_STATUS,
    outcome_count,
    page_count,
    request_counts,
)
from survey_app.web.metrics.shared_counts import SharedCounts
from survey_app.web.request_log import ROUTE

FEWEST_IN_A_BATCH = 20
ONE_IN = 30
"""Each event after the fewest ends its batch with this chance. It stays the same, however many have come."""

_KIND, _OUTCOME, _DRAWN = "survey_app.kind", "survey_app.outcome", "survey_app.drawn"
_SUBMISSIONS = frozenset(("submissions.submit", "submissions.submit_form"))
_KIND_OF_DOOR = {"public": "public_page", "staff": "staff_page"}


def note_outcome(*, is_new: bool) -> None:
    """Note that the response of this request is stored: now, or before."""
    request.environ[_OUTCOME] = "stored" if is_new else "again"


def note_drawn() -> None:
    """Note that a page that everyone gets was drawn for this request."""
    if has_request_context():
        request.environ[_DRAWN] = True


class Batches:
    """Adds events up and hands them on in batches, one for each kind. Any thread may count."""

    def __init__(self, counts: SharedCounts, ends: Callable[[], bool] | None = None) -> None:
        """Take the counts, and what decides by chance whether a batch ends."""
        self._counts = counts
        self._ends = ends or _ends_by_chance
        self._changing = threading.Lock()
        self._open = {kind: Counter[int]() for kind in KINDS}
        self._events = dict.fromkeys(KINDS, 0)

    def count(self, kind: str, amounts: Iterable[dict[int, int]]) -> None:
        """Count an event, to be told with others of its kind."""
        with self._changing:
            batch = self._open[kind]
            for each in amounts:
                for number, amount in each.items():
                    batch[number] += amount
            self._events[kind] += 1
            if self._events[kind] >= FEWEST_IN_A_BATCH and self._ends():
                self._counts.add(batch)
                batch.clear()
                self._events[kind] = 0

    def count_failure(self, amounts: Iterable[dict[int, int]]) -> None:
        """Count a failure of ours, to be told at the end of the period."""
        with self._changing:
            for each in amounts:
                self._counts.add(each)


def _ends_by_chance() -> bool:
    return secrets.randbelow(ONE_IN) == 0


def install_counting(app: Flask, counts: SharedCounts, ends: Callable[[], bool] | None = None) -> None:
    """Count every request of the app, also those that finished pages answer. ends: as for `Batches`."""
    app.before_request(_note_kind)
    app.wsgi_app = _counted(app.wsgi_app, Batches(counts, ends))  # type: ignore[method-assign, assignment]


def _note_kind() -> None:
    is_submission = request.endpoint in _SUBMISSIONS
    request.environ[_KIND] = "submission" if is_submission else _KIND_OF_DOOR.get(request.blueprint or "")


def _counted(application: WSGIApplication, batches: Batches) -> WSGIApplication:
    def counted(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        started = time.perf_counter()
        status = 0

        def start(given: str, headers: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:
            nonlocal status
            status = int(given[:3])
            return start_response(given, headers, *error)

        try:
            return application(environ, start)
        finally:
            _count(batches, environ, status, time.perf_counter() - started)

    return counted


def _count(batches: Batches, environ: WSGIEnvironment, status: int, seconds: float) -> None:
    is_finished = environ.get(ROUTE) == FINISHED
    kind = "public_page" if is_finished else environ.get(_KIND) or "other"
    amounts = [request_counts(kind, status, seconds)]
    if is_finished or _DRAWN in environ:
        amounts.append(page_count(is_drawn=not is_finished))
    if kind == "submission" and (outcome := environ.get(_OUTCOME) or _refusal(status)):
        amounts.append(outcome_count(outcome))
    if 0 < status < 500:
        batches.count(kind, amounts)
    else:
        batches.count_failure(amounts)


def _refusal(status: int) -> str | None:
    """What became of a submission that was not stored. None: its form came back, because its sender asked for that."""
    if 0 < status < 400:
        return None
    return OUTCOME_OF_STATUS.get(status or 500, "failed" if status >= 500 else "refused")

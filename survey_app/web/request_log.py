"""What we may log about a request: its route, status and duration. Never who asked or what they answered."""

import json
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, request
from flask.logging import default_handler

ROUTE = "survey_app.route"
"""The key in a request's environment that holds its route."""

UNLOGGED = frozenset({"/s/sound/<name>.mp3"})
"""Routes that have no line: clips are asked for as somebody listens, so their times tell how a person reads."""

METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"))

requests = logging.getLogger("survey_app.requests")


class JsonLines(logging.Formatter):
    """One JSON object per line. It gives only the type and place of an exception: its message may quote an answer."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the line for a record."""
        line: dict[str, object] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line.update(getattr(record, "fields", {}))
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__name__
            line["places"] = _places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


class WithoutWords(JsonLines):
    """Messages of libraries quote addresses, paths and headers. So we write only their level and place."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the line for a record."""
        place = {"msg": f"{record.module}.{record.funcName}", "args": None}
        error = record.exc_info or sys.exc_info()  # the loop of waitress puts the error into the message
        return super().format(logging.makeLogRecord({**record.__dict__, **place, "exc_info": error}))


def quiet_libraries() -> None:
    """Log libraries' messages, and what ends a thread, without their words. For a process of our own.

    Otherwise Python would write a library's warnings, and the message of an error in a thread, as they are.
    """
    ours, others = logging.StreamHandler(), logging.StreamHandler()
    ours.setFormatter(JsonLines())
    ours.addFilter(
        lambda record: _is_ours(record) and record.name != requests.name
    )  # that has a handler already
    others.setFormatter(WithoutWords())
    others.setLevel(logging.WARNING)
    others.addFilter(lambda record: not _is_ours(record))
    logging.getLogger().handlers = [ours, others]
    threading.excepthook = _note_end_of_thread


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] == "survey_app"


def _note_end_of_thread(what: threading.ExceptHookArgs) -> None:
    if what.exc_value is not None and what.exc_type is not SystemExit:
        error = (what.exc_type, what.exc_value, what.exc_traceback)
        logging.getLogger("survey_app.threads").error("a thread ended", exc_info=error)


def install_logs(app: Flask) -> None:
    """Write the app's log as JSON lines to standard error."""
    default_handler.setFormatter(JsonLines())
    app.logger.setLevel(logging.INFO)


def install_request_log(app: Flask) -> None:
    """Write one line for every request, also for static files and finished pages."""
    requests.setLevel(logging.INFO)
    if default_handler not in requests.handlers:
        requests.addHandler(default_handler)
    app.before_request(_note_route)
    app.wsgi_app = _with_log(app.wsgi_app)  # type: ignore[method-assign, assignment]


def _note_route() -> None:
    if request.url_rule:
        request.environ[ROUTE] = request.url_rule.rule


def _with_log(application: WSGIApplication) -> WSGIApplication:
    def logged(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        started = time.perf_counter()
        status = "none"

        def start(given: str, headers: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:
            nonlocal status
            status = given
            return start_response(given, headers, *error)

        try:
            return application(environ, start)
        finally:
            _write(environ, status, time.perf_counter() - started)

    return logged


def _write(environ: WSGIEnvironment, status: str, seconds: float) -> None:
    if environ.get(ROUTE) in UNLOGGED:
        return
    fields = {
        # Do not log what somebody typed, which can be anything: log a known method, and the rule instead of the path.
        "method": environ["REQUEST_METHOD"] if environ["REQUEST_METHOD"] in METHODS else "other",
        "route": environ.get(ROUTE, "unknown"),
        "status": int(status[:3]) if status[:3].isdecimal() else None,
        "milliseconds": round(seconds * 1000, 1),
    }
    requests.info("request", extra={"fields": fields})


def _places(trace: TracebackType | None) -> list[str]:
    places = []
    while trace:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_qualname}")
        trace = trace.tb_next
    return places

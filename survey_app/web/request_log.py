"""What may be written about a request: its route, status and duration. Never who asked or what was answered."""

import json
import logging
import time
from types import TracebackType

from flask import Flask, Response, g, request
from flask.logging import default_handler

requests = logging.getLogger("survey_app.requests")


class JsonLines(logging.Formatter):
    """One JSON object per line. Of an exception only its type and place: its message may quote an answer."""

    def format(self, record: logging.LogRecord) -> str:
        """The line for a record."""
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


def install_logs(app: Flask, *, log_requests: bool) -> None:
    """Write the app's log as JSON lines to standard error; one line per request only when asked for."""
    default_handler.setFormatter(JsonLines())
    app.logger.setLevel(logging.INFO)
    if not log_requests:
        return
    requests.setLevel(logging.INFO)
    if default_handler not in requests.handlers:
        requests.addHandler(default_handler)
    app.before_request(_start_clock)
    app.after_request(_log_request)


def _start_clock() -> None:
    g.started = time.perf_counter()


def _log_request(response: Response) -> Response:
    # The rule, not the path: a path can hold anything that somebody typed, and a query a receipt.
    route = request.url_rule.rule if request.url_rule else "unknown"
    milliseconds = round((time.perf_counter() - g.started) * 1000, 1)
    requests.info(
        "request",
        extra={
            "fields": {
                "method": request.method,
                "route": route,
                "status": response.status_code,
                "milliseconds": milliseconds,
            }
        },
    )
    return response


def _places(trace: TracebackType | None) -> list[str]:
    places = []
    while trace:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_qualname}")
        trace = trace.tb_next
    return places

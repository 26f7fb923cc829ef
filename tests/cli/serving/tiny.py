"""A small app and impatient workers, for gunicorn to run: the server without the weight of the survey app."""

import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

from survey_app.cli.serving.connections import Patience
from survey_app.cli.serving.worker import WaitressWorker

FOLDER = Path(os.environ.get("TINY_FOLDER", "/nowhere"))
LARGE = b"x" * 400_000


class Impatient(WaitressWorker):
    """Waits at most a second for anything."""

    patience = Patience(silence=1.0, idle=1.0, parting=1.0)


class Crowded(WaitressWorker):
    """Has room for few connections."""

    most = 10


def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer by the path; the body begins with the number of the process."""
    path = environ["PATH_INFO"]
    body = f"{os.getpid()} {path}".encode()
    if path == "/slow":
        (FOLDER / "begun").touch()
        while not (FOLDER / "go").exists():
            time.sleep(0.02)
    elif path == "/large":
        with (FOLDER / "made").open("a") as made:
            made.write("x")
        body = LARGE[: int(environ["QUERY_STRING"])]
    elif path == "/hang":
        connection = environ["waitress.client_disconnected"].__self__
        connection.server.trigger.pull_trigger(lambda: time.sleep(600))
    elif path == "/forwarded":
        body = environ["HTTP_X_FORWARDED_FOR"].encode()
    elif path == "/endless":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return endless()
    elif path == "/fails":
        raise ValueError(environ["HTTP_X_SECRET"])
    elif path == "/echo":
        body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def endless() -> Iterator[bytes]:
    """A download; notes when it ended."""
    (FOLDER / "begun").touch()
    try:
        while True:
            yield LARGE
    finally:
        (FOLDER / "ended").touch()

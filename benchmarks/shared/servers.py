"""Starts the servers that are compared: gunicorn as `serve` starts it, on a free port."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from survey_app.cli.serving.supervisor import gunicorn_command
from survey_app.config import read_settings

PROJECT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def run_flask(environment: Mapping[str, str], *arguments: str) -> None:
    """Run one command of the app to its end. Raises CalledProcessError."""
    command = [sys.executable, "-m", "flask", "--app", str(PROJECT / "wsgi.py"), *arguments]
    subprocess.run(
        command, cwd=PROJECT, env={**os.environ, **environment}, check=True, stdout=subprocess.DEVNULL
    )


@contextmanager
def gunicorn(app: str, environment: Mapping[str, str], *options: str) -> Iterator[int]:
    """Serve `app` with 2 workers of 16 threads as `serve` does, with further options of gunicorn; gives the port."""
    port = free_port()
    settings = read_settings({**environment, "PORT": str(port), "WEB_CONCURRENCY": "2"})
    command = [app if word == "wsgi:app" else word for word in gunicorn_command(settings)]
    # A worker that is replaced in the middle would close the connections of the load client.
    command += ["--max-requests", "0", *options]
    server = subprocess.Popen(command, cwd=PROJECT, env={**os.environ, **environment})
    try:
        _wait_until_it_answers(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_until_it_answers(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait for an answer, whatever it is: the port is open long before a worker has loaded its app."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
            return
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
        finally:
            connection.close()
    raise RuntimeError("gunicorn did not start")

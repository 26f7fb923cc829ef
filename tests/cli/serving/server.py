"""The small app, served by gunicorn in a process of its own; and clients that write what they like."""

import http.client
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from gunicorn.app.wsgiapp import WSGIApplication

from tests.cli.serving.forks import Fork
from tests.installation import PROJECT

PATIENCE = 60.0  # seconds; for a busy machine, nothing waits that long when all is well
OURS = "survey_app.cli.serving.worker.WaitressWorker"
IMPATIENT = "tests.cli.serving.tiny.Impatient"


class TinyServer:
    """gunicorn with the small app. log: what gunicorn and waitress wrote."""

    def __init__(self, folder: Path, worker: str, *options: str) -> None:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port: int = listener.getsockname()[1]
        self.folder = folder
        self.clients = ExitStack()
        self._log = folder / "log"
        command = ["gunicorn", "tests.cli.serving.tiny:app", "--no-control-socket", "--chdir", str(PROJECT)]
        command += ["--bind", f"127.0.0.1:{self.port}", "--worker-class", worker, "--threads", "2"]
        command += ["--log-level", "warning", "--keep-alive", "1", *options]
        self.gunicorn = Fork(run_gunicorn, command, environment={"TINY_FOLDER": str(folder)}, err=self._log)
        wait_until(self._answers)

    def log(self) -> str:
        """All that was written so far."""
        return self._log.read_text()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to gunicorn's parent process."""
        self.gunicorn.send_signal(number)

    def get(self, path: str = "/") -> bytes:
        """The body of a page, over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            return connection.getresponse().read()
        finally:
            connection.close()

    def connect(
        self, raw: bytes = b"", source: str = "127.0.0.1", buffer: int | None = None
    ) -> socket.socket:
        """A connection on which these bytes were sent; closed with the server, if not before.

        buffer: bytes that it takes before they are read.
        """
        client = self.clients.enter_context(socket.socket())
        if buffer:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        client.settimeout(PATIENCE)
        client.bind((source, 0))
        client.connect(("127.0.0.1", self.port))
        client.sendall(raw)
        return client

    def ask(self, raw: bytes, source: str = "127.0.0.1") -> bytes:
        """All that comes until the server closes."""
        with self.connect(raw, source) as client:
            return read_to_the_end(client)

    def _answers(self) -> bool:
        assert self.gunicorn.poll() is None, self.log()
        try:
            self.get()
        except OSError:
            return False
        return True


def run_gunicorn(command: list[str]) -> None:
    """Be gunicorn, started by this command."""
    sys.argv = command
    WSGIApplication("%(prog)s [OPTIONS] [APP_MODULE]").run()


@contextmanager
def tiny_server(folder: Path, worker: str, *options: str) -> Iterator[TinyServer]:
    """A served small app; stopped afterwards."""
    server = TinyServer(folder, worker, *options)
    try:
        yield server
    finally:
        # Otherwise the next test would find what a failed test left open.
        server.clients.close()
        server.gunicorn.terminate()
        server.gunicorn.wait(timeout=PATIENCE)


def read_to_the_end(client: socket.socket) -> bytes:
    """All that comes until the other side closes."""
    read = b""
    while piece := client.recv(65536):
        read += piece
    return read


def read_until(client: socket.socket, end: bytes) -> bytes:
    """All that comes until these bytes are there; head and body of an answer may come apart."""
    read = b""
    while not read.endswith(end):
        piece = client.recv(65536)
        assert piece, read
        read += piece
    return read


def wait_until(is_so: Callable[[], object]) -> None:
    """Return when it is so. Raises AssertionError after PATIENCE."""
    latest = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < latest, "waited in vain"
        time.sleep(0.02)

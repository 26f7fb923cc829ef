"""An attack on the log of the real server: whatever is sent, it holds no address, no header, no line, no body."""

import contextlib
import json
import logging
import shutil
import socket
import sqlite3
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from survey_app.cli.serving.supervisor import gunicorn_command
from survey_app.config import read_settings
from survey_app.web.request_log import quiet_libraries
from tests.cli.serving.forks import Fork
from tests.installation import PROJECT, Installation

SOURCE = "127.0.0.77"
FORWARDED = "203.0.113.77"
PLANTED = "planted"
PATIENCE = 90.0  # seconds; nothing waits that long when all is well
SURVEY = "/s/merced-high/family"
HOST = b"Host: x\r\n"
END = b"Connection: close\r\n\r\n"
RESPONSES = f"POST {SURVEY}/responses HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n".encode()
MARKED = b"X-Planted: planted-header\r\nUser-Agent: planted-browser\r\nCookie: planted=1\r\nReferer: http://planted/\r\n"


def request(line: bytes, *fields: bytes) -> bytes:
    return line + b"\r\n" + HOST + b"".join(field + b"\r\n" for field in fields) + END


HOSTILE = {
    "an ordinary page": request(b"GET / HTTP/1.1", MARKED.strip()),
    "a header with a space": request(b"GET / HTTP/1.1", b"X Planted: planted-value"),
    "a header without a name": request(b"GET / HTTP/1.1", b": planted-value"),
    "a folded header": request(b"GET / HTTP/1.1", b"X-A: b\r\n planted-fold"),
    "a NUL in a header": request(b"GET / HTTP/1.1", b"X-A: planted\0value"),
    "a broken line": b"planted-line\r\n\r\n",
    "an unknown version": b"GET /planted-path HTTP/9.9\r\n" + HOST + END,
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01planted" + b"\r\n\r\n",
    "another method": request(b"PLANTED / HTTP/1.1"),
    "a long header": request(b"GET / HTTP/1.1", b"X-Planted: planted" + b"s" * 9000),
    "a long line": request(b"GET /planted" + b"s" * 9000 + b" HTTP/1.1"),
    "many headers": request(b"GET / HTTP/1.1", *(b"X-Planted-%d: planted" % n for n in range(200))),
    "a bad host": b"GET / HTTP/1.1\r\nHost: planted host:99999999\r\n" + END,
    "two hosts": b"GET / HTTP/1.1\r\nHost: planted\r\nHost: planted2\r\n" + END,
    "no host": b"GET / HTTP/1.1\r\nX-Planted: planted\r\n" + END,
    "a bad forwarded address": request(
        b"GET / HTTP/1.1",
        b"X-Forwarded-For: planted, 203.0.113.77, [::planted",
        b"X-Forwarded-Proto: planted",
    ),
    "Forwarded": request(b"GET / HTTP/1.1", b"Forwarded: for=203.0.113.77;proto=planted;host=planted"),
    "an unknown coding": request(b"POST /planted HTTP/1.1", b"Transfer-Encoding: planted"),
    "a length and chunks": request(
        b"POST /planted HTTP/1.1", b"Transfer-Encoding: chunked", b"Content-Length: 7"
    ),
    "a bad length": request(b"POST /planted HTTP/1.1", b"Content-Length: planted"),
    "a large length": request(b"POST /planted HTTP/1.1", b"Content-Length: 99999999999"),
    "bad chunks": RESPONSES + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\nplanted\r\nplanted",
    "a bad cookie": request(b"GET /staff/ HTTP/1.1", b"Cookie: staff=planted.planted.planted"),
    "a bad language": request(b"GET / HTTP/1.1", b"Accept-Language: planted;q=planted"),
    "a bad body": RESPONSES + b"Content-Length: 8\r\n" + END + b"planted{",
    "a bad query": request(b"GET /s/merced-high?planted=%ff%00%zz HTTP/1.1"),
    "a bad path": request(b"GET /s/%2e%2e/planted%00%ff HTTP/1.1"),
    "bad parts of a form": request(
        b"POST /staff/sign-in HTTP/1.1",
        b"Content-Type: multipart/form-data; boundary=planted",
        b"Content-Length: 0",
    ),
}
UNFINISHED = b"\r\n\r\n\r\n\0\0planted"
ABORTED = RESPONSES + MARKED + b'Content-Length: 4000\r\n\r\n{"planted":'


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    """A connection from the known address."""
    with socket.socket() as client:
        client.settimeout(PATIENCE)
        client.bind((SOURCE, 0))
        client.connect(("127.0.0.1", port))
        yield client


def send(port: int, raw: bytes, *, is_cut: bool = False) -> None:
    """Send bytes from the known address; wait for all of the answer, or break off in the middle with a reset."""
    with connected(port) as client:
        client.sendall(raw)
        if is_cut:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return
        read_to_the_end(client)


def read_to_the_end(client: socket.socket) -> None:
    """Wait until the server closes."""
    with contextlib.suppress(ConnectionResetError):
        while client.recv(65536):
            pass


def attack(port: int) -> None:
    """Send everything."""
    for raw in HOSTILE.values():
        send(port, raw)
    send(port, ABORTED, is_cut=True)


def make_a_view_fail(installation: Installation) -> None:
    """Take a table away, and ask for what needs it: the view fails while it holds what was sent."""
    with sqlite3.connect(installation.database, timeout=60) as connection:
        connection.execute("ALTER TABLE staff_session RENAME TO gone")
        connection.execute("ALTER TABLE guess RENAME TO gone_too")
    connection.close()
    line = b"GET /staff/rounds/planted HTTP/1.1"
    send(installation.port, request(line, MARKED.strip(), b"X-Forwarded-For: 203.0.113.77"))


@contextmanager
def running(command: Sequence[str], installation: Installation, log: Path) -> Iterator[None]:
    with log.open("w") as file:
        server = subprocess.Popen(
            command, env=installation.environment, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=file
        )
        try:
            wait_until(lambda: is_listening(installation.port) or server.poll() is not None)
            assert server.poll() is None, log.read_text()
            yield
        finally:
            server.terminate()
            server.wait(timeout=PATIENCE)


def is_listening(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def wait_until(is_so: Callable[[], object]) -> None:
    latest = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < latest, "waited in vain"
        time.sleep(0.05)


@pytest.fixture
def installation(prepared: Path, tmp_path: Path) -> Installation:
    folder = Path(shutil.copytree(prepared, tmp_path / "instance"))
    return Installation(folder, REQUEST_LOG="1", TRUSTED_PROXIES="1", PYTHONWARNINGS="default")


def test_the_log_of_the_server_holds_nothing_of_any_request(
    installation: Installation, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with contextlib.ExitStack() as clients:
        with running(installation.command("serve"), installation, log):
            # Never whole: the server gives it up when it ends, the way it does of any that is overdue.
            unfinished = clients.enter_context(connected(installation.port))
            unfinished.sendall(UNFINISHED)
            attack(installation.port)
            make_a_view_fail(installation)
            wait_until(lambda: '"exception"' in log.read_text() or '"status": 50' in log.read_text())
        read_to_the_end(unfinished)
    written = log.read_text()

    lines = [
        line
        for line in written.splitlines()
        if any(word in line.lower() for word in (PLANTED, SOURCE, FORWARDED))
    ]
    assert lines == []
    assert '"route": "/staff/rounds/<key>"' in written  # it does write about requests


def test_the_log_of_gunicorn_alone_is_found_out(installation: Installation, tmp_path: Path) -> None:
    """The control: the same command with gunicorn's own worker and log."""
    log = tmp_path / "log"
    ours = gunicorn_command(read_settings(installation.environment))
    at_class, at_log = ours.index("--worker-class") + 1, ours.index("--logger-class") + 1
    naive = [*ours]
    naive[at_class], naive[at_log] = "gthread", "gunicorn.glogging.Logger"
    with running(naive, installation, log):
        attack(installation.port)
    written = log.read_text().lower()

    assert SOURCE in written
    assert PLANTED in written


def say_words(is_quiet: bool) -> None:
    if is_quiet:
        quiet_libraries()
    logging.getLogger("some.library").warning("planted from %s", "127.0.0.77")
    logging.getLogger("survey_app.cli.system").error("ours")
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


def fail() -> None:
    raise ValueError("planted")


@pytest.mark.parametrize("is_quiet", [True, False])
def test_no_library_and_no_thread_writes_words_of_its_own(is_quiet: bool, tmp_path: Path) -> None:
    """With the control: Python alone writes both."""
    log = tmp_path / "log"
    assert Fork(say_words, is_quiet, err=log).wait(PATIENCE) == 0
    written = log.read_text()

    assert (PLANTED in written) is not is_quiet
    assert ("planted from" in written, "ValueError: planted" in written) == (not is_quiet, not is_quiet)
    if is_quiet:
        said = [json.loads(line) for line in written.splitlines()]
        assert [line["logger"] for line in said] == [
            "some.library",
            "survey_app.cli.system",
            "survey_app.threads",
        ]
        assert said[2]["exception"] == "ValueError"

"""The worker ends and reloads without cutting anybody off, and is replaced when it hangs."""

import http.client
import os
import signal
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.serving.server import (
    OURS,
    PATIENCE,
    TinyServer,
    read_to_the_end,
    read_until,
    tiny_server,
    wait_until,
)

HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n"
PAGE = HEAD + b"\r\n"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[TinyServer]:
    with tiny_server(tmp_path, OURS, "--keep-alive", "600", "--graceful-timeout", "40") as served:
        yield served


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_request_that_runs_is_finished_and_others_are_let_go(
    server: TinyServer, number: signal.Signals
) -> None:
    """Two wait for a thread, behind two that run; one has its answer and is idle; one is half sent and comes late."""
    idle = server.connect(PAGE)
    read_until(idle, b" /")
    half = server.connect(HEAD)
    running = [server.connect(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n") for _ in range(4)]
    wait_until((server.folder / "begun").exists)

    server.signal(number)

    assert idle.recv(100) == b""  # closed, not reset
    half.sendall(b"\r\n")
    (server.folder / "go").touch()
    for client in (*running, half):
        answer = read_to_the_end(client)
        assert answer.startswith(b"HTTP/1.1 200")
        assert b"\r\nConnection: close\r\n" in answer
    if number == signal.SIGTERM:
        assert server.gunicorn.wait(timeout=PATIENCE) == 0
    else:
        assert server.get().endswith(b" /")


class Busy:
    """Clients that keep their connections and ask again and again; they open another when they are told to."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.answers: Counter[str] = Counter()
        self.processes: set[bytes] = set()
        self.stopped = threading.Event()
        self.threads = [threading.Thread(target=self._work) for _ in range(4)]
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        self.stopped.set()
        for thread in self.threads:
            thread.join()

    def _work(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        # At once, they would take all there is of the machine from the workers that start.
        while not self.stopped.wait(0.003):
            try:
                connection.request("GET", "/")
                answer = connection.getresponse()
                self.processes.add(answer.read().split()[0])
                self.answers[str(answer.status)] += 1
            except (OSError, http.client.HTTPException) as error:
                self.answers[type(error).__name__] += 1
                connection.close()
        connection.close()


def test_nobody_is_cut_off_by_a_reload(server: TinyServer) -> None:
    busy = Busy(server.port)
    try:
        for reloads in range(1, 4):
            wait_until(lambda: len(busy.processes) >= reloads)  # noqa: B023 (called before it changes)
            server.signal(signal.SIGHUP)
        wait_until(lambda: len(busy.processes) >= 4)
    finally:
        busy.stop()

    assert set(busy.answers) == {"200"}, busy.answers


def test_a_worker_that_has_done_enough_is_replaced_without_a_cut(tmp_path: Path) -> None:
    with tiny_server(tmp_path, OURS, "--workers", "2", "--max-requests", "100") as server:
        busy = Busy(server.port)
        try:
            wait_until(lambda: len(busy.processes) >= 4)
        finally:
            busy.stop()

    assert set(busy.answers) == {"200"}, busy.answers


def test_a_worker_whose_loop_hangs_is_replaced(tmp_path: Path) -> None:
    """Its threads and the process live on: a heartbeat from a thread of its own would hide it."""
    with tiny_server(tmp_path, OURS, "--timeout", "3") as server:
        before = server.get()
        with server.connect(b"GET /hang HTTP/1.1\r\nHost: x\r\n\r\n"):
            wait_until(lambda: "WORKER TIMEOUT" in server.log())

        assert server.get() != before


def test_a_worker_ends_when_its_parent_is_gone(server: TinyServer) -> None:
    worker = int(server.get().split()[0])

    server.signal(signal.SIGKILL)

    wait_until(lambda: not is_running(worker))


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    # Nobody may collect it here: then it is dead, but still has a number.
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_connection_that_waits_in_line_is_served_though_the_worker_ends(server: TinyServer) -> None:
    """The worker stands still while clients connect, then is told to end."""
    worker = int(server.get().split()[0])
    os.kill(worker, signal.SIGSTOP)
    clients: list[socket.socket] = [server.connect(PAGE) for _ in range(5)]
    server.signal(signal.SIGTERM)
    os.kill(worker, signal.SIGTERM)
    os.kill(worker, signal.SIGCONT)

    for client in clients:
        assert read_to_the_end(client).startswith(b"HTTP/1.1 200")
        client.close()

"""Our worker against gunicorn's own threads, which served before: rates, and 200 clients that stop half-way.

Limits, all measured in the same run: pages per second at least as many as with gunicorn's threads; submissions, which
wait for the disk, at least 90 %; and with 200 half-sent requests open every page within 1 s, and all of them closed
within a minute. With gunicorn's threads the same 200 must stop the server: else the test would prove nothing.
"""

import http.client
import select
import socket
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack

from benchmarks.pages import PATH, get
from benchmarks.shared.http_load import drive
from benchmarks.shared.servers import gunicorn, run_flask
from benchmarks.submissions import post, response

LEAST = {"pages": 1.0, "submissions": 0.9}
REQUESTS = {
    "pages": lambda _: get(PATH),
    "submissions": lambda n: post("/s/merced-high/student/responses", response(n)),
}
CLIENTS, SECONDS, PAIRS = 32, 4.0, 6
HEAD = b"POST /s/merced-high/student/responses HTTP/1.1\r\nHost: 127.0.0.1\r\n"
HALVES = {
    "a whole head": HEAD + b"Content-Length: 500\r\n\r\n",
    "part of a head": HEAD + b"Content-Le",
    "part of a body": HEAD + b"Content-Length: 500\r\n\r\n" + b"x" * 250,
    "many pages, none taken": get(PATH) * 500,
}
EACH, PROBES, SLOWEST_PAGE, LATEST = 50, 20, 1.0, 60.0


def main() -> int:
    """Print the pairs and the outages; 1 when a limit is missed."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        settings = {"INSTANCE_PATH": folder}
        run_flask(settings, "prepare")
        before, after = (
            servers.enter_context(gunicorn("wsgi:app", settings, *options))
            for options in (("--worker-class", "gthread"), ())
        )
        kept = [_compare(what, before, after) for what in REQUESTS]
        kept += [_survives(after), not _answers_all(before)]
    return 0 if all(kept) else 1


def _compare(what: str, before: int, after: int) -> bool:
    ratios = []
    for pair in range(PAIRS):
        # Each is the first in turn: the database grows.
        ports = (before, after) if pair % 2 else (after, before)
        loads = {port: drive(port, REQUESTS[what], CLIENTS, SECONDS) for port in ports}
        old, new = loads[before], loads[after]
        assert len({*old.statuses, *new.statuses}) == 1, (old.statuses, new.statuses)
        ratios.append(new.per_second / old.per_second)
        print(
            f"{what}: before {old.per_second:5.0f}/s, p99 {old.percentile(0.99):4.0f} ms"
            f"   after {new.per_second:5.0f}/s, p99 {new.percentile(0.99):4.0f} ms   ratio {ratios[-1]:.2f}"
        )
    ratio = statistics.median(ratios)
    is_kept = ratio >= LEAST[what]
    print(f"{what}: {ratio:.0%} of before (limit {LEAST[what]:.0%}): {'ok' if is_kept else 'MISSED'}")
    return is_kept


def _survives(port: int) -> bool:
    """Whether pages come at once while 200 clients stop half-way, and all of those are closed in time."""
    begun = time.monotonic()
    halves = [_stop_halfway(port, sent) for sent in HALVES.values() for _ in range(EACH)]
    slowest = max(_seconds_for_a_page(port, 2 * SLOWEST_PAGE) for _ in range(PROBES))
    closed = _closed(halves, begun + LATEST)
    took = time.monotonic() - begun
    is_kept = slowest <= SLOWEST_PAGE and closed == len(halves)
    print(
        f"after: slowest of {PROBES} pages {1000 * slowest:.0f} ms (limit {1000 * SLOWEST_PAGE:.0f}),"
        f" {closed} of {len(halves)} closed after {took:.0f} s (limit {LATEST:.0f}): {'ok' if is_kept else 'MISSED'}"
    )
    return is_kept


def _answers_all(port: int) -> bool:
    """Whether gunicorn's threads answer every page while 200 clients stop half-way."""
    halves = [_stop_halfway(port, sent) for sent in HALVES.values() for _ in range(EACH)]
    answered = sum(_seconds_for_a_page(port, 2 * SLOWEST_PAGE) < 2 * SLOWEST_PAGE for _ in range(5))
    for half in halves:
        half.close()
    print(f"before: {answered} of 5 pages answered within {2 * SLOWEST_PAGE:.0f} s")
    return answered == 5


def _stop_halfway(port: int, sent: bytes) -> socket.socket:
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.settimeout(10)
    client.connect(("127.0.0.1", port))
    client.setblocking(False)
    client.send(sent)
    return client


def _seconds_for_a_page(port: int, most: float) -> float:
    begun = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=most)
    try:
        connection.request("GET", PATH)
        connection.getresponse().read()
    except OSError:
        return most
    finally:
        connection.close()
    return time.monotonic() - begun


def _closed(clients: list[socket.socket], latest: float) -> int:
    """How many the server closed by then; nothing is read, so that who takes no answer goes on taking none."""
    ended = select.POLLRDHUP | select.POLLHUP | select.POLLERR
    poller = select.poll()
    waiting = {client.fileno(): client for client in clients}
    for number in waiting:
        poller.register(number, ended)
    while waiting and (left := latest - time.monotonic()) > 0:
        for number, _ in poller.poll(1000 * left):
            poller.unregister(number)
            waiting.pop(number).close()
    return len(clients) - len(waiting)


if __name__ == "__main__":
    sys.exit(main())

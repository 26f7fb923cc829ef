"""Which process to stop, and in which moment: the one that seals, or one that holds a transaction open."""

import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.servers.postgres import Postgres
from benchmarks.servers.programs import descendants, wait_until
from benchmarks.servers.sites import Server, ServersSite, Site

_SEALING = 0x5EA2
"""The lock that whoever seals holds (survey_app/store/database/)."""
_HOLDERS_PORT = (
    "SELECT client_port FROM pg_locks JOIN pg_stat_activity USING (pid)"
    f" WHERE locktype = 'advisory' AND granted AND objid = {_SEALING}"
)
_STANDS_STILL = (
    "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction' AND backend_xid IS NOT NULL"
    " AND clock_timestamp() - state_change > interval '0.2 s'"
)
_TRIES = 300


def stop_sealer(site: Site, number: signal.Signals) -> int:
    """Let a seal be due, and send a signal to the sealer in the middle of it. Return its process."""
    for _ in range(_TRIES):
        site.census.let_a_seal_be_due()
        wait_until(site.census.is_sealing, "a sealer begins to seal")
        sealer = _who_seals(site)
        if sealer:
            send([sealer], number)
            if site.census.is_sealing():
                return sealer
            send([sealer], signal.SIGCONT)
        wait_until(site.census.is_sealed_whole, "the seal ends")
    raise RuntimeError("no seal took long enough to be met")


@contextmanager
def frozen_in_a_transaction(site: Site) -> Iterator[None]:
    """Stop a server in a moment in which it has written and not committed; let it go on afterwards.

    Of a single machine we stop one of the processes that serve. If all stood still, nobody would be left to look at.
    """
    if isinstance(site, ServersSite):
        frozen = _stop_in_the_moment(lambda: _all_of(site.servers[0]), lambda: _stands_still(site.primary))
    else:
        turn = Path(f"{site.instance}/survey.sqlite-turn")
        frozen = _stop_in_the_moment(lambda: _holders(turn), lambda: bool(_holders(turn)))
    try:
        yield
    finally:
        send(frozen, signal.SIGCONT)


def send(processes: Iterable[int], number: signal.Signals) -> None:
    """Send a signal to processes, of which some may have ended."""
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, number)


def _stop_in_the_moment(whom: Callable[[], list[int]], is_the_moment: Callable[[], bool]) -> list[int]:
    for _ in range(_TRIES):
        processes = whom()
        send(processes, signal.SIGSTOP)
        if processes and is_the_moment():
            return processes
        send(processes, signal.SIGCONT)
        time.sleep(0.01)
    raise RuntimeError("no transaction was met")


def _all_of(server: Server) -> list[int]:
    root = server.program.running.pid
    return [root, *descendants(root)]


def _stands_still(primary: Postgres) -> bool:
    time.sleep(0.25)
    return primary.ask(_STANDS_STILL) != [(0,)]


def _who_seals(site: Site) -> int | None:
    """The process that seals now."""
    if not isinstance(site, ServersSite):
        return next(iter(_holders(Path(f"{site.instance}/survey.sqlite-sealing"))), None)
    ours = [process for server in site.servers for process in _all_of(server)]
    sockets = {_socket_of(port) for (port,) in site.primary.ask(_HOLDERS_PORT)}
    return next((process for process in ours if sockets & _sockets_in(process)), None)


def _holders(lock: Path) -> list[int]:
    """The processes that hold a lock on a file."""
    inode = lock.stat().st_ino
    rows = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
    return [int(row[4]) for row in rows if row[1] == "FLOCK" and row[5].rpartition(":")[2] == str(inode)]


def _socket_of(port: int) -> str:
    """The number of the socket that a program has at its end of a connection from a port of this machine."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return next((row[9] for row in rows if int(row[1].rpartition(":")[2], 16) == port and row[9] != "0"), "")


def _sockets_in(process: int) -> set[str]:
    found = set()
    for path in Path(f"/proc/{process}/fd").glob("*"):
        with suppress(OSError):
            found.add(str(path.readlink()).removeprefix("socket:[").removesuffix("]"))
    return found

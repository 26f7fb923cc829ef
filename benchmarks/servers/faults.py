"""What fails, and how it is mended. Each fault happens under load."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.servers.programs import wait_until
from benchmarks.servers.sites import ServersSite, Site
from benchmarks.servers.stopped import frozen_in_a_transaction, send, stop_sealer

FROZEN = 12.0
"""Seconds for which something stands still: longer than any limit that should end the waiting."""
FULL = 6.0
"""Seconds for which a disk is full."""
DOWN = 3.0
"""Seconds for which one of several servers is gone before somebody starts it again."""
SMALL_DISK = 1500
"""MB of the disk that is filled."""
MOST, MOST_OF_PROMOTION = 5.0, 30.0
"""Seconds without a success that are allowed."""


@dataclass(frozen=True)
class Fault:
    """Something that fails. act: does it, and returns when it is mended.

    most: seconds without a success that are allowed. alone: the same for one machine, where nobody takes over.
    waiting: responses that must wait for the sealer before it begins. of_postgres: there is no such thing on SQLite.
    needs_disk: it happens on a small disk of its own.
    """

    name: str
    act: Callable[[Site], None]
    most: float = MOST
    alone: float = MOST
    waiting: int = 0
    of_postgres: bool = False
    needs_disk: bool = False


def server_killed(site: Site) -> None:
    """Kill a server with all that it runs, and start it again. systemd waits a second before it does."""
    site.servers[0].program.kill()
    time.sleep(DOWN if len(site.servers) > 1 else 1)
    site.servers[0].start()
    site.servers[0].wait()


def server_frozen(site: Site) -> None:
    """Let a server stand still in the middle of a transaction, and then go on as if nothing was."""
    with frozen_in_a_transaction(site):
        time.sleep(FROZEN)


def sealer_killed(site: Site) -> None:
    """Kill the sealer in the middle of a seal. Another one finishes it."""
    stop_sealer(site, signal.SIGKILL)
    wait_until(site.census.is_sealed_whole, "another sealer finishes the seal")


def sealer_frozen(site: Site) -> None:
    """Let the sealer stand still in the middle of a seal, and then go on as if nothing was."""
    sealer = stop_sealer(site, signal.SIGSTOP)
    time.sleep(FROZEN)
    send([sealer], signal.SIGCONT)
    wait_until(site.census.is_sealed_whole, "a sealer finishes the seal")


def servers_restarted(site: Site) -> None:
    """Stop and start one server after the other, as for an upgrade."""
    for server in site.servers:
        server.program.stop()
        server.start()
        server.wait()


def postgres_restarted(site: Site) -> None:
    """Restart the primary, as for new settings."""
    assert isinstance(site, ServersSite)
    site.primary.stop()
    site.primary.start()


def primary_killed(site: Site) -> None:
    """Kill the primary. A second later somebody promotes the standby and points PgBouncer to it."""
    assert isinstance(site, ServersSite)
    site.primary.program.kill()
    time.sleep(1)
    site.standby.promote()
    site.take_the_standby()


def disk_full(site: Site) -> None:
    """Fill the disk of the database, and make room again. If Postgres ended, systemd starts it."""
    primary = site.primary if isinstance(site, ServersSite) else None
    ballast = (primary.folder.parent if primary else site.folder) / "ballast"
    fill_disk(ballast)
    time.sleep(FULL)
    ballast.unlink()
    if primary and not primary.program.is_running():
        primary.start()


def fill_disk(ballast: Path) -> None:
    """Take all room that a disk has, to its last block."""
    size, taken = 2**26, 0
    with ballast.open("wb") as file:
        while size >= 2**12:
            try:
                os.posix_fallocate(file.fileno(), taken, size)
                taken += size
            except OSError:
                size //= 4


FAULTS = (
    Fault("server killed", server_killed),
    Fault("server frozen in a transaction", server_frozen, alone=FROZEN + MOST),
    Fault("sealer killed in a seal", sealer_killed, waiting=2000),
    Fault("sealer frozen in a seal", sealer_frozen, waiting=2000),
    Fault("servers restarted, one by one", servers_restarted),
    Fault("Postgres restarted", postgres_restarted, of_postgres=True),
    Fault("primary killed, standby promoted", primary_killed, most=MOST_OF_PROMOTION, of_postgres=True),
    Fault("disk full for 6 s", disk_full, most=FULL + MOST, alone=FULL + MOST, needs_disk=True),
)
"""The promotion comes after all others of its site: afterwards there is no standby."""


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of its own that a fault can fill. Only root can make one. Raises RuntimeError."""
    if os.geteuid() != 0:
        raise RuntimeError("only root can make a disk that may be full")
    image, disk = folder / "disk.image", folder / "disk"
    with image.open("wb") as file:
        file.truncate(SMALL_DISK * 2**20)
    disk.mkdir()
    subprocess.run(["/usr/sbin/mkfs.ext4", "-q", "-F", "-m", "0", image], check=True)
    subprocess.run(["mount", "-o", "loop", image, disk], check=True)
    try:
        disk.chmod(0o711)
        yield disk
    finally:
        subprocess.run(["umount", disk], check=True)

"""The drill: a backup in the middle of a round, under load; the machine is lost; another takes its place; people go on.

Devices keep what was not acknowledged, and send it again to whoever answers at the address of the survey.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from shutil import copytree

import pytest

from tests.installation import Installation
from tests.kill.test_kill import Load, children, stored_tags

pytestmark = pytest.mark.kill


class Devices(Load):
    """Clients that know which machine acknowledged each of their responses."""

    def __init__(self, port: int) -> None:
        self.where: dict[str, int] = {}
        super().__init__(port)

    def _send(self, response_id: str) -> bool:
        port = self.port
        is_acknowledged = super()._send(response_id)
        if is_acknowledged:
            self.where[response_id] = port
        return is_acknowledged

    def send_again(self, response_id: str) -> bool:
        """Send a response that was acknowledged, as a device does that missed the answer."""
        return super()._send(response_id)

    def wait_for(self, count: int) -> None:
        """Wait until so many more are acknowledged, from now on."""
        while self.progress.acquire(blocking=False):
            pass
        for _ in range(count):
            assert self.progress.acquire(timeout=60), "no response was acknowledged for a minute"

    def of(self, port: int) -> set[str]:
        return {each for each, where in self.where.copy().items() if where == port}


@pytest.fixture
def lost(prepared: Path, tmp_path: Path) -> Iterator[Installation]:
    """The machine that will be lost."""
    installed = Installation(copytree(prepared, tmp_path / "lost"))
    installed.serve()
    try:
        yield installed
    finally:
        kill_all(installed)


@pytest.fixture
def other(static_builds: Path, tmp_path: Path) -> Iterator[Installation]:
    """An empty machine. The test serves it."""
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "static").symlink_to(static_builds)
    installed = Installation(folder)
    try:
        yield installed
    finally:
        if hasattr(installed, "server") and installed.server.poll() is None:
            installed.stop()


def kill_all(installation: Installation) -> None:
    """Kill everything at once, as when a machine loses power."""
    if installation.server.poll() is not None:
        return
    server = installation.server.pid
    direct = children(server)
    for each in (server, *direct, *(below for child in direct for below in children(child))):
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
    installation.server.wait(timeout=60)


def drill(
    lost: Installation, other: Installation, devices: Devices, folder: Path, paper: Path
) -> tuple[set[str], str]:
    """Back up, lose the machine, restore, go on. Return what was acknowledged before the backup; what restore said."""
    devices.wait_for(60)
    before = devices.of(lost.port)
    lost.flask("backup", str(folder))
    devices.wait_for(60)
    kill_all(lost)
    said = other.flask("restore", str(folder), "--recovery-key", str(paper))
    other.serve()
    devices.port = other.port
    devices.wait_for(60)
    return before, said


def test_whatever_was_acknowledged_before_a_backup_is_there_once_on_another_machine(
    lost: Installation, other: Installation, tmp_path: Path
) -> None:
    paper = tmp_path / "paper.txt"
    paper.write_text(lost.flask("recovery-key"))
    devices = Devices(lost.port)
    try:
        before, said = drill(lost, other, devices, tmp_path / "monday", paper)
    finally:
        devices.stop()
    # The devices erased these when the lost machine acknowledged them. Some people had saved a file.
    between = sorted(devices.of(lost.port) - before)
    saved, erased = between[::2], between[1::2]
    again = [devices.send_again(each) for each in (*saved, *list(before)[:20])]
    other.flask("check")
    other.stop()
    stored = stored_tags(other)

    assert "Every response that was acknowledged before is here, once." in said
    assert all(again)
    assert devices.of(other.port)
    assert [each for each in (*before, *saved, *devices.of(other.port)) if stored.get(each) != 1] == []
    assert max(stored.values()) == 1
    assert [each for each in erased if each not in stored], (
        "nothing came after the backup: this proves little"
    )

"""Processes that make the same thing at the same moment."""

import os
import sys
from collections.abc import Callable
from multiprocessing.synchronize import Barrier, Lock
from pathlib import Path

from tests.cli.serving.forks import FORKSERVER

PATIENCE = 60.0  # seconds; for a busy machine, nothing waits that long when all is well
PROCESSES = 4


def at_once(make: Callable[[Path], bytes], folder: Path) -> list[bytes]:
    """Let processes make something in a new folder. Returns what each was given, as it was at that moment.

    Each has seen that it is not there before any of them writes. Then they go on one after the other, each once the
    one before was given it. So whoever makes it over again is found, and does not depend on which of them is faster.
    """
    told = [folder.with_name(f"{folder.name}-told-{number}") for number in range(PROCESSES)]
    all_looked, turn = FORKSERVER.Barrier(PROCESSES, timeout=PATIENCE), FORKSERVER.Lock()
    running = [
        FORKSERVER.Process(target=_make_and_tell, args=(make, folder, all_looked, turn, each))
        for each in told
    ]
    for process in running:
        process.start()
    for process in running:
        process.join()
    assert [process.exitcode for process in running] == [0] * PROCESSES
    return [each.read_bytes() for each in told]


def _make_and_tell(
    make: Callable[[Path], bytes], folder: Path, all_looked: Barrier, turn: Lock, told: Path
) -> None:
    has_looked = False

    def wait_before_the_first_is_written(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal has_looked
        if event == "open" and not has_looked and _writes_below(folder, *arguments):
            has_looked = True
            all_looked.wait()
            turn.acquire()

    sys.addaudithook(wait_before_the_first_is_written)
    told.write_bytes(make(folder))
    assert has_looked, "it was there"
    turn.release()


def _writes_below(folder: Path, path: object, _mode: object, flags: object) -> bool:
    is_written = isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))
    return is_written and isinstance(path, str | Path) and Path(path).is_relative_to(folder)

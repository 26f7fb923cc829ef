"""Programs that a phone under test is made of. They end with the test, however that ends."""

import os
import signal
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Event
from time import monotonic
from typing import TypeVar

PATIENCE = 30.0  # seconds; for a busy machine, nothing waits that long when all is well
MORTAL = (
    "setpriv",
    "--pdeathsig",
    "KILL",
)  # the kernel ends what is started like this with whoever started it

T = TypeVar("T")


def start(command: list[str], log: Path, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a program that leads a group of its own. log: where it writes what it has to say."""
    with log.open("ab") as output:
        return subprocess.Popen(
            [*MORTAL, *command],
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **environment},
            start_new_session=True,
        )


def kill(program: subprocess.Popen[bytes]) -> None:
    """End a program and all that it started, as if the battery was taken out. Returns when none of them runs."""
    with suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)
    program.wait()
    wait_for(lambda: not _running(program.pid), "a killed program ends")


def _running(group: int) -> bool:
    """Whether a process of the group is there and is no zombie: in a container nobody may collect those."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it ended meanwhile
            state, _, its_group = path.read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state != "Z":
                return True
    return False


def wait_for(look: Callable[[], T], what: str) -> T:
    """The first true value that `look` gives. Raises AssertionError, with `what` and the last value, after PATIENCE."""
    end, pause = monotonic() + PATIENCE, Event()
    while not (found := look()):
        assert monotonic() < end, f"waited {PATIENCE:.0f} s in vain until {what}; last: {found}"
        pause.wait(0.05)
    return found

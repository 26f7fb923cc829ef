"""Processes of their own, forked from one that has loaded the app and does nothing else.

To load it takes two seconds, which most tests with several processes say nothing about.
"""

import ctypes
import multiprocessing
import os
import signal
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

FORKSERVER = multiprocessing.get_context("forkserver")
FORKSERVER.set_forkserver_preload(
    [
        *("pytest", "gunicorn.app.wsgiapp", "gunicorn.arbiter", "gunicorn.workers.gthread"),
        *("survey_app.factory", "survey_app.cli.serving.worker", "survey_app.cli.serving.log"),
        *("tests.actions.sealing.killed", "tests.actions.responses.worker", "tests.installation"),
    ]
)
_PR_SET_PDEATHSIG = 1


class Fork:
    """A process that calls a function; for the rest as `subprocess.Popen`.

    environment: what it finds there beside ours. out, err: files for what it prints and complains of.
    """

    def __init__(
        self,
        act: Callable[..., object],
        *arguments: object,
        environment: Mapping[str, str] | None = None,
        out: Path | None = None,
        err: Path | None = None,
    ) -> None:
        # Whoever reads them need not wait until they are there.
        files = {1: out, 2: err}
        for file in files.values():
            if file:
                file.write_bytes(b"")
        self._process = FORKSERVER.Process(
            target=_be, args=(act, arguments, {**os.environ, **(environment or {})}, files)
        )
        self._process.start()
        assert self._process.pid
        self.pid: int = self._process.pid

    def poll(self) -> int | None:
        """Its exit code, once it has ended."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it ends. Returns its exit code. Raises TimeoutExpired."""
        self._process.join(timeout)
        code = self._process.exitcode
        if code is None:
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0)
        return code

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


def _be(
    act: Callable[..., object],
    arguments: tuple[object, ...],
    environment: Mapping[str, str],
    files: Mapping[int, Path | None],
) -> None:
    """Do what a process does that was started by itself. The kernel ends it with the one that forks."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    os.environ.clear()
    os.environ.update(environment)
    for number, file in files.items():
        if file:
            descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            os.dup2(descriptor, number)
            os.close(descriptor)
    act(*arguments)

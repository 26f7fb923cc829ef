"""Keeps gunicorn, the sealer and the worker running beside each other until somebody stops it."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType

from survey_app.config import PROJECT, Settings, in_brackets

THREADS = 16
# Seconds between looks: a child that dies at once, again and again, must not keep the machine busy.
PAUSE = 0.5
# Seconds that children may take to end: longer than gunicorn's --graceful-timeout.
PATIENCE = 30.0


def gunicorn_command(settings: Settings) -> list[str]:
    """The server. Threads wait for the disk, so there are more of them than cores. No access log (docs/privacy.md)."""
    return [
        *(sys.executable, "-m", "gunicorn", "wsgi:app", "--chdir", str(PROJECT)),
        *(
            "--bind",
            f"{in_brackets(settings.host)}:{settings.port}",
            "--workers",
            str(settings.web_concurrency),
        ),
        *("--worker-class", "survey_app.cli.serving.worker.WaitressWorker", "--threads", str(THREADS)),
        # A proxy keeps connections open for its next client, usually a minute. The proxy must be the one that closes.
        *("--keep-alive", "75" if settings.trusted_proxies else "20", "--timeout", "60"),
        *("--graceful-timeout", "20", "--max-requests", "200000", "--max-requests-jitter", "20000"),
        *("--no-control-socket", "--preload", "--log-level", "warning"),
        *("--logger-class", "survey_app.cli.serving.log.GunicornLog"),
    ]


def sealer_command() -> list[str]:
    """The process that mixes waiting responses into the box."""
    return [sys.executable, "-m", "flask", "--app", str(PROJECT / "wsgi.py"), "seal", "--watch"]


def worker_command() -> list[str]:
    """The process that does long work, such as printing the kit of a whole district."""
    return [sys.executable, "-m", "flask", "--app", str(PROJECT / "wsgi.py"), "work", "--watch"]


class Supervisor:
    """Runs the server and others as children, restarts what was killed, and stops all when told to.

    SIGINT, SIGTERM and the end of the terminal stop them cleanly. A second signal, or `patience`, ends the waiting.
    """

    def __init__(
        self,
        server: Sequence[str],
        others: Sequence[Sequence[str]],
        announce: Callable[[], bool],
        patience: float = PATIENCE,
    ) -> None:
        """announce: tells people where to go once the server listens; False while it does not. patience: seconds."""
        self.commands = [server, *others]
        self.announce = announce
        self.patience = patience
        self.children: list[subprocess.Popen[bytes]] = []
        self.stopping = False

    def run(self) -> int:
        """Run until stopped, and return 0. If the server gives up (its port is taken), return its exit code."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        # Whoever typed `nohup` wants to go on without a terminal.
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self._stop)
        self.children = [_start(command) for command in self.commands]
        try:
            return self._watch()
        finally:
            # Whatever happened to us: no child may go on without a parent that looks after it.
            self._end_children()

    def _watch(self) -> int:
        is_announced = False
        while not self.stopping:
            time.sleep(PAUSE)
            is_announced = is_announced or self.announce()
            self._restart_the_dead()
            if (self.children[0].poll() or 0) > 0:
                self.stopping = True
        return max(self.children[0].poll() or 0, 0)

    def _restart_the_dead(self) -> None:
        for place, child in enumerate(self.children):
            gave_up = place == 0 and (child.poll() or 0) > 0
            if child.poll() is not None and not gave_up and not self.stopping:
                self.children[place] = _start(self.commands[place])

    def _end_children(self) -> None:
        for child in self.children:
            child.terminate()
        latest = time.monotonic() + self.patience
        for child in self.children:
            try:
                child.wait(max(0.0, latest - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        if self.stopping:
            for child in self.children:
                child.kill()
        self.stopping = True


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    # Each gets its own session, or Ctrl-C would reach the children twice.
    return subprocess.Popen(command, start_new_session=True)  # noqa: S603 (our own commands)

"""Keeps gunicorn, the sealer and the worker running beside each other until somebody stops it."""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from multiprocessing.context import ForkProcess
from types import FrameType

from gunicorn.app.wsgiapp import WSGIApplication

from survey_app.addresses import in_brackets
from survey_app.config import PROJECT, Settings

THREADS = 16
# Seconds between looks: a child that dies at once, again and again, must not keep the machine busy.
PAUSE = 0.5
# Seconds that children may take to end: longer than gunicorn's --graceful-timeout.
PATIENCE = 30.0
_FORK = multiprocessing.get_context("fork")
_THAT_END = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}


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


def run_gunicorn(settings: Settings) -> None:
    """Be the server, with the app that this process has loaded. Never returns."""
    sys.argv = gunicorn_command(settings)[2:]
    WSGIApplication("%(prog)s [OPTIONS] [APP_MODULE]").run()


Role = Callable[[], object]
"""What a child does until it is stopped. It exits with 0, unless it raises SystemExit or another error."""


class Supervisor:
    """Runs the server and others as children, restarts what was killed, and stops all when told to.

    Children are forks of this process, so none of them loads the app again: that would take two seconds each. SIGINT,
    SIGTERM and the end of the terminal stop them cleanly. A second signal, or `patience`, ends the waiting.
    """

    def __init__(
        self,
        server: Role,
        others: Sequence[Role],
        announce: Callable[[], bool],
        let_go: Callable[[], None],
        patience: float = PATIENCE,
    ) -> None:
        """Take what children do, and how long they may take to end.

        announce: tells people where to go once the server listens; False while it does not. let_go: gives up what no
        two processes may share, such as connections to the database. patience: seconds.
        """
        self.roles = [server, *others]
        self.announce = announce
        self.let_go = let_go
        self.patience = patience
        self.children: list[ForkProcess] = []
        self.stopping = False

    def run(self) -> int:
        """Run until stopped, and return 0. If the server gives up (its port is taken), return its exit code."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        # Whoever typed `nohup` wants to go on without a terminal.
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self._stop)
        self.children = [self._start(role) for role in self.roles]
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
            if (self.children[0].exitcode or 0) > 0:
                self.stopping = True
        return max(self.children[0].exitcode or 0, 0)

    def _restart_the_dead(self) -> None:
        for place, child in enumerate(self.children):
            gave_up = place == 0 and (child.exitcode or 0) > 0
            if child.exitcode is not None and not gave_up and not self.stopping:
                self.children[place] = self._start(self.roles[place])

    def _end_children(self) -> None:
        for child in self.children:
            child.terminate()
        latest = time.monotonic() + self.patience
        for child in self.children:
            child.join(max(0.0, latest - time.monotonic()))
            if child.exitcode is None:
                child.kill()
                child.join()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        if self.stopping:
            for child in self.children:
                child.kill()
        self.stopping = True

    def _start(self, role: Role) -> ForkProcess:
        self.let_go()
        child = _FORK.Process(target=_play, args=(role,))
        # Held back until the child answers to them itself: with our handlers, it would go on for all our patience.
        signal.pthread_sigmask(signal.SIG_BLOCK, _THAT_END)
        try:
            child.start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _THAT_END)
        return child


def _play(role: Role) -> None:
    """Do what a child does, as a process that was started by itself would."""
    # A session of its own, or Ctrl-C would reach the child twice.
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _THAT_END)
    role()

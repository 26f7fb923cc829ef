"""A gunicorn worker that runs waitress: gunicorn starts, watches, reloads and ends it; waitress speaks HTTP."""

import logging
import os
import resource
import socket
import time
from dataclasses import replace
from types import FrameType

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.task import ThreadedTaskDispatcher

from survey_app.cli.serving.connections import Patience, Server
from survey_app.cli.serving.heads import LARGEST_UPLOAD, LONGEST_HEAD
from survey_app.web.request_log import WithoutWords

OTHER_FILES = 200  # the database, static files, temporary files
TURN = 1.0  # seconds at most between two looks at deadlines, at the parent, and two heartbeats


class WaitressWorker(Worker):  # type: ignore[misc] # gunicorn has no types
    """One process with `--threads` threads. `--keep-alive` says how long an idle connection stays open."""

    patience = Patience()
    most = 2000  # connections in one process: each turn of the loop looks at all of them

    def run(self) -> None:
        """Serve until told to end. Then let everything under way finish."""
        install_log()
        self.map: dict[int, object] = {}
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.set_thread_count(self.cfg.threads)
        most = room_for_connections(self.most)
        self.servers = [self._listen(each.sock, dispatcher, most) for each in self.sockets]
        self.looked = 0.0
        while self.alive:
            self._turn()
        for server in self.servers:
            server.end()
        # gunicorn kills workers that take longer.
        latest = time.monotonic() + self.cfg.graceful_timeout - 2 * TURN
        while any(server.active_channels for server in self.servers) and time.monotonic() < latest:
            self._turn()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """On SIGTERM: end, and let the loop notice at once."""
        super().handle_exit(sig, frame)
        for server in getattr(self, "servers", ()):
            server.pull_trigger()

    def _listen(self, listener: socket.socket, dispatcher: ThreadedTaskDispatcher, most: int) -> Server:
        adjustments = Adjustments(
            backlog=self.cfg.backlog,
            connection_limit=most + OTHER_FILES // 2,  # `Server` makes room, unless all of them wait for us
            clear_untrusted_proxy_headers=False,  # the app trusts as many proxies as TRUSTED_PROXIES says
            ident=None,
            log_socket_errors=False,
            max_request_body_size=LARGEST_UPLOAD,
            max_request_header_size=LONGEST_HEAD,
            server_name=listener.getsockname()[0],
        )
        return Server(
            self.wsgi,
            self.map,
            _sock=listener,
            dispatcher=dispatcher,
            adj=adjustments,
            sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
            patience=replace(self.patience, idle=self.cfg.keepalive),
            most=most,
        )

    def _turn(self) -> None:
        """Take one turn of the loop. It includes the heartbeat: gunicorn replaces a worker whose loop hangs."""
        wasyncore.poll2(TURN, self.map)
        now = time.monotonic()
        if now < self.looked + TURN:
            return
        self.looked = now
        self.notify()
        for server in self.servers:
            server.close_overdue(now)
        if os.getppid() != self.ppid or sum(server.taken for server in self.servers) >= self.max_requests:
            self.alive = False


def install_log() -> None:
    """Log waitress's messages in our format. Leave out that requests wait for a thread, because that is no fault."""
    output = logging.StreamHandler()
    output.setFormatter(WithoutWords())
    logger = logging.getLogger("waitress")
    logger.handlers, logger.propagate = [output], False
    logger.setLevel(logging.WARNING)
    logging.getLogger("waitress.queue").setLevel(logging.CRITICAL)


def room_for_connections(wanted: int) -> int:
    """Ask the system for more open files. Return how many connections this process may hold, at most `wanted`."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = wanted + OTHER_FILES
    if soft == resource.RLIM_INFINITY or soft >= files:
        return wanted
    soft = files if hard == resource.RLIM_INFINITY else min(files, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(10, soft - OTHER_FILES)

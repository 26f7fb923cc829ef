"""Connections whose every wait has an end, without a thread for each.

waitress's loop gathers requests and sends answers; a thread works only on a request that is whole. We add three
things. Nobody may be silent or slow for long. The next answer waits until the client has taken the last one. And a
reset never destroys a last answer.
"""

import socket
import struct
import threading
import time
from dataclasses import dataclass

from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import WSGITask

from survey_app.cli.serving.heads import StrictParser

LEAST_RATE = 500
"""Bytes a second, on average. An old phone on a weak network is ten times as fast."""

UNTAKEN = 128 * 1024
"""Bytes of answers that the system may hold for one connection."""


@dataclass(frozen=True)
class Patience:
    """How many seconds we wait. silence: for the next byte of a request, or until a byte of an answer is taken.

    idle: for the next request. parting: for the other side to close, after the last answer.
    """

    silence: float = 20.0
    idle: float = 20.0
    parting: float = 5.0


WHEN_ENDING = Patience(silence=5.0, idle=2.0, parting=1.0)
"""We count these from when the server begins to end. So earlier waits do not cut anybody off at once."""


class Answer(WSGITask):  # type: ignore[misc] # waitress has no types
    """The app's answer to one request."""

    def build_response_header(self) -> bytes:
        """Write the head. When the server ends, it tells the client to open another connection for more."""
        if self.channel.server.is_ending and len(self.channel.requests) == 1 and self.channel.request is None:
            self.request.headers["CONNECTION"] = "close"
        head: bytes = super().build_response_header()
        return head


class Connection(HTTPChannel):  # type: ignore[misc]
    """One client. Only the loop looks at deadlines. A thread appends to the output, and may begin to send it."""

    parser_class = StrictParser
    task_class = Answer
    close_when_flushed: bool = False

    def __init__(self, *arguments: object, **more: object) -> None:
        self.start_clocks(time.monotonic())
        self._parted: float | None = None  # when we closed our side; we read what still comes and drop it
        self.is_held_back = False  # a further request waits until the client has taken the last answer
        super().__init__(*arguments, **more)

    def start_clocks(self, now: float) -> None:
        """Start to count how long this client takes. now: time.monotonic()."""
        self.moved = now  # when bytes last came or went
        self._began, self._arrived = now, 0  # when this request began to come; its bytes so far
        self._behind: float | None = None  # since when there is output that the client has not taken
        self._taken = 0  # bytes taken since then

    def received(self, data: bytes) -> bool:
        """Take bytes from the client."""
        if self._parted is not None:
            return False
        self.moved, before = time.monotonic(), self.request
        self._arrived += len(data)
        taken: bool = super().received(data)
        if self.request is not before:
            self._began, self._arrived = self.moved, 0
        return taken

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Give bytes to the client's socket. Return how many it took."""
        sent: int = super().send(data, do_close=do_close)
        if sent:
            self.moved = time.monotonic()
            self._taken += sent
        return sent

    def writable(self) -> bool:
        """Whether `handle_write` has something to do."""
        return bool(self.is_held_back or super().writable())

    def handle_write(self) -> None:
        """Send what waits. Then go on with the next request, or part."""
        is_last = self.close_when_flushed
        if is_last:
            self.close_when_flushed = False  # otherwise waitress would close at once
        super().handle_write()
        if not self.connected:
            return
        if is_last and self.total_outbufs_len:
            self.close_when_flushed = True
        elif is_last:
            self._part()
        elif self.is_held_back and not self.total_outbufs_len:
            self.is_held_back = False
            self.server.add_task(self)

    def _part(self) -> None:
        """Close our side. A full close while bytes still come would be a reset, and our answer would be lost."""
        self._parted = time.monotonic()
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self.handle_close()

    def let_go(self) -> None:
        """Stop waiting. The system drops what it still holds of an answer that nobody takes."""
        if self._is_behind:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.handle_close()

    @property
    def _is_behind(self) -> bool:
        """Whether the client has answers to take. While a further request is held back, the system may hold all."""
        return bool(self.total_outbufs_len or self.is_held_back)

    def is_overdue(self, now: float, patience: Patience) -> bool:
        """Whether to stop waiting. now: time.monotonic()."""
        if self._parted is not None:
            return now > self._parted + patience.parting
        if self._is_behind:
            return self._is_slow_to_take(now, patience.silence)
        self._behind = None
        if self.requests:
            return False  # it waits for us
        if self.request is None:
            return now > self.moved + patience.idle
        return now > min(self.moved, self._began + self._arrived / LEAST_RATE) + patience.silence

    def _is_slow_to_take(self, now: float, silence: float) -> bool:
        if self._behind is None:
            self._behind, self._taken = now, 0
        return now > min(max(self.moved, self._behind), self._behind + self._taken / LEAST_RATE) + silence


class Server(TcpWSGIServer):  # type: ignore[misc]
    """A listening socket and its connections. most: how many at once. The one that is silent longest makes room."""

    channel_class = Connection

    def __init__(self, *arguments: object, patience: Patience, most: int, **more: object) -> None:
        self.patience = patience
        self.most = most
        self.is_ending = False
        self.taken = 0  # requests
        self._loop = threading.get_ident()
        super().__init__(*arguments, bind_socket=False, **more)

    def add_task(self, channel: Connection) -> None:
        """Queue a request. The next one on its connection waits until the client has taken the answer.

        Otherwise a client that asks for a thousand pages at once would keep all threads busy, and fill our memory
        with answers.
        """
        if threading.get_ident() == self._loop:
            self.taken += 1
            super().add_task(channel)
        else:
            channel.is_held_back = True

    def set_socket_options(self, conn: socket.socket) -> None:
        """Let the system hold little of what a client does not take. By default it would hold megabytes."""
        super().set_socket_options(conn)
        conn.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, UNTAKEN)

    def handle_accept(self) -> None:
        """Take a new connection."""
        super().handle_accept()
        self._make_room()

    def _make_room(self) -> None:
        excess = len(self.active_channels) - self.most
        if excess > 0:
            silent = [each for each in self.active_channels.values() if not each.requests]
            for each in sorted(silent, key=lambda each: each.moved)[:excess]:
                each.handle_close()

    def maintenance(self, _now: float) -> None:
        """Do nothing: `close_overdue` does that, between two turns of the loop, by a clock that is never set back."""

    def close_overdue(self, now: float) -> None:
        """Close every connection that takes too long. now: time.monotonic()."""
        for each in list(self.active_channels.values()):
            if each.is_overdue(now, self.patience):
                each.let_go()
        self._make_room()

    def end(self) -> None:
        """Take nobody new after those who already stand in line, and hurry the others."""
        for _ in range(self.adj.backlog):
            before = len(self.active_channels)
            self.handle_accept()
            if len(self.active_channels) <= before:
                break
        self.accepting = False
        self.del_channel()
        self.socket.close()
        self.is_ending, self.patience = True, WHEN_ENDING
        now = time.monotonic()
        for each in self.active_channels.values():
            each.start_clocks(now)

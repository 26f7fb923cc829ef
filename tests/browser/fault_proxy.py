"""A proxy between browser and server that goes wrong in every way the field has seen, whenever a response is posted."""

import http.client
import json
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any, NamedTuple

STALL = 0.8  # seconds; longer than the patience of a client under test
_NOT_FORWARDED = {"transfer-encoding", "connection", "content-length", "date", "server"}


class Answer(NamedTuple):
    """An answer of the server behind."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


Forward = Callable[[str, str, dict[str, str], bytes], Answer]


class Exchange:
    """One posted response and what may be done about it: `forward` asks the server behind, `say` answers."""

    def __init__(self, handler: "Handler", body: bytes) -> None:
        self.handler = handler
        self.body = body

    def forward(self) -> Answer:
        handler = self.handler
        return handler.proxy.forward(handler.command, handler.path, dict(handler.headers), self.body)

    def say(self, status: int, kind: str, body: bytes, *headers: tuple[str, str], cut: int = 0) -> None:
        """Answer; cut: how many bytes of the body are missing when the connection ends."""
        handler = self.handler
        handler.send_response(status)
        for name, value in (("Content-Type", kind), *headers):
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body[: len(body) - cut])
        if cut:
            self.hang_up()

    def hang_up(self) -> None:
        """End the connection without a word."""
        self.handler.close_connection = True
        self.handler.connection.shutdown(socket.SHUT_RDWR)

    def reset(self) -> None:
        """End the connection as a router does that was switched off."""
        linger = struct.pack("ii", 1, 0)
        self.handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.handler.close_connection = True
        self.handler.connection.close()


def drop_before(exchange: Exchange) -> None:
    exchange.hang_up()


def reset_after_commit(exchange: Exchange) -> None:
    exchange.forward()
    exchange.reset()


def portal(exchange: Exchange) -> None:
    exchange.say(200, "text/html", b"<title>Sign in to the Wi-Fi</title>")


def portal_in_json(exchange: Exchange) -> None:
    exchange.say(200, "application/json", b'{"status": "stored"}')


def login(exchange: Exchange) -> None:
    exchange.say(302, "text/html", b"", ("Location", "/en/"))


def bad_gateway(exchange: Exchange) -> None:
    exchange.say(502, "text/html", b"<h1>Bad gateway</h1>")


def bad_gateway_after_commit(exchange: Exchange) -> None:
    exchange.forward()
    bad_gateway(exchange)


def truncated(exchange: Exchange) -> None:
    answer = exchange.forward()
    exchange.say(answer.status, "application/json", answer.body, cut=len(answer.body) // 2)


def stall_after_commit(exchange: Exchange) -> None:
    exchange.forward()
    exchange.handler.proxy.over.wait(STALL)
    exchange.hang_up()


def repeat(exchange: Exchange) -> None:
    exchange.forward()
    tell(exchange, exchange.forward())


def failing(exchange: Exchange) -> None:
    exchange.say(500, "text/html", b"<h1>Internal server error</h1>")


def wrong_receipt(exchange: Exchange) -> None:
    said = {"id": "00000000-0000-4000-8000-000000000000", "status": "stored", "receipt": "AAAA-AAAA"}
    exchange.say(201, "application/json", json.dumps(said).encode())


def too_large(exchange: Exchange) -> None:
    exchange.say(413, "text/html", b"<h1>Request entity too large</h1>")


def busy(exchange: Exchange) -> None:
    exchange.say(503, "text/html", b"<h1>Come back later</h1>", ("Retry-After", "1"))


def well(exchange: Exchange) -> None:
    tell(exchange, exchange.forward())


FAULTS = (
    drop_before, reset_after_commit, portal, portal_in_json, login, bad_gateway, bad_gateway_after_commit,
    truncated, stall_after_commit, repeat, failing, wrong_receipt, too_large, busy,
)  # fmt: skip
# After these the server has it, whatever the browser was told.
COMMITTING = (reset_after_commit, bad_gateway_after_commit, truncated, stall_after_commit, repeat)


def tell(exchange: Exchange, answer: Answer) -> None:
    """Hand an answer of the server on."""
    handler = exchange.handler
    handler.send_response(answer.status)
    for name, value in answer.headers:
        if name.lower() not in _NOT_FORWARDED:
            handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(answer.body)))
    handler.end_headers()
    handler.wfile.write(answer.body)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy: "FaultProxy"

    def do_GET(self) -> None:
        self.proxy.dawdle()
        tell(Exchange(self, b""), self.proxy.forward("GET", self.path, dict(self.headers), b""))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.proxy.dawdle()
        act = self.proxy.choose()
        try:
            act(Exchange(self, body))
        except OSError:
            # The browser was killed meanwhile.
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    """Knows its connections, because it may have to end them. Nobody can connect before `open`; the port is taken."""

    daemon_threads = True

    def __init__(self, port: int, handler: type[Handler]) -> None:
        super().__init__(("127.0.0.1", port), handler, bind_and_activate=False)
        self._connections: set[socket.socket] = set()
        self._is_open = False
        self.server_bind()

    def open(self) -> None:
        self._is_open = True
        self.server_activate()
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """Take no more connections, and end those there are."""
        if self._is_open:  # else `shutdown` would wait forever
            self.shutdown()
        self.server_close()
        for connection in tuple(self._connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        self._connections.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, *_: object) -> None:
        """A browser that is killed leaves its connections in the middle of a word."""


class FaultProxy:
    """Serves on a port of its own. share: of the posts that go wrong, 0 to 1. done: what was done how often.

    delay: seconds that each request waits. queue: kinds of faults for the next posts, one each, before chance decides.
    """

    def __init__(self, forward: Forward, share: float, seed: int) -> None:
        self.forward = forward
        self.share = share
        self.delay = 0.0
        self.queue: list[Callable[[Exchange], None]] = []
        self.done: Counter[str] = Counter()
        self.over = threading.Event()
        self._random = Random(seed)
        self._choosing = threading.Condition()
        self._handler = type("BoundHandler", (Handler,), {"proxy": self})
        self._server = _Server(0, self._handler)
        self._port = self._server.server_port
        self.url = f"http://127.0.0.1:{self._port}"
        self._server.open()

    def dawdle(self) -> None:
        """Wait as long as each request does."""
        self.over.wait(self.delay)

    def choose(self) -> Callable[[Exchange], None]:
        with self._choosing:
            act = self._by_chance() if not self.queue else self.queue.pop(0)
            self.done[act.__name__] += 1
            self._choosing.notify_all()
        return act

    def _by_chance(self) -> Callable[[Exchange], None]:
        return self._random.choice(FAULTS) if self._random.random() < self.share else well

    def wait_for_posts(self, count: int) -> None:
        """Return once so many more responses were posted, or none comes any more."""
        with self._choosing:
            until = self.done.total() + count
            while self.done.total() < until and self._choosing.wait(STALL * 4):
                pass

    def cut(self) -> None:
        """Be gone, as a server that was stopped; the port stays ours."""
        self._server.close()
        self._server = _Server(self._port, self._handler)

    def mend(self) -> None:
        """Be there again."""
        self._server.open()

    def stop(self) -> None:
        self.over.set()
        self._server.close()


def forward_to(port: int) -> Forward:
    """Hand requests on to a server of this machine."""

    def forward(method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            return Answer(response.status, response.getheaders(), response.read())
        finally:
            connection.close()

    return forward


class NaiveServer:
    """Stores whatever it is sent, as often as it is sent: a server that knows no nullifier."""

    def __init__(self, pages: Forward) -> None:
        self.stored: Counter[str] = Counter()
        self._pages = pages

    def __call__(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        if method == "GET":
            return self._pages(method, path, headers, body)
        identifier = json.loads(body)["id"]
        self.stored[identifier] += 1
        said = {"id": identifier, "status": "stored", "receipt": "K7Q2-9FXM"}
        return Answer(201, [("Content-Type", "application/json")], json.dumps(said).encode())

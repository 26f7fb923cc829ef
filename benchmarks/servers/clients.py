"""Phones that send real responses, each again and again until it is acknowledged, and note every answer in a file.

A program of its own: `python -m benchmarks.servers.clients ORDER`, an `Order` as JSON. SIGTERM ends it, once each phone
has its last receipt or has waited long enough.
"""

import base64
import json
import signal
import socket
import ssl
import sys
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Self

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from benchmarks.servers.programs import Program, as_child
from survey_app.surveys.yaml_file import load_library

LINKS = ("merced-high/student", "el-capitan-high/student")
PATIENCE = 10.0
"""Seconds that a phone waits for an answer. The real one waits for 20."""
PAUSE = 0.05
"""Seconds until it tries again. The real one waits longer; we want to know how soon it could have gone on."""
_SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True)
class Order:
    """What the clients are to do. certificate: of the proxy, or "" for plain HTTP. pages: ask for pages instead.

    rest: seconds from one receipt to the next response; 0 for as much as the servers can take.
    """

    port: int
    certificate: str
    key_id: str
    public_key: str
    log: str
    clients: int = 12
    pages: bool = False
    rest: float = 0.0


@dataclass(frozen=True)
class Answer:
    """One answer, or none. at, seconds: when it came, by the clock that all processes share, and how long it took.

    status: 0 when the connection broke. id: of the response. receipt: "" unless it was acknowledged.
    """

    at: float
    seconds: float
    status: int
    id: str = ""
    receipt: str = ""


class Line:
    """A connection of one client; it is opened anew after every fault."""

    def __init__(self, order: Order) -> None:
        self.port = order.port
        self.context = ssl.create_default_context(cafile=order.certificate) if order.certificate else None
        if self.context:
            self.context.check_hostname = False
        self.socket: socket.socket | None = None

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send a request. Return the status and the body; status 0 when there was no answer."""
        try:
            self.socket = self.socket or self._open()
            self.socket.sendall(request)
            return self._take(self.socket)
        except (OSError, ValueError):
            self.close()
            return 0, b""

    def close(self) -> None:
        """Close it."""
        if self.socket:
            self.socket.close()
        self.socket = None

    def _open(self) -> socket.socket:
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self.context.wrap_socket(plain) if self.context else plain

    def _take(self, connection: socket.socket) -> tuple[int, bytes]:
        received, length = b"", None
        while True:
            piece = connection.recv(65536)
            if not piece:
                raise ConnectionError("closed")
            received += piece
            head, separator, body = received.partition(b"\r\n\r\n")
            if separator and length is None:
                fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
                length = int(fields[b"content-length"])
            if length is not None and len(body) >= length:
                return int(head[9:12]), body


class Phones:
    """Many clients at once, and what they noted."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.stopping = threading.Event()
        self.public = ec.EllipticCurvePublicKey.from_encoded_point(
            ec.SECP256R1(), bytes.fromhex(order.public_key)
        )
        self.version = load_library()["student"].version
        self._noting = threading.Lock()

    def run(self) -> None:
        """Work until SIGTERM."""
        signal.signal(signal.SIGTERM, lambda *_: self.stopping.set())
        with Path(self.order.log).open("a") as log:
            work = self._ask_for_pages if self.order.pages else self._answer
            threads = [threading.Thread(target=work, args=(log, n)) for n in range(self.order.clients)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

    def _note(self, log: IO[str], answer: Answer) -> None:
        with self._noting:
            log.write(json.dumps(asdict(answer)) + "\n")
            log.flush()

    def _answer(self, log: IO[str], number: int) -> None:
        line = Line(self.order)
        is_sealed = number % 2 == 0
        while not self.stopping.is_set():
            name, request = self._response(LINKS[number // 2 % 2], is_sealed)
            latest = None
            while latest is None or time.monotonic() < latest:
                if self.stopping.is_set() and latest is None:
                    latest = time.monotonic() + PATIENCE
                if self._send(line, log, name, request):
                    self.stopping.wait(self.order.rest)
                    break
                time.sleep(PAUSE)
        line.close()

    def _send(self, line: Line, log: IO[str], name: str, request: bytes) -> bool:
        began = time.monotonic()
        status, body = line.ask(request)
        receipt = json.loads(body)["receipt"] if status in (200, 201) else ""
        now = time.monotonic()
        self._note(log, Answer(now, now - began, status, name, receipt))
        return bool(receipt)

    def _ask_for_pages(self, log: IO[str], number: int) -> None:
        line = Line(self.order)
        while not self.stopping.is_set():
            began = time.monotonic()
            path = f"/s/{LINKS[number % 2]}/{('en', 'es')[number // 2 % 2]}"
            status, _body = line.ask(_request("GET", path, b"", "Accept-Encoding: br"))
            now = time.monotonic()
            self._note(log, Answer(now, now - began, status))
        line.close()

    def _response(self, link: str, is_sealed: bool) -> tuple[str, bytes]:
        """The id of a new response, and the request that brings it; sealed as a phone seals what waits, or bare."""
        name = str(uuid.uuid4())
        body: dict[str, Any] = {
            "id": name, "version": self.version, "language": "en", "channel": "web", "code": None,
            "answers": {"grade": "10", "student_needs3": ["tutor", "food"], "open_change": f"tag {name}"},
        }  # fmt: skip
        if is_sealed:
            words = json.dumps(body).encode().ljust(4096)
            sealed = _SUITE.encrypt(words, self.public, f"survey_app 1 {link} {name}".encode())
            encoded = base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()
            body = {"protocol": 1, "id": name, "key": self.order.key_id, "sealed": encoded}
        sent = json.dumps(body).encode()
        return name, _request(
            "POST",
            f"/s/{link}/responses",
            sent,
            "Content-Type: application/json",
            "Sec-Fetch-Site: same-origin",
        )


def _request(method: str, path: str, body: bytes, *fields: str) -> bytes:
    head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *fields, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(head).encode() + body


class Load:
    """Clients in a process of their own. Stop them, then read what they noted."""

    def __init__(self, order: Order) -> None:
        self.log = Path(order.log)
        self.log.touch()
        command = as_child([sys.executable, "-m", "benchmarks.servers.clients", json.dumps(asdict(order))])
        self.program = Program(command, self.log.with_suffix(".said"), environment={})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.program.stop()

    def answers(self) -> list[Answer]:
        """All answers so far."""
        lines = self.log.read_text().splitlines(keepends=True)
        return [Answer(**json.loads(line)) for line in lines if line.endswith("\n")]

    def acknowledged(self) -> dict[str, str]:
        """Ids that were acknowledged → receipt."""
        return {answer.id: answer.receipt for answer in self.answers() if answer.receipt}

    def has_more(self, count: int) -> Callable[[], bool]:
        """Whether so many more good answers came since now."""
        size = self.log.stat().st_size

        def has() -> bool:
            with self.log.open() as log:
                log.seek(size)
                return log.read().count('"status": 20') >= count

        return has


if __name__ == "__main__":
    Phones(Order(**json.loads(sys.argv[1]))).run()

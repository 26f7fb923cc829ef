"""nginx reads its file, and keeps nothing about respondents. What it lets through is what the app takes."""

import http.client
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from benchmarks.servers.programs import workplace
from benchmarks.servers.proxy import CONF, Proxy
from survey_app.actions.responses.request_bodies import LARGEST_ENVELOPE
from survey_app.cli.serving.heads import LARGEST_BODY, LARGEST_UPLOAD

pytestmark = pytest.mark.servers


@pytest.fixture
def place() -> Iterator[Path]:
    with workplace() as folder:
        yield folder


class Seen(BaseHTTPRequestHandler):
    """A server behind the proxy: it says its name, and what it was told of the client."""

    name = "good"

    def do_GET(self) -> None:
        self.answer(200)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(201)

    def answer(self, status: int) -> None:
        body = f"{self.name} {self.headers['X-Forwarded-For']} {self.headers['X-Forwarded-Proto']}".encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Broken(Seen):
    """A server that hangs up on whoever sends something."""

    def answer(self, status: int) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def proxy(place: Path) -> Iterator[Proxy]:
    """Two servers that hang up and one that answers, behind nginx."""
    servers = [HTTPServer(("127.0.0.1", 0), kind) for kind in (Broken, Broken, Seen)]
    threads = [threading.Thread(target=server.serve_forever, args=(0.05,)) for server in servers]
    for thread in threads:
        thread.start()
    proxy = Proxy(place / "nginx", [server.server_port for server in servers])
    proxy.start()
    yield proxy
    proxy.stop()
    for server, thread in zip(servers, threads, strict=True):
        server.shutdown()
        server.server_close()
        thread.join()


def ask(proxy: Proxy, method: str, path: str, size: int = 0) -> tuple[int, str]:
    """Status and body."""
    trusting = ssl.create_default_context(cafile=str(proxy.folder / "server.crt"))
    trusting.check_hostname = False
    connection = http.client.HTTPSConnection("127.0.0.1", proxy.port, timeout=60, context=trusting)
    try:
        connection.request(method, path, b"x" * size, {"X-Forwarded-For": "192.0.2.1"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_nginx_understands_the_file(place: Path) -> None:
    Proxy(place / "nginx", [1, 2, 3]).check()


def test_a_misspelt_word_is_refused(place: Path) -> None:
    proxy = Proxy(place / "nginx", [1, 2, 3])
    proxy.conf.write_text(proxy.conf.read_text().replace("least_conn;", "least_con;"))

    with pytest.raises(RuntimeError, match="least_con"):
        proxy.check()


def test_a_response_goes_to_the_next_server_and_nothing_else_is_sent_twice(proxy: Proxy) -> None:
    submitted = [ask(proxy, "POST", "/s/a/student/responses", 100)[0] for _ in range(3)]
    assert submitted == [201, 201, 201]


def test_a_form_of_staff_is_not_sent_twice(place: Path) -> None:
    asked: list[str] = []

    class Noting(Broken):
        def answer(self, status: int) -> None:
            asked.append(self.path)
            super().answer(status)

    server = HTTPServer(("127.0.0.1", 0), Noting)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    proxy = Proxy(place / "nginx", [server.server_port] * 3)
    proxy.start()
    try:
        assert ask(proxy, "POST", "/staff/rounds", 100)[0] == 502
        assert asked == ["/staff/rounds"]
    finally:
        proxy.stop()
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_app_learns_the_true_address_and_that_the_line_is_safe(proxy: Proxy) -> None:
    assert ask(proxy, "GET", "/s/a") == (200, "good 127.0.0.1 https")


def test_nothing_about_respondents_is_written_and_what_staff_do_is(proxy: Proxy) -> None:
    ask(proxy, "GET", "/s/a/student/en")
    ask(proxy, "POST", "/s/a/student/responses", 250_000)
    ask(proxy, "POST", "/s/a/student/responses", 300_000)
    ask(proxy, "GET", "/staff/rounds")
    proxy.stop()

    written = {
        path: path.read_text() for path in proxy.folder.rglob("*") if path.is_file() and path != proxy.conf
    }
    of_run = {path.name: text for path, text in written.items() if "/cache/" not in str(path)}
    assert "GET /staff/rounds" in of_run["staff.log"]
    assert [name for name, text in of_run.items() if "/s/a" in text or "responses" in text] == []


def test_bodies_are_as_large_as_the_app_takes(proxy: Proxy) -> None:
    assert ask(proxy, "POST", "/s/a/student/responses", LARGEST_ENVELOPE)[0] == 201
    assert ask(proxy, "POST", "/s/a/student/responses", LARGEST_BODY + 1)[0] == 413
    sizes = re.findall(r"client_max_body_size (\d+)([km]);", CONF.read_text())
    assert [int(number) * {"k": 1024, "m": 1024**2}[unit] for number, unit in sizes] == [
        LARGEST_BODY,
        LARGEST_UPLOAD,
    ]

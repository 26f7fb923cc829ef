"""What a first and a second visit to the student survey cost, in bytes on the wire. Limits: see LIMITS.

Counted: the page as everybody but its first visitor gets it, with its style and script in it, and every file that it
names, brotli as served, with their headers; on a second visit what a browser that kept them fetches again. Nothing runs
in a browser here: tests/browser/respond/test_sizes.py counts what Chromium really fetches.
"""

import re
import socket
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass

import brotli

from benchmarks.shared.servers import gunicorn, run_flask
from survey_app.languages.catalogs import shipped_languages

LIMITS = {"en": 14_600, "es": 14_600}
"""Bytes of the first visit: what a server sends before it has to wait. In other languages OTHER_LIMIT."""
OTHER_LIMIT = 20_000
PATIENCE = 60
"""Seconds for the server to compress one page well, on a busy machine."""
PATH = "/s/merced-high/student/{language}"
_FILES = re.compile(rb'<link rel="stylesheet" href="([^"]+)">|<script type="module" src="([^"]+)">')
_BROWSER = {"Accept-Encoding": "gzip, deflate, br", "Connection": "close"}


@dataclass(frozen=True)
class Answer:
    """One answer as it came over the wire. head: bytes of status line and headers; body: bytes as encoded."""

    status: int
    headers: Mapping[str, str]
    head: int
    body: bytes


@dataclass(frozen=True)
class Visit:
    """Bytes of a page's visits. bodies, heads: file → bytes on the first; again: what a second transfers in bodies."""

    language: str
    bodies: Mapping[str, int]
    heads: Mapping[str, int]
    again: int

    @property
    def first(self) -> int:
        """All of the first visit: the bodies, and the headers before them."""
        return sum(self.bodies.values()) + sum(self.heads.values())

    @property
    def limit(self) -> int:
        """Bytes that the first visit may take."""
        return LIMITS.get(self.language, OTHER_LIMIT)

    @property
    def is_within(self) -> bool:
        """Whether the first visit keeps its limit and the second fetches no file again."""
        return self.first <= self.limit and self.again == 0


def fetch(port: int, path: str, headers: Mapping[str, str] | None = None) -> Answer:
    """Get a path from 127.0.0.1 as a browser with Brotli does."""
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    lines += [f"{name}: {value}" for name, value in {**_BROWSER, **(headers or {})}.items()]
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    head, separator, body = received.partition(b"\r\n\r\n")
    status, *fields = head.decode("latin-1").split("\r\n")
    named = (field.partition(": ") for field in fields)
    return Answer(
        int(status[9:12]), {name.lower(): value for name, _, value in named}, len(head + separator), body
    )


def fetch_smallest(port: int, path: str) -> Answer:
    """Get a page once the server has compressed it well, which it does after the first visit."""
    smallest = len(brotli.compress(fetch(port, path, {"Accept-Encoding": "identity"}).body, quality=11))
    end = time.monotonic() + PATIENCE
    while len((answer := fetch(port, path)).body) > smallest and time.monotonic() < end:
        time.sleep(0.05)
    return answer


def visit(port: int, language: str) -> Visit:
    """Visit the survey twice, as a browser that keeps what it may keep. Raises ValueError when it is not served so."""
    path = PATH.format(language=language)
    page = fetch_smallest(port, path)
    plain = fetch(port, path, {"Accept-Encoding": "identity"}).body
    answers = {"page": page}
    for sheet, script in _FILES.findall(plain):
        file = (sheet or script).decode()
        answers[file.rpartition("/")[2]] = fetch(port, file)
    for name, answer in answers.items():
        if answer.status != 200 or answer.headers.get("content-encoding") != "br":
            raise ValueError(f"{name}: {answer.status}, {answer.headers.get('content-encoding')} encoded")
    return Visit(
        language,
        {name: len(answer.body) for name, answer in answers.items()},
        {name: answer.head for name, answer in answers.items()},
        sum(_fetched_again(port, path, answer) for answer in answers.values()),
    )


def _fetched_again(port: int, path: str, answer: Answer) -> int:
    """Bytes of body that a second visit fetches of what it kept."""
    if "immutable" in answer.headers.get("cache-control", ""):
        return 0
    again = fetch(port, path, {"If-None-Match": answer.headers.get("etag", '"none"')})
    return 0 if again.status == 304 else len(again.body)


def main() -> int:
    """Print the sizes for every language; 1 when a limit is missed."""
    with tempfile.TemporaryDirectory() as folder:
        ours = {"INSTANCE_PATH": folder}
        run_flask(ours, "prepare")
        with gunicorn("wsgi:app", ours) as port:
            visits = [visit(port, language) for language in shipped_languages()]
    for each in visits:
        parts = ", ".join(f"{name} {size:,}" for name, size in each.bodies.items())
        heads = sum(each.heads.values())
        verdict = "ok" if each.is_within else "MISSED"
        print(
            f"{each.language:<3} first visit {each.first:6,} bytes ({parts}, headers {heads:,};"
            f" limit {each.limit:,}); second visit {each.again} bytes: {verdict}"
        )
    return 0 if all(each.is_within for each in visits) else 1


if __name__ == "__main__":
    sys.exit(main())

"""Pages that are the same for everyone: compressed once, kept in memory, sent before Flask sees the request.

A finished page skips routing, the request context and the session. We look at only two things: which encodings the
browser takes, and whether it already has the page.
"""

import gzip
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from http import HTTPStatus
from typing import Literal
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import brotli
from flask import Flask, Request, Response
from werkzeug.http import parse_accept_header

from survey_app.web.request_log import ROUTE

Headers = list[tuple[str, str]]

HTML = "text/html; charset=utf-8"
FINISHED = "a finished page"
"""The route of a request that was answered from memory."""
_PAGE_CACHE = "survey_app.page_cache"
_QUICK, _BEST = 5, 11
"""How hard brotli tries."""
_GZIP = {_QUICK: 5, _BEST: 9}
"""How hard gzip tries for a page of each kind."""


@dataclass(frozen=True)
class FinishedPage:
    """A page, compressed, with its headers. Few browsers want another encoding than brotli: we make that when asked."""

    status: str
    etag: str
    kind: str
    brotli: bytes
    effort: int = _QUICK
    more: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_text(
        cls, text: str, status: int = 200, kind: str = HTML, more: Iterable[tuple[str, str]] = ()
    ) -> "FinishedPage":
        """Compress a page quickly (0.002 s for a survey). kind: its Content-Type. more: headers of its own."""
        content = text.encode()
        # Weak, because one tag stands for all encodings of the page.
        etag = f'W/"{hashlib.sha256(content).hexdigest()[:16]}"'
        return cls(
            f"{status} {HTTPStatus(status).phrase}",
            etag,
            kind,
            brotli.compress(content, quality=_QUICK),
            more=tuple(more),
        )

    def smallest(self) -> "FinishedPage":
        """Return the same page, compressed as well as we can. This is slow: 0.06 s for a survey."""
        return replace(self, brotli=brotli.compress(self.content, quality=_BEST), effort=_BEST)

    @property
    def is_smallest(self) -> bool:
        """Whether it is compressed as well as we can."""
        return self.effort == _BEST

    @property
    def content(self) -> bytes:
        """The page itself."""
        content: bytes = brotli.decompress(self.brotli)
        return content

    def answer(self, accept_encoding: str, if_none_match: str) -> tuple[str, Headers, bytes]:
        """Return status, headers and body for a browser; 304 if it already has the page."""
        # Compare without the W/, because some proxies remove it.
        if if_none_match and self.etag[2:] in if_none_match and self.status == "200 OK":
            return "304 Not Modified", self._tagged, b""
        encoding = accepted_encoding(accept_encoding)
        if encoding is None:
            return self.status, self._headers(self.content), self.content
        body = self.brotli if encoding == "br" else self._gzip
        return self.status, self._headers(body, encoding), body

    @cached_property
    def _gzip(self) -> bytes:
        return gzip.compress(self.content, _GZIP[self.effort], mtime=0)

    @cached_property
    def _tagged(self) -> Headers:
        # With 304 too: its headers replace those that the browser kept.
        return [("ETag", self.etag), ("Cache-Control", "no-cache"), ("Vary", "Accept-Encoding"), *self.more]

    def _headers(self, body: bytes, encoding: str = "") -> Headers:
        encoded = [("Content-Encoding", encoding)] if encoding else []
        return [
            *self._tagged,
            ("Content-Type", self.kind),
            *encoded,
            ("Content-Length", str(len(body))),
        ]

    def response(self, request: Request, *, vary: str = "Accept-Encoding") -> Response:
        """Answer a request that went through Flask."""
        accept_encoding = request.headers.get("Accept-Encoding", "")
        status, headers, body = self.answer(accept_encoding, request.headers.get("If-None-Match", ""))
        response = Response(body, status, headers)
        response.headers["Vary"] = vary
        return response


def passing_page(
    request: Request, html: str, status: int = 200, more: Iterable[tuple[str, str]] = ()
) -> Response:
    """Make a page for one reader, such as one that holds answers: compressed quickly, and kept by nobody."""
    content = html.encode()
    headers = [("Content-Type", HTML), ("Cache-Control", "no-store"), ("Vary", "Accept-Encoding"), *more]
    if accepted_encoding(request.headers.get("Accept-Encoding", "")):
        content = gzip.compress(content, 5, mtime=0)
        headers.append(("Content-Encoding", "gzip"))
    return Response(content, status, headers)


@lru_cache(maxsize=64)
def accepted_encoding(accept_encoding: str) -> Literal["br", "gzip"] | None:
    """Return the best of our encodings that a browser takes. None: it wants the plain bytes."""
    accepted = parse_accept_header(accept_encoding)
    if accepted.quality("br") > 0:
        return "br"
    return "gzip" if accepted.quality("gzip") > 0 else None


class PageCache:
    """A WSGI application that sends the finished page at an address. It passes everything else on.

    find: address → finished page, or None. It must be quick and must not fail.
    """

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application
        self.find: Callable[[str], FinishedPage | None] = lambda _: None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if environ["REQUEST_METHOD"] == "GET" and (page := self.find(environ["PATH_INFO"])):
            environ[ROUTE] = FINISHED
            accept_encoding = environ.get("HTTP_ACCEPT_ENCODING", "")
            status, headers, body = page.answer(accept_encoding, environ.get("HTTP_IF_NONE_MATCH", ""))
            start_response(status, headers)
            return (body,)
        return self._application(environ, start_response)


def install_page_cache(app: Flask) -> None:
    """Put an empty page cache before the app."""
    page_cache = app.extensions[_PAGE_CACHE] = PageCache(app.wsgi_app)
    app.wsgi_app = page_cache  # type: ignore[method-assign]


def serve_from_page_cache(app: Flask, find: Callable[[str], FinishedPage | None]) -> None:
    """Let the app's page cache send the pages that `find` returns."""
    app.extensions[_PAGE_CACHE].find = find

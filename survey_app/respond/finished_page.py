"""A page that is the same bytes for everyone: compressed once, tagged, and served from memory."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import brotli
from flask import Request, Response
from werkzeug.http import parse_accept_header

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class FinishedPage:
    """The bytes of a page in two encodings, and the headers that go with each."""

    etag: str
    _brotli: bytes
    _gzip: bytes

    @classmethod
    def from_html(cls, html: str) -> "FinishedPage":
        """Compress a page; slow (about 0.1 s for a survey), so done once for each page."""
        content = html.encode()
        # Weak, because one tag stands for all encodings of the page.
        etag = f'W/"{hashlib.sha256(content).hexdigest()[:20]}"'
        return cls(etag, brotli.compress(content, quality=11), gzip.compress(content, 9, mtime=0))

    def response(self, request: Request, status: int = 200, *, vary: str = "Accept-Encoding") -> Response:
        """The page in an encoding that the browser takes, or 304 when the browser has it."""
        headers = [("ETag", self.etag), ("Cache-Control", "no-cache"), ("Vary", vary)]
        # Without the W/ too: some proxies take it off.
        if status == 200 and self.etag[2:] in request.headers.get("If-None-Match", ""):
            return Response(status=304, headers=headers)
        encoding = accepted_encoding(request.headers.get("Accept-Encoding", ""))
        if encoding == "br":
            content = self._brotli
        elif encoding == "gzip":
            content = self._gzip
        else:
            # So rare that keeping a third copy in memory is not worth it.
            content = gzip.decompress(self._gzip)
        if encoding:
            headers.append(("Content-Encoding", encoding))
        headers.append(("Content-Type", HTML))
        return Response(content, status, headers)


def passing_page(request: Request, html: str, status: int = 200) -> Response:
    """A page for one reader, such as one that holds answers: compressed quickly, kept by nobody."""
    content = html.encode()
    headers = [("Content-Type", HTML), ("Cache-Control", "no-store"), ("Vary", "Accept-Encoding")]
    if accepted_encoding(request.headers.get("Accept-Encoding", "")):
        content = gzip.compress(content, 5, mtime=0)
        headers.append(("Content-Encoding", "gzip"))
    return Response(content, status, headers)


@lru_cache(maxsize=64)
def accepted_encoding(accept_encoding: str) -> Literal["br", "gzip"] | None:
    """The best of our encodings that a browser takes; None: it wants the plain bytes."""
    accepted = parse_accept_header(accept_encoding)
    if accepted.quality("br") > 0:
        return "br"
    return "gzip" if accepted.quality("gzip") > 0 else None

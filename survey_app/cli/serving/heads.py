"""What the head of a request may look like. If two servers could read it in two ways, we refuse it.

waitress reads requests. This comes first, because waitress takes a few heads that it should not (RFC 9112): a length
beside chunks, two hosts, folded lines. It also keeps long runs of blanks and digits from waitress's slow patterns.
"""

import re
from collections.abc import Sequence
from typing import ClassVar
from weakref import WeakSet

from waitress.parser import HTTPRequestParser
from waitress.utilities import (
    BadRequest,
    Error,
    RequestEntityTooLarge,
    RequestHeaderFieldsTooLarge,
)

LONGEST_HEAD, LONGEST_LINE, LONGEST_FIELD, MOST_FIELDS = 32 * 1024, 2048, 8190, 100
LARGEST_BODY = 256 * 1024  # bytes; the app takes less for a response, and says so in the reader's words
LARGEST_UPLOAD = 129 * 1024 * 1024  # below /staff/; the app decides who may send it
MOST_UPLOADS = (
    4  # at once in one process: until we know that they come from staff, they lie in temporary files
)

# The target may name our host before the path, as clients ask proxies. Only the path counts.
_LINE = re.compile(
    rb"([!#$%&'*+\-.^_`|~0-9A-Z]+) (?:[hH][tT][tT][pP][sS]?://[^/?# ]+)?(/[!-~\x80-\xff]*|\*) HTTP/1\.([01])"
)
_FIELD = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):([\t -~\x80-\xff]*)")
_BARE_LINE_FEED = re.compile(rb"(?<!\r)\n")


class UriTooLong(Error):  # type: ignore[misc] # waitress has no types
    """414."""

    code = 414
    reason = "URI Too Long"


class TooManyUploads(Error):  # type: ignore[misc]
    """503."""

    code = 503
    reason = "Service Unavailable"

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        """Status, headers and body; says when to come back."""
        status, headers, body = super().to_response(ident)
        return status, [*headers, ("Retry-After", "30")], body


class HeadRefused(Exception):
    """A head that we refuse. answer: the status to send."""

    def __init__(self, answer: Error) -> None:
        super().__init__(answer.reason)
        self.answer = answer


class StrictParser(HTTPRequestParser):  # type: ignore[misc]
    """Gathers one request. It is complete as soon as it is whole or refused."""

    uploads: ClassVar[WeakSet[HTTPRequestParser]] = WeakSet()
    error: Error | None = None
    completed: bool = False

    def received(self, data: bytes) -> int:
        """Take bytes. Return how many belong to this request: all if we refuse it, because nothing after it counts."""
        taken: int = super().received(data)
        if self.error is None and not self.completed:
            self.error = self._fault_so_far(len(data))
        if self.error is not None:
            self.completed, self.expect_continue = True, False
            return len(data)
        # waitress would wait forever for the body of a request that has none.
        self.expect_continue = self.expect_continue and self.body_rcv is not None
        return taken

    def parse_header(self, header_plus: bytes) -> None:
        """Read a whole head. Afterwards `error` holds what is wrong with it."""
        try:
            super().parse_header(plain_head(header_plus))
        except HeadRefused as refusal:
            self.error = refusal.answer
        else:
            self.error = self._fault_of_length()

    def _fault_so_far(self, newest: int) -> Error | None:
        if self.chunked and self.body_bytes_received > LARGEST_BODY:
            return RequestEntityTooLarge(f"at most {LARGEST_BODY} bytes in chunks")
        if self.chunked and max(len(self.body_rcv.control_line), len(self.body_rcv.trailer)) > LONGEST_FIELD:
            return BadRequest("the chunks cannot be read")
        # waitress never sees the end of lines that end in a bare LF.
        unseen = max(0, len(self.header_plus) - newest)
        if not self.headers_finished and _BARE_LINE_FEED.search(self.header_plus, unseen):
            return BadRequest("lines end in CR LF")
        return None

    def _fault_of_length(self) -> Error | None:
        if self.content_length <= LARGEST_BODY:
            return None
        if not self.path.startswith("/staff/") or self.content_length > LARGEST_UPLOAD:
            return RequestEntityTooLarge("the body is too large")
        if len(self.uploads) >= MOST_UPLOADS:
            return TooManyUploads("too many uploads at once; try again")
        self.uploads.add(self)
        return None


def plain_head(head: bytes) -> bytes:
    """Return the same head with a plain request line and no blanks around values. Raises HeadRefused."""
    line, *rest = head.split(b"\r\n")
    if len(line) > LONGEST_LINE:
        raise HeadRefused(UriTooLong(f"at most {LONGEST_LINE} bytes"))
    parts = _LINE.fullmatch(line)
    if parts is None:
        raise HeadRefused(BadRequest("the request line is invalid"))
    method, path, minor = parts.groups()
    fields = [_field(each) for each in rest if each]
    if len(fields) > MOST_FIELDS:
        raise HeadRefused(RequestHeaderFieldsTooLarge(f"at most {MOST_FIELDS} fields"))
    _refuse_two_meanings(fields, is_newer=minor == b"1")
    lines = [b"%s %s HTTP/1.%s" % (method, path, minor), *(b"%s: %s" % field for field in fields)]
    return b"\r\n".join([*lines, b"", b""])


def _field(line: bytes) -> tuple[bytes, bytes]:
    if len(line) > LONGEST_FIELD:
        raise HeadRefused(RequestHeaderFieldsTooLarge(f"at most {LONGEST_FIELD} bytes a field"))
    parts = _FIELD.fullmatch(line)
    if parts is None:
        raise HeadRefused(BadRequest("a header field is invalid"))
    return parts[1], parts[2].strip(b" \t")


def _refuse_two_meanings(fields: Sequence[tuple[bytes, bytes]], *, is_newer: bool) -> None:
    """Refuse what another server might read in another way. is_newer: HTTP/1.1."""
    lengths, codings, hosts = (
        [value for name, value in fields if name.lower() == wanted]
        for wanted in (b"content-length", b"transfer-encoding", b"host")
    )
    if len(hosts) > 1 or (is_newer and not hosts):
        raise HeadRefused(BadRequest("one Host is needed"))
    if len(lengths) + len(codings) > 1 or (codings and not is_newer):
        raise HeadRefused(BadRequest("the length of the body is not clear"))
    if lengths and not (lengths[0].isdigit() and len(lengths[0]) <= 15):
        raise HeadRefused(BadRequest("Content-Length is invalid"))
    if codings and codings[0].lower() != b"chunked":
        raise HeadRefused(BadRequest("the one transfer coding that is known is chunked"))

"""What two servers could read in two ways is refused, before anybody works on it."""

import time

import pytest
from waitress.adjustments import Adjustments
from waitress.parser import HTTPRequestParser

from survey_app.cli.serving.heads import (
    LARGEST_BODY,
    LARGEST_UPLOAD,
    LONGEST_HEAD,
    MOST_UPLOADS,
    StrictParser,
    plain_head,
)
from survey_app.staff.guard import LARGEST_FILES

LIMITS = Adjustments(max_request_header_size=LONGEST_HEAD, max_request_body_size=LARGEST_UPLOAD)
HOST = b"Host: surveys.example.org\r\n"
POST = b"POST /s/a/b/responses HTTP/1.1\r\n" + HOST

REFUSED = {
    "a length beside chunks": (
        400,
        POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ),
    "chunks beside a length": (
        400,
        POST + b"transfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n",
    ),
    "two lengths": (400, POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n"),
    "the same length twice": (400, POST + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\n"),
    "a length with a sign": (400, POST + b"Content-Length: +5\r\n\r\n"),
    "a list of lengths": (400, POST + b"Content-Length: 5, 5\r\n\r\n"),
    "a length of 5,000 digits": (400, POST + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n"),
    "chunks twice": (400, POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"),
    "chunks of chunks": (400, POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n"),
    "another coding": (400, POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n"),
    "a coding in disguise": (400, POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n"),
    "chunks in HTTP/1.0": (400, b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"),
    "a chunk size with 0x": (400, POST + b"Transfer-Encoding: chunked\r\n\r\n0x2\r\nab\r\n0\r\n\r\n"),
    "a chunk that is too long": (400, POST + b"Transfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n"),
    "two hosts": (400, b"GET / HTTP/1.1\r\n" + HOST + HOST + b"\r\n"),
    "no host": (400, b"GET / HTTP/1.1\r\n\r\n"),
    "a folded field": (400, b"GET / HTTP/1.1\r\n" + HOST + b"A: b\r\n c: d\r\n\r\n"),
    "a folded first field": (400, b"GET / HTTP/1.1\r\n " + HOST + b"\r\n"),
    "a blank before the colon": (400, b"GET / HTTP/1.1\r\n" + HOST + b"A : b\r\n\r\n"),
    "a name with a blank": (400, b"GET / HTTP/1.1\r\n" + HOST + b"X Proxy: b\r\n\r\n"),
    "no name": (400, b"GET / HTTP/1.1\r\n" + HOST + b": b\r\n\r\n"),
    "no colon": (400, b"GET / HTTP/1.1\r\n" + HOST + b"Ab\r\n\r\n"),
    "bare line feeds": (400, b"GET / HTTP/1.1\nHost: a\n\n"),
    "a bare line feed, and no end": (400, b"GET / HTTP/1.1\r\nHost: a\nB: c"),
    "a bare line feed in a value": (400, b"GET / HTTP/1.1\r\n" + HOST + b"A: b\nC: d\r\n\r\n"),
    "a bare carriage return": (400, b"GET / HTTP/1.1\r\n" + HOST + b"A: b\rC: d\r\n\r\n"),
    "NUL": (400, b"GET / HTTP/1.1\r\n" + HOST + b"A: b\0\r\n\r\n"),
    "NUL in the path": (400, b"GET /\0 HTTP/1.1\r\n" + HOST + b"\r\n"),
    "two blanks": (400, b"GET  / HTTP/1.1\r\n" + HOST + b"\r\n"),
    "a path that is none": (400, b"GET s/a HTTP/1.1\r\n" + HOST + b"\r\n"),
    "an address that cannot be read": (400, b"GET http://[::1/ HTTP/1.1\r\n\r\n"),
    "a method in small letters": (400, b"get / HTTP/1.1\r\n" + HOST + b"\r\n"),
    "HTTP/0.9": (400, b"GET /\r\n\r\n"),
    "HTTP/2": (400, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    "a long request line": (414, b"GET /" + b"a" * 3000 + b" HTTP/1.1\r\n" + HOST + b"\r\n"),
    "a long field": (431, b"GET / HTTP/1.1\r\n" + HOST + b"A: " + b"b" * 9000 + b"\r\n\r\n"),
    "many fields": (431, b"GET / HTTP/1.1\r\n" + HOST + b"A: b\r\n" * 100 + b"\r\n"),
    "a long head": (431, b"GET / HTTP/1.1\r\n" + HOST + (b"A: " + b"b" * 8000 + b"\r\n") * 5 + b"\r\n"),
    "a long head without an end": (431, b"GET / HTTP/1.1\r\n" + HOST + b"A: " + b"b" * LONGEST_HEAD),
    "a large body": (413, POST + b"Content-Length: %d\r\n\r\n" % (LARGEST_BODY + 1)),
    "a large body that asks first": (
        413,
        POST + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % (LARGEST_BODY + 1),
    ),
    "a large body in chunks": (
        413,
        POST + b"Transfer-Encoding: chunked\r\n\r\n50000\r\n" + b"x" * 0x50000,
    ),
    "an endless chunk size": (400, POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"0" * 9000),
    "an endless trailer": (400, POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"A: b\r\n" * 2000),
    "a huge upload of staff": (
        413,
        b"POST /staff/x HTTP/1.1\r\n" + HOST + b"Content-Length: %d\r\n\r\n" % (LARGEST_UPLOAD + 1),
    ),
}
TAKEN = {
    "a page": (b"GET /s/a/b/es?c=d HTTP/1.1\r\n" + HOST + b"\r\n", b""),
    "HTTP/1.0": (b"GET / HTTP/1.0\r\n\r\n", b""),
    "an address for a proxy": (b"GET http://surveys.example.org/s/a HTTP/1.1\r\n" + HOST + b"\r\n", b""),
    "letters of other languages": ("GET / HTTP/1.1\r\nHost: a\r\nX: ñ".encode() + b"\r\n\r\n", b""),
    "an empty line before": (b"\r\nGET / HTTP/1.1\r\n" + HOST + b"\r\n", b""),
    "a body": (POST + b"Content-Length: 5\r\n\r\nabcde", b"abcde"),
    "chunks": (POST + b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3;x=y\r\ncde\r\n0\r\n\r\n", b"abcde"),
    "an upload of staff": (b"POST /staff/x HTTP/1.1\r\n" + HOST + b"Content-Length: 300000\r\n\r\n", None),
}


def parse(raw: bytes, parser: HTTPRequestParser | None = None, piece: int = 8192) -> HTTPRequestParser:
    """Give a request to a parser, as the loop does."""
    parser = parser or StrictParser(LIMITS)
    for at in range(0, len(raw), piece):
        data = raw[at : at + piece]
        while data and not parser.completed:
            data = data[parser.received(data) :]
    return parser


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("piece", [8192, 7])
def test_a_request_is_refused_as_soon_as_it_is_clear_that_it_is_wrong(name: str, piece: int) -> None:
    status, raw = REFUSED[name]

    parser = parse(raw, piece=piece)

    assert parser.completed
    assert (parser.error.code, parser.expect_continue) == (status, False)


@pytest.mark.parametrize("name", TAKEN)
@pytest.mark.parametrize("piece", [8192, 7])
def test_an_ordinary_request_is_taken(name: str, piece: int) -> None:
    raw, body = TAKEN[name]

    parser = parse(raw, piece=piece)

    assert parser.error is None
    assert parser.completed is (body is not None)
    assert body is None or parser.get_body_stream().read() == body


def test_waitress_alone_takes_a_length_beside_chunks() -> None:
    """The control: this is what the strict parser is for."""
    alone = parse(REFUSED["a length beside chunks"][1], HTTPRequestParser(LIMITS))

    assert alone.completed
    assert alone.error is None


@pytest.mark.parametrize(
    "raw",
    [
        b"GET / HTTP/1.1\r\nHost: a\r\n" + (b"A:" + b" " * 8000 + b"b\r\n") * 3 + b"\r\n",
        b"GET a://" + b"1" * 2000 + b" x HTTP/1.1\r\nHost: a\r\n\r\n",
    ],
    ids=["blanks", "digits"],
)
def test_no_head_makes_the_loop_stand_still(raw: bytes) -> None:
    ours = min(seconds(StrictParser, raw) for _ in range(3))

    assert ours * 10 < seconds(HTTPRequestParser, raw)


def seconds(parser: type[HTTPRequestParser], raw: bytes) -> float:
    begun = time.process_time()
    parse(raw, parser(LIMITS))
    return time.process_time() - begun


def test_only_a_few_large_uploads_arrive_at_once() -> None:
    raw = TAKEN["an upload of staff"][0]

    uploads = [parse(raw) for _ in range(MOST_UPLOADS + 1)]

    assert [upload.error and upload.error.code for upload in uploads] == [None] * MOST_UPLOADS + [503]
    assert ("Retry-After", "30") in uploads[-1].error.to_response()[1]
    del uploads
    assert parse(raw).error is None


def test_the_largest_upload_of_staff_gets_in() -> None:
    assert LARGEST_UPLOAD > LARGEST_FILES


def test_the_head_is_handed_on_in_its_plain_form() -> None:
    head = b"GET https://a.example:8443/s/a?b=c HTTP/1.1\r\nHost:  a.example\t\r\nX-Y:\r\n\r\n"

    assert plain_head(head) == b"GET /s/a?b=c HTTP/1.1\r\nHost: a.example\r\nX-Y: \r\n\r\n"

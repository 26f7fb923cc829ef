"""Bodies of requests: which JSON and forms are read, and what every other one is told."""

import json
from io import BytesIO

import pytest
from flask import Flask, request
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder

from survey_app.errors import Malformed, NotJson, Refused, TooLarge
from survey_app.respond.bodies import LARGEST, read_form, read_json

APP = Flask("survey_app", static_folder=None)
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


def json_of(body, content_type=JSON):
    with APP.test_request_context("/", method="POST", data=body, content_type=content_type):
        return read_json(request)


def form_of(body, content_type=FORM):
    with APP.test_request_context("/", method="POST", data=body, content_type=content_type):
        return read_form(request)


def test_an_object_in_utf_8_is_read():
    body = {"answers": {"open_change": "Más baños", "needs": ["a"], "n": 3, "blank": None}}

    assert json_of(json.dumps(body)) == body
    assert json_of(json.dumps(body, ensure_ascii=False).encode()) == body


@pytest.mark.parametrize(
    "content_type", [JSON, f"{JSON}; charset=utf-8", f"{JSON};charset=UTF-8", "Application/JSON"]
)
def test_json_may_say_that_it_is_utf_8(content_type):
    assert json_of(b"{}", content_type) == {}


@pytest.mark.parametrize(
    "content_type",
    [None, "", "text/plain", FORM, "multipart/form-data", "application/json+ld", "text/json", "json"],
)
def test_other_types_are_not_read(content_type):
    with pytest.raises(NotJson):
        json_of(b"{}", content_type)


@pytest.mark.parametrize("charset", ["utf-16", "latin-1", "utf-7", "utf8mb4"])
def test_other_encodings_are_not_read(charset):
    with pytest.raises(NotJson):
        json_of(b"{}", f"{JSON}; charset={charset}")


BROKEN = {
    "nothing": b"",
    "white space": b" \n ",
    "cut off": b'{"a": 1',
    "something behind": b"{} {}",
    "a trailing comma": b'{"a": 1,}',
    "single quotes": b"{'a': 1}",
    "a comment": b'{"a": 1 // one\n}',
    "no quotes": b"{a: 1}",
    "NaN": b'{"a": NaN}',
    "Infinity": b'{"a": Infinity}',
    "minus Infinity": b'{"a": [-Infinity]}',
    "a key twice": b'{"a": 1, "a": 2}',
    "an inner key twice": b'{"answers": {"belong": "some", "belong": "little"}}',
    "the same key in two spellings": b'{"a": 1, "\\u0061": 2}',
    "a list": b"[1]",
    "a string": b'"a"',
    "a number": b"1",
    "null": b"null",
    "true": b"true",
    "a number without end": b'{"a": ' + b"9" * 5000 + b"}",
    "nesting without end, lists": b'{"a": ' + b"[" * 60_000 + b"}",
    "nesting without end, closed": b'{"a": ' + b"[" * 30_000 + b"]" * 30_000 + b"}",
    "nesting without end, objects": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "a control character": b'{"a": "\n"}',
    "a raw NUL": b'{"a": "\x00"}',
    "NUL bytes": b"\x00" * 100,
    "half an escape": b'{"a": "\\u12"}',
    "an unknown escape": b'{"a": "\\x41"}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16 with a mark": '{"a": 1}'.encode("utf-16"),
    "UTF-16 without": '{"a": 1}'.encode("utf-16-le"),
    "UTF-32": '{"a": 1}'.encode("utf-32"),
    "Latin-1": '{"a": "ñ"}'.encode("latin-1"),
    "a surrogate as bytes": b'{"a": "\xed\xa0\x80"}',
    "an overlong form": b'{"a": "\xc0\x80"}',
    "a leading zero": b'{"a": 01}',
    "a hexadecimal number": b'{"a": 0x1}',
    "a form": b"answers=1&version=2",
    "XML": b"<?xml version='1.0'?><a/>",
    "a pickle": b"\x80\x04\x95\x0b\x00\x00\x00\x00\x00\x00\x00}\x94\x8c\x01a\x94K\x01s.",
    "gzip": b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\xae\x05\x00\x43\xbf\xa6\xa3\x02\x00\x00\x00",
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN.keys())
def test_broken_json_is_refused(body):
    with pytest.raises(Malformed) as refusal:
        json_of(body)

    assert "baños" not in str(refusal.value)


def test_a_refusal_never_quotes_what_was_sent():
    with pytest.raises(Malformed) as refusal:
        json_of(b'{"answers": {"open_change": "my secret", "x": }}')

    assert "secret" not in f"{refusal.value} {refusal.value.details}"


@pytest.mark.parametrize(("spare", "is_read"), [(0, True), (-1, False)])
def test_64_kib_are_read_and_not_one_byte_more(spare, is_read):
    padding = "x" * (LARGEST - len('{"a": ""}') - spare)
    body = f'{{"a": "{padding}"}}'.encode()

    if is_read:
        assert json_of(body) == {"a": padding}
    else:
        with pytest.raises(TooLarge):
            json_of(body)


def sent(body, content_type, *, length):
    """A request whose server tells where the body ends, as gunicorn does."""
    environ = EnvironBuilder(
        method="POST", input_stream=BytesIO(body), content_type=content_type
    ).get_environ()
    environ["wsgi.input_terminated"] = True
    environ.pop("CONTENT_LENGTH", None)
    return APP.request_context(environ | ({"CONTENT_LENGTH": str(length)} if length else {}))


@pytest.mark.parametrize(("read", "content_type"), [(read_json, JSON), (read_form, FORM)])
def test_a_body_in_chunks_has_the_same_limit(read, content_type):
    with sent(b"a=" + b"x" * (LARGEST - 1), content_type, length=None), pytest.raises(TooLarge):
        read(request)
    with sent(b"a=" + b"x" * (LARGEST - 2), FORM, length=None):
        assert len(read_form(request)("a")[0]) == LARGEST - 2


def test_half_a_form_is_not_taken_for_a_whole_one():
    with sent(b"belong=some&open_change=cut o", FORM, length=300), pytest.raises(Malformed):
        read_form(request)


def test_all_values_of_a_field_are_read():
    fields = form_of("needs=food&needs=tutor&open=M%C3%A1s+ba%C3%B1os&blank=")

    assert list(fields("needs")) == ["food", "tutor"]
    assert list(fields("open")) == ["Más baños"]
    assert list(fields("blank")) == [""]
    assert list(fields("nothing")) == []


@pytest.mark.parametrize("content_type", [None, JSON, "text/plain", "multipart/form-data; boundary=x"])
def test_only_a_form_is_read_as_a_form(content_type):
    with pytest.raises(NotJson):
        form_of("a=1", content_type)


@pytest.mark.parametrize(
    "body", [b"a=%ff", b"a=\xff", b"a=%ED%A0%80", b"&".join([b"a=1"] * 2001), b"a=%C0%80"], ids=repr
)
def test_a_broken_form_is_refused(body):
    with pytest.raises(Malformed):
        form_of(body)


def test_a_hundred_thousand_fields_are_too_large():
    with pytest.raises(TooLarge):
        form_of("&".join(f"q{number}=1" for number in range(100_000)))


@given(st.binary(max_size=2000))
def test_no_bytes_do_harm(body):
    for read in (json_of, form_of):
        try:
            read(body)
        except Refused:
            continue


@given(
    st.dictionaries(st.text(), st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=20))
)
def test_every_object_survives_the_way(body):
    assert json_of(json.dumps(body)) == body

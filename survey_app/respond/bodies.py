"""Read the body of a submission, strictly, before anything in it is believed.

Whatever is sent, the outcome is a body that the validator can read or a refusal; nothing here can fail otherwise.
"""

import json
from collections.abc import Sequence
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from survey_app.errors import Malformed, NotJson, TooLarge
from survey_app.surveys.questions import FormFields

LARGEST = 64 * 1024
_MOST_FIELDS = 2000


def read_json(request: Request) -> dict[str, Any]:
    """The JSON object of a request. Raises NotJson, TooLarge, Malformed.

    Refused: other types and encodings, a key given twice, NaN and Infinity, numbers and nesting without end.
    """
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype != "application/json" or charset != "utf-8":
        raise NotJson("send application/json in UTF-8")
    words = _decode(_read(request))
    try:
        body = json.loads(words, object_pairs_hook=_each_key_once, parse_constant=_refuse_constant)
    except RecursionError:
        raise Malformed("the JSON is nested too deeply") from None
    except ValueError:
        # Its message may quote what was sent.
        raise Malformed("the body is not one JSON object") from None
    if not isinstance(body, dict):
        raise Malformed("the body is not one JSON object")
    return body


def read_form(request: Request) -> FormFields:
    """The fields of a plain form: `fields(name)` gives all values. Raises NotJson, TooLarge, Malformed."""
    if request.mimetype != "application/x-www-form-urlencoded":
        raise NotJson("send the form of this page")
    try:
        pairs = parse_qsl(
            _decode(_read(request)), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        raise Malformed("the form cannot be read") from None
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)

    def fields(name: str) -> Sequence[str]:
        return values.get(name, ())

    return fields


def _read(request: Request) -> bytes:
    # Werkzeug cuts a body without a length off at the limit and says nothing: so read one byte too many and look.
    request.max_content_length = LARGEST + 1
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise TooLarge("a response may be 64 KiB at most") from None
    if len(body) > LARGEST:
        raise TooLarge("a response may be 64 KiB at most")
    # Half a form would pass for a whole one.
    if request.content_length not in (None, len(body)):
        raise Malformed("the connection ended before the body did")
    return body


def _decode(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise Malformed("the body is not UTF-8") from None


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is given twice")
    return found


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")

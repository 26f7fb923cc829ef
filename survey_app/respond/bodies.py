"""Read the bodies of requests: whole, of the right type, not too large."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from survey_app.actions.responses.request_bodies import LARGEST, LARGEST_ENVELOPE, decode, parse
from survey_app.errors import Malformed, NotJson, TooLarge
from survey_app.surveys.questions import FormFields

_MOST_FIELDS = 2000


def read_json(request: Request) -> dict[str, Any]:
    """Read the JSON object of a request: a response or an envelope. Raises NotJson, TooLarge, Malformed."""
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype != "application/json" or charset != "utf-8":
        raise NotJson("not_json")
    return parse(_read(request, LARGEST_ENVELOPE))


def read_form(request: Request) -> FormFields:
    """Read the fields of a plain form: `fields(name)` gives all values. Raises NotJson, TooLarge, Malformed."""
    if request.mimetype != "application/x-www-form-urlencoded":
        raise NotJson("not_a_form")
    try:
        pairs = parse_qsl(
            decode(_read(request, LARGEST)),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:
        raise Malformed("form_unreadable") from None
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)

    def fields(name: str) -> Sequence[str]:
        return values.get(name, ())

    return fields


def _read(request: Request, largest: int) -> bytes:
    # Werkzeug silently cuts a body without a length at the limit. So read one byte too many and look.
    request.max_content_length = largest + 1
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise TooLarge("response_too_large") from None
    if len(body) > largest:
        raise TooLarge("response_too_large")
    # Half a form would pass for a whole one.
    if request.content_length not in (None, len(body)):
        raise Malformed("body_cut_off")
    return body

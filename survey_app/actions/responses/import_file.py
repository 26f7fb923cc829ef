"""Import responses that a device saved to a file (docs/offline-files.md), as if the device had sent them."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from survey_app.actions.responses.access_codes import CodeBook
from survey_app.actions.responses.envelopes import EnvelopeKeys
from survey_app.actions.responses.request_bodies import (
    LARGEST_ENVELOPE,
    is_response_id,
    link_of_round,
    parse,
    read_submission,
    unwrap,
)
from survey_app.actions.responses.writer import ResponseWriter, Submission
from survey_app.actions.surveys.catalog import Catalog
from survey_app.errors import Malformed, NotFound, Refused, ResponseFileError

FORMAT = "survey_app responses"
PROTOCOL = 1
_LARGEST_FILE = 64 * 1024 * 1024
_ADDRESS = re.compile(r"/s/([^/]+)/([^/]+)")


@dataclass(frozen=True)
class Secrets:
    """What opens envelopes and recognizes access codes."""

    envelopes: EnvelopeKeys
    book: CodeBook


@dataclass(frozen=True)
class Outcome:
    """What became of one response of a file.

    number: its place in the file, from 1. id: its own, or "" if it has none. refusal: why we refused it, or "".
    """

    number: int
    id: str
    is_new: bool
    refusal: str


def read_file(path: Path) -> Sequence[Any]:
    """Read the responses in a file. Raises ResponseFileError, which names the file and what is wrong with it."""
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise ResponseFileError("responses_too_large", path=path)
        content = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise ResponseFileError("responses_unreadable", path=path, reason=error.strerror) from None
    except UnicodeDecodeError:
        raise ResponseFileError("responses_not_utf8", path=path) from None
    except json.JSONDecodeError as error:
        raise ResponseFileError(
            "responses_not_json", path=path, line=error.lineno, column=error.colno
        ) from None
    except RecursionError:
        raise ResponseFileError("responses_too_deep", path=path) from None
    except ValueError:
        # Python reads no number of more than 4,300 digits, and its message does not say where it is.
        raise ResponseFileError("responses_endless_number", path=path) from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ResponseFileError("responses_other_file", path=path, format=FORMAT)
    if content.get("protocol") not in (0, PROTOCOL) or not isinstance(content.get("responses"), list):
        raise ResponseFileError("responses_other_protocol", path=path, protocol=PROTOCOL)
    responses: list[Any] = content["responses"]
    return responses


def import_responses(
    catalog: Catalog, secrets: Secrets, writer: ResponseWriter, responses: Sequence[Any]
) -> Iterator[Outcome]:
    """Store each response that is good, once. Say what became of each, in order."""
    for number, response in enumerate(responses, start=1):
        try:
            submission = _submission(catalog, secrets, response)
            receipt = writer.submit_anew(submission)
        except (Refused, NotFound) as refusal:
            yield Outcome(number, _id_of(response), is_new=False, refusal=str(refusal))
        else:
            yield Outcome(number, submission.id, receipt.is_new, refusal="")


def _id_of(response: Any) -> str:
    """Return the id of a refused response if it really is an id: anything else in its place may be an answer."""
    body = response.get("body") if isinstance(response, Mapping) else None
    identifier = body.get("id") if isinstance(body, Mapping) else None
    return identifier if isinstance(identifier, str) and is_response_id(identifier) else ""


def _submission(catalog: Catalog, secrets: Secrets, response: Any) -> Submission:
    """Read a response of a file as the door would read it. Raises Refused, NotFound."""
    if not isinstance(response, Mapping) or not isinstance(response.get("body"), dict):
        raise Malformed("saved_without_body")
    address = response.get("address")
    named = _ADDRESS.fullmatch(address) if isinstance(address, str) else None
    school = catalog.schools.get(named[1]) if named else None
    link = school.links.get(named[2]) if school and named else None
    if link is None:
        raise NotFound("saved_for_no_survey")
    try:
        content = json.dumps(response["body"]).encode()
    except RecursionError:
        raise Malformed("saved_too_deep") from None
    if len(content) > LARGEST_ENVELOPE:
        raise Malformed("saved_too_large")
    body = unwrap(secrets.envelopes, f"{link.school_slug}/{link.audience}", parse(content))
    return read_submission(catalog, secrets.book, link_of_round(catalog, link, body), body)

"""The body of a response, bare or in an envelope. Every door reads it strictly before it believes anything in it.

Protocol 0 is the bare body of the contract; protocol 1 is an envelope that holds one:
{"protocol": 1, "id": …, "key": …, "sealed": …}. Whatever somebody sends, the outcome is a submission or a refusal.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NoReturn

from survey_app.actions.responses.access_codes import CodeBook
from survey_app.actions.responses.envelopes import PROTOCOL, EnvelopeKeys
from survey_app.actions.responses.store_responses import Submission
from survey_app.actions.surveys.catalog import Catalog, OpenLink
from survey_app.errors import Closed, Malformed, TooLarge, UnknownProtocol, WrongCode
from survey_app.languages.listed import ANOTHER_LANGUAGE, spoken_tags
from survey_app.surveys.access_codes import read_code
from survey_app.surveys.answers import Reading, accept, content_of
from survey_app.surveys.model import Survey
from survey_app.vocabulary import INTERVIEW, OWN_CHANNELS

LARGEST = 64 * 1024
"""Most bytes of a bare body, and of the body inside an envelope."""
LARGEST_ENVELOPE = 96 * 1024
"""Most bytes of a body that holds an envelope: a third more, for base64."""

_NEEDED = {"id", "version", "language", "channel", "answers"}
_OPTIONAL = {"code", "round", "salt", "anew"}
_ENVELOPE = {"protocol", "id", "key", "sealed"}
_SALT = re.compile(r"[A-Za-z0-9_-]{22}")
_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def parse(body: bytes) -> dict[str, Any]:
    """Parse the JSON object in a body. Raises Malformed, which never quotes the body, and TooLarge.

    Refuses other encodings, a key given twice, NaN and Infinity, and numbers and nesting without end.
    """
    is_large = len(body) > LARGEST
    if is_large and b'"protocol"' not in body:
        raise TooLarge("response_too_large")
    try:
        parsed = json.loads(decode(body), object_pairs_hook=_each_key_once, parse_constant=_refuse_constant)
    except RecursionError:
        raise Malformed("json_too_deep") from None
    except ValueError:
        # Python's message may quote what was sent.
        raise Malformed("not_an_object") from None
    if not isinstance(parsed, dict):
        raise Malformed("not_an_object")
    if is_large and "protocol" not in parsed:
        raise TooLarge("response_too_large")
    return parsed


def decode(body: bytes) -> str:
    """Decode the text of a body. Raises Malformed."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise Malformed("body_not_utf8") from None


def unwrap(envelopes: EnvelopeKeys, link: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the bare body; if it is in an envelope, open that. link: "merced-high/student"; the envelope must match.

    Raises UnknownProtocol, UnknownKey, TooLarge, Malformed.
    """
    if "protocol" not in body:
        return body
    # True and 1.0 equal 1 in Python, but they are not protocols.
    if type(body["protocol"]) is not int or body["protocol"] != PROTOCOL:
        raise UnknownProtocol("protocol_unknown", protocol=PROTOCOL, details={"known": [0, PROTOCOL]})
    if body.keys() - {"anew"} != _ENVELOPE or not all(
        isinstance(body[key], str) for key in ("id", "key", "sealed")
    ):
        raise Malformed("envelope_keys")
    content = envelopes.open(body["key"], _from_base64(body["sealed"]), f"survey_app 1 {link} {body['id']}")
    if len(content) > LARGEST:
        raise TooLarge("response_too_large")
    bare = parse(content)
    if bare.get("id") != body["id"]:
        raise Malformed("envelope_of_other_id")
    # A device cannot open what it sealed. So the outside says that the response needs a new id.
    return {**bare, "anew": body["anew"]} if "anew" in body else bare


def read_submission(catalog: Catalog, book: CodeBook, link: OpenLink, body: Mapping[str, Any]) -> Submission:
    """Read a bare body. The reading holds the valid answers; its problems say what was not valid.

    The person is far away and cannot correct anything now. So a bad answer is no reason to refuse the rest.
    A phone that was offline may send a version, or a language, that the round does not offer anymore.
    Raises Malformed, which never quotes the body.
    """
    if not _NEEDED <= body.keys() <= _NEEDED | _OPTIONAL:
        raise Malformed("response_keys", keys=sorted(_NEEDED))
    code_hash = code_hash_of(book, link, body.get("code"))
    link = with_version(link, catalog.versions, body["version"])
    _refuse_malformed(catalog, body)
    reading = accept(link.survey, link.facts, body["answers"])
    return bind_receipt(
        submission(link, body["id"].lower(), body["language"], body["channel"], reading, code_hash),
        content_of(link.survey, body["answers"]),
        body.get("salt", ""),
        names_round=body.get("round") is not None,
    )


def _refuse_malformed(catalog: Catalog, body: Mapping[str, Any]) -> None:
    """Raises Malformed where a key does not hold what it must; answers are not looked at one by one."""
    if not isinstance(body["id"], str) or not is_response_id(body["id"].lower()):
        raise Malformed("id_wrong")
    if body["channel"] not in OWN_CHANNELS:
        raise Malformed("channel_wrong", known=list(OWN_CHANNELS))
    if body["channel"] == INTERVIEW:
        refuse_unknown_speech(catalog, body["language"])
    elif not isinstance(body["language"], str) or body["language"] not in catalog.languages:
        raise Malformed("language_wrong")
    if not isinstance(body["answers"], dict):
        raise Malformed("answers_wrong")
    if not isinstance(body.get("anew", False), bool):
        raise Malformed("anew_wrong")
    if "salt" in body and not is_salt(body["salt"]):
        raise Malformed("salt_wrong")


def refuse_unknown_speech(catalog: Catalog, language: object) -> None:
    """Raises Malformed unless people may speak this language in an interview. No page needs to be in it."""
    if not isinstance(language, str) or language not in {*spoken_tags(), *catalog.languages}:
        raise Malformed("spoken_wrong", other=ANOTHER_LANGUAGE)


def code_hash_of(book: CodeBook, link: OpenLink, typed: object) -> bytes | None:
    """Return the hash of an access code, or None for a link that is open to everyone. Raises WrongCode, Malformed.

    `store_responses` checks whether it is a code of this link at all.
    """
    if link.access != "codes":
        if typed is not None:
            raise Malformed("code_not_null")
        return None
    if typed is None or typed == "":
        raise WrongCode("code_missing")
    code = read_code(typed) if isinstance(typed, str) else None
    if code is None:
        raise WrongCode("code_typo")
    return book.hash_of(code)


def link_of_round(catalog: Catalog, link: OpenLink, body: Mapping[str, Any]) -> OpenLink:
    """Return the link in the round that a body names. A device that was offline for long may name an older round.

    Raises Closed when that round takes no more responses: a response never counts for another round.
    """
    round_key = body.get("round")
    if round_key is None or round_key == link.round_key:
        return link
    taking = catalog.taking.get((str(round_key), link.school_slug, link.audience))
    if taking is None:
        raise Closed("round_takes_no_more")
    return taking


def is_response_id(identifier: str) -> bool:
    """Whether this is a UUID of version 4, in lower case."""
    return bool(_UUID4.fullmatch(identifier))


def is_salt(salt: object) -> bool:
    """Whether this is a salt: 16 bytes in base64url without padding."""
    return isinstance(salt, str) and bool(_SALT.fullmatch(salt))


def with_version(link: OpenLink, versions: Mapping[str, Survey], version: object) -> OpenLink:
    """Return the link as if it asked this version. Raises Malformed."""
    if version == link.version:
        return link
    survey = versions.get(version) if isinstance(version, str) else None
    if survey is None or survey.audience != link.audience:
        raise Malformed("version_wrong")
    return replace(link, version=survey.version, survey=survey)


def submission(
    link: OpenLink,
    identifier: str,
    language: str,
    channel: str,
    reading: Reading,
    code_hash: bytes | None = None,
) -> Submission:
    """Make a response to a link, ready to be stored."""
    return Submission(
        id=identifier,
        round=link.round_key,
        school=link.school_slug,
        audience=link.audience,
        version=link.version,
        language=language,
        channel=channel,
        reading=reading,
        code_hash=code_hash,
    )


def bind_receipt(
    submission: Submission, content: Mapping[str, Any], salt: str, *, names_round: bool = False
) -> Submission:
    """Add what the receipt is bound to. salt: as it came, or "" without one.

    Raises Malformed for answers that are nested too deeply to be compared.
    """
    key = _from_base64(salt) if salt else b""
    submission = replace(submission, content=content, salt=key, names_round=names_round)
    try:
        # Compute it here, where we can still refuse: writing JSON takes a little more room than reading it.
        submission.response_hash  # noqa: B018
    except RecursionError:
        raise Malformed("json_too_deep") from None
    return submission


def _from_base64(words: str) -> bytes:
    try:
        return base64.b64decode(words + "=" * (-len(words) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("sealed_not_base64") from None


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("a key is given twice")
    return values


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")

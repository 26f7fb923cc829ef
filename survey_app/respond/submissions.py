"""Take a response: as JSON from the script's outbox, or as a plain form. Both go through the one validator."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, g, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from survey_app.actions.catalogue import OpenLink
from survey_app.actions.submit_response import Submission
from survey_app.errors import Busy, Closed, Malformed, NotFound
from survey_app.respond import pages
from survey_app.respond.bodies import read_form, read_json
from survey_app.respond.door import the_door
from survey_app.respond.views import AUDIENCE
from survey_app.surveys.answers import Reading, gather, read
from survey_app.surveys.model import Survey
from survey_app.surveys.questions import FormFields, Problem
from survey_app.web.finished_pages import passing_page
from survey_app.web.security import check_same_origin

submissions = Blueprint("submissions", __name__)

_NEEDED = {"id", "version", "language", "channel", "answers"}
# Paper and interviews are entered by staff, at their own door.
_CHANNELS = ("web", "kiosk")
_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@submissions.post(f"/s/<school>/{AUDIENCE}/responses")
def submit(school: str, audience: str) -> ResponseReturnValue:
    """Take one response as JSON; answer with its receipt once it is safe on disk."""
    door = the_door()
    snapshot = door.catalogue.current()
    link = snapshot.link(school, audience)
    with door.charging(link):
        check_same_origin(request, door.settings.public_url)
        submission = read_submission(snapshot.catalogue.versions, link, read_json(request))
    if problems := submission.reading.problems:
        raise Malformed(
            "some answers cannot be taken", {"problems": [_plain(problem) for problem in problems]}
        )
    receipt = door.writer.submit(submission)
    response = jsonify(id=receipt.id, status="stored", receipt=receipt.receipt)
    response.status_code = 201 if receipt.is_new else 200
    response.headers["Cache-Control"] = "no-store"
    return response


@submissions.post(f"/s/<school>/{AUDIENCE}/<language:language>", strict_slashes=False)
def submit_form(school: str, audience: str, language: str) -> ResponseReturnValue:
    """Take one response as a plain form; come back with every answer kept when something must be mended.

    The button `switch` asks for the same form, answers and all, in another language.
    """
    door = the_door()
    snapshot = door.catalogue.current()
    link = g.link = snapshot.link(school, audience)
    if language not in link.survey.languages:
        raise NotFound("no survey in this language")
    g.language = language
    if link.state == "closed":
        raise Closed("this survey is closed")
    with door.charging(link):
        check_same_origin(request, door.settings.public_url)
        fields = read_form(request)
        if version := fields("version"):
            link = _with_version(link, snapshot.catalogue.versions, version[-1])
    raw = gather(link.survey, fields)
    switch = fields("switch")
    if switch and switch[-1] in link.survey.languages:
        return _back_to_form(link, switch[-1], raw, problems=())
    reading = read(link.survey, link.facts, raw)
    if reading.problems:
        return _back_to_form(link, language, raw, reading.problems)
    try:
        receipt = door.writer.submit(_submission(link, _form_id(fields), language, "web", reading))
    except Busy:
        page = pages.render_survey(link, language, raw=raw, failed=True)
        return passing_page(request, page, 503)
    thanks = url_for(
        "public.thanks", school=school, audience=audience, language=language, receipt=receipt.receipt
    )
    response = redirect(thanks, 303)
    response.headers["Cache-Control"] = "no-store"
    return response


def read_submission(versions: Mapping[str, Survey], link: OpenLink, body: Mapping[str, Any]) -> Submission:
    """The submission in a JSON body, its answers read but not judged. Raises Malformed, which never quotes the body.

    versions: every published version; a phone that was offline may send one that is no longer asked.
    """
    if not _NEEDED <= body.keys() <= _NEEDED | {"code"}:
        raise Malformed(f"a response has the keys {', '.join(sorted(_NEEDED))}, code, and no others")
    if body.get("code") is not None:
        raise Malformed("code must be null: this link is open to everyone")
    link = _with_version(link, versions, body["version"])
    identifier = body["id"].lower() if isinstance(body["id"], str) else ""
    if not _UUID4.fullmatch(identifier):
        raise Malformed("id is not a UUID of version 4")
    if body["language"] not in link.survey.languages:
        raise Malformed("language is not one of this survey")
    if body["channel"] not in _CHANNELS:
        raise Malformed(f"channel is not one of {', '.join(_CHANNELS)}")
    if not isinstance(body["answers"], dict):
        raise Malformed("answers is not an object")
    reading = read(link.survey, link.facts, body["answers"])
    return _submission(link, identifier, body["language"], body["channel"], reading)


def _form_id(fields: FormFields) -> str:
    """The id that the script gave a response that it now sends as a form, to store it once; else a new one."""
    identifier = "".join(fields("id")).lower()
    return identifier if _UUID4.fullmatch(identifier) else str(uuid.uuid4())


def _with_version(link: OpenLink, versions: Mapping[str, Survey], version: object) -> OpenLink:
    """The link as if it asked this version. Raises Malformed."""
    if version == link.version:
        return link
    survey = versions.get(version) if isinstance(version, str) else None
    if survey is None or survey.audience != link.audience:
        raise Malformed("version is not one that was published for this audience")
    return replace(link, version=survey.version, survey=survey)


def _submission(link: OpenLink, identifier: str, language: str, channel: str, reading: Reading) -> Submission:
    return Submission(
        id=identifier,
        round=link.round_key,
        school=link.school_slug,
        audience=link.audience,
        version=link.version,
        language=language,
        channel=channel,
        reading=reading,
    )


def _back_to_form(
    link: OpenLink, language: str, raw: Mapping[str, Any], problems: Sequence[Problem]
) -> Response:
    g.language = language
    page = pages.render_survey(link, language, raw=raw, problems=problems)
    return passing_page(request, page, 422 if problems else 200)


def _plain(problem: Problem) -> dict[str, object]:
    return {"question": problem.key, "code": problem.code, **problem.limits}

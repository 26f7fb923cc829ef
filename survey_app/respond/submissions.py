"""Take a response: as JSON from the script's outbox, or as a plain form. Both go through the one validator."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, g, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from survey_app.actions.catalogue import OpenLink
from survey_app.actions.response_bodies import (
    is_response_id,
    link_of_round,
    read_submission,
    unwrap,
    with_version,
)
from survey_app.actions.response_bodies import submission as make_submission
from survey_app.errors import Busy, Closed, NotFound
from survey_app.respond import pages
from survey_app.respond.bodies import read_form, read_json
from survey_app.respond.door import the_door
from survey_app.respond.views import AUDIENCE
from survey_app.surveys.answers import gather, read
from survey_app.surveys.questions import FormFields, Problem
from survey_app.web.finished_pages import passing_page
from survey_app.web.security import check_same_origin

submissions = Blueprint("submissions", __name__)


@submissions.post(f"/s/<school>/{AUDIENCE}/responses")
def submit(school: str, audience: str) -> ResponseReturnValue:
    """Take one response as JSON; answer with its receipt once it is safe on disk."""
    door = the_door()
    snapshot = door.catalogue.current()
    link = snapshot.link(school, audience)
    with door.charging(link):
        check_same_origin(request, door.settings.public_url)
        body = unwrap(door.envelopes, f"{school}/{audience}", read_json(request))
        link = link_of_round(snapshot.catalogue, link, body)
        submission = read_submission(snapshot.catalogue.versions, link, body)
    receipt = door.writer.submit(submission)
    said: dict[str, object] = {"id": receipt.id, "status": "stored", "receipt": receipt.receipt}
    if problems := submission.reading.problems:
        said["not_taken"] = [_plain(problem) for problem in problems]
    response = jsonify(said)
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
            link = with_version(link, snapshot.catalogue.versions, version[-1])
    raw = gather(link.survey, fields)
    identifier = _form_id(fields)
    switch = fields("switch")
    if switch and switch[-1] in link.survey.languages:
        return _back_to_form(link, switch[-1], raw, (), identifier)
    reading = read(link.survey, link.facts, raw)
    if reading.problems:
        return _back_to_form(link, language, raw, reading.problems, identifier)
    try:
        receipt = door.writer.submit(make_submission(link, identifier, language, "web", reading))
    except Busy:
        page = pages.render_survey(link, language, raw=raw, failed=True, identifier=identifier)
        return passing_page(request, page, 503)
    thanks = url_for(
        "public.thanks", school=school, audience=audience, language=language, receipt=receipt.receipt
    )
    response = redirect(thanks, 303)
    response.headers["Cache-Control"] = "no-store"
    return response


def _form_id(fields: FormFields) -> str:
    """The id of a response that came before, from the script or in this form, to store it once; else a new one."""
    identifier = "".join(fields("id")).lower()
    return identifier if is_response_id(identifier) else str(uuid.uuid4())


def _back_to_form(
    link: OpenLink, language: str, raw: Mapping[str, Any], problems: Sequence[Problem], identifier: str
) -> Response:
    g.language = language
    page = pages.render_survey(link, language, raw=raw, problems=problems, identifier=identifier)
    return passing_page(request, page, 422 if problems else 200)


def _plain(problem: Problem) -> dict[str, object]:
    return {"question": problem.key, "code": problem.code, **problem.limits}

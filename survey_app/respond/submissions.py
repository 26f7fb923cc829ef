"""Take a response: as JSON from the script's outbox, or as a plain form. Both go through the one validator."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, g, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from survey_app.actions.responses.request_bodies import (
    bind_receipt,
    code_hash_of,
    is_response_id,
    is_salt,
    link_of_round,
    read_submission,
    refuse_unknown_speech,
    unwrap,
    with_version,
)
from survey_app.actions.responses.request_bodies import submission as make_submission
from survey_app.actions.responses.store_responses import Receipt, Submission
from survey_app.actions.surveys.catalog import OpenLink
from survey_app.errors import AlreadyUsed, Busy, Closed, Malformed, NotFound, WrongCode
from survey_app.respond import pages
from survey_app.respond.bodies import read_form, read_json
from survey_app.respond.door import the_door
from survey_app.respond.sound.marks import sound_headers
from survey_app.respond.survey_page import Code, WhichResponse
from survey_app.respond.views import AUDIENCE
from survey_app.surveys.answers import Reading, content_of, gather, read
from survey_app.surveys.questions import FormFields, Problem
from survey_app.vocabulary import INTERVIEW
from survey_app.web.files.page_cache import passing_page
from survey_app.web.metrics.counting import note_outcome
from survey_app.web.security import check_same_origin

submissions = Blueprint("submissions", __name__)
SPOKEN = "spoken-language"
"""The field of a form that makes it an interview, and says in which language. No question has a name with a hyphen."""


@submissions.post(f"/s/<school>/{AUDIENCE}/responses")
def submit(school: str, audience: str) -> ResponseReturnValue:
    """Take one response as JSON. Answer with its receipt once it is safe on disk."""
    door = the_door()
    snapshot = door.catalog.current()
    link = snapshot.link(school, audience)
    with door.charging(link):
        check_same_origin(request, door.settings.public_url)
        body = unwrap(door.envelopes, f"{school}/{audience}", read_json(request))
        link = link_of_round(snapshot.catalog, link, body)
        submission = read_submission(snapshot.catalog, door.codes.book, link, body)
        refuse_unknown_code(submission)
    receipt = door.writer.submit_anew(submission) if body.get("anew") else door.writer.submit(submission)
    note_outcome(is_new=receipt.is_new)
    said: dict[str, object] = {"id": submission.id, "status": "stored", "receipt": receipt.receipt}
    if problems := submission.reading.problems:
        said["not_taken"] = [_plain(problem) for problem in problems]
    response = jsonify(said)
    response.status_code = 201 if receipt.is_new else 200
    response.headers["Cache-Control"] = "no-store"
    return response


@submissions.post(f"/s/<school>/{AUDIENCE}/<language:language>", strict_slashes=False)
def submit_form(school: str, audience: str, language: str) -> ResponseReturnValue:
    """Take one response as a plain form. If something is missing, show the form again with every answer kept.

    The button `switch` asks for the same form, answers and all, in another language.
    """
    door = the_door()
    snapshot = door.catalog.current()
    link = g.link = snapshot.link(school, audience)
    # Whoever opened the page in a language before it was taken away must be able to send.
    if language not in snapshot.catalog.languages:
        raise NotFound("nothing_here")
    g.language = language
    if link.state == "closed":
        raise Closed("survey_closed")
    with door.charging(link):
        check_same_origin(request, door.settings.public_url)
        fields = read_form(request)
        if version := fields("version"):
            link = with_version(link, snapshot.catalog.versions, version[-1])
        if spoken := fields(SPOKEN):
            refuse_unknown_speech(snapshot.catalog, spoken[-1])
    raw = gather(link.survey, fields)
    form = _Form(link, language, raw, _which(fields), "".join(fields("code")))
    switch = fields("switch")
    if switch and switch[-1] in link.survey.languages:
        return replace(form, language=switch[-1]).back()
    return _take(form)


@dataclass(frozen=True)
class _Form:
    """A plain form as somebody sent it. raw: answers in their JSON shape. code: the access code as typed.

    which: the response that the form holds, from the script or from an earlier form; otherwise a new one.
    """

    link: OpenLink
    language: str
    raw: Mapping[str, Any]
    which: WhichResponse
    code: str

    def back(self, problems: Sequence[Problem] = (), code_problem: str = "") -> Response:
        """Return the form, with everything that was typed and what is wrong with it."""
        return self._page(422 if problems or code_problem else 200, problems, code_problem)

    def back_for_later(self) -> Response:
        """Return the form, because we could not store its answers now."""
        return self._page(503)

    def _page(self, status: int, problems: Sequence[Problem] = (), code_problem: str = "") -> Response:
        g.language = self.language
        page = pages.render_survey(
            self.link,
            self.language,
            raw=self.raw,
            problems=problems,
            failed=status == 503,
            which=self.which,
            code=Code(self.code, code_problem),
        )
        return passing_page(request, page, status, sound_headers(page))


def _take(form: _Form) -> ResponseReturnValue:
    """Store a form, or send it back."""
    link, reading, code_problem = form.link, read(form.link.survey, form.link.facts, form.raw), ""
    code_hash = None
    try:
        with the_door().charging(link):
            code_hash = code_hash_of(the_door().codes.book, link, form.code or None)
            channel = INTERVIEW if form.which.spoken else "web"
            language = form.which.spoken or form.language
            submission = make_submission(link, form.which.id, language, channel, reading, code_hash)
            submission = bind_receipt(submission, _content(form, reading), form.which.salt)
            refuse_unknown_code(submission)
    except WrongCode as wrong:
        code_problem = wrong.answer_code
    if reading.problems or code_problem:
        return form.back(reading.problems, code_problem)
    try:
        receipt = the_door().writer.submit_anew(submission)
    except Busy:
        return form.back_for_later()
    except AlreadyUsed:
        return form.back(code_problem="code_used")
    return _thanked(form, receipt)


def _thanked(form: _Form, receipt: Receipt) -> ResponseReturnValue:
    """Send the reader to the page that says thanks."""
    note_outcome(is_new=receipt.is_new)
    link = form.link
    thanks = url_for(
        "public.thanks",
        school=link.school_slug,
        audience=link.audience,
        language=form.language,
        receipt=receipt.receipt,
    )
    response = redirect(thanks, 303)
    response.headers["Cache-Control"] = "no-store"
    return response


def _which(fields: FormFields) -> WhichResponse:
    """Return the response that came before, from the script or in this form, to store it once; else a new one."""
    identifier, salt = "".join(fields("id")).lower(), "".join(fields("salt"))
    spoken = "".join(fields(SPOKEN)[-1:])
    if is_response_id(identifier):
        return WhichResponse(identifier, salt if is_salt(salt) else "", spoken)
    return WhichResponse(str(uuid.uuid4()), spoken=spoken)


def _content(form: _Form, reading: Reading) -> Mapping[str, Any]:
    """Return what the form says, as the script would say it: without the questions that were not asked."""
    asked = {*reading.answers, *(f"{name}.other" for name in reading.others)}
    return content_of(form.link.survey, {key: raw for key, raw in form.raw.items() if key in asked})


@submissions.post(f"/s/<school>/{AUDIENCE}/code")
def check_code(school: str, audience: str) -> ResponseReturnValue:
    """Say whether an access code is valid, before anybody answers with it. Only sending tells whether it was used."""
    door = the_door()
    link = door.catalog.current().link(school, audience)
    with door.charging(link):
        check_same_origin(request, door.settings.public_url)
        body = read_json(request)
        if body.keys() != {"code"} or not isinstance(body["code"], str):
            raise Malformed("body_not_a_code")
        state = door.codes.state(link.round_key, f"{school}/{audience}", body["code"])
        if state in ("typo", "unknown"):
            raise WrongCode("code_typo" if state == "typo" else "code_unknown")
    response = jsonify(state=state)
    response.headers["Cache-Control"] = "no-store"
    return response


def refuse_unknown_code(submission: Submission) -> None:
    """Raise WrongCode if this is not a code of this link: a million guesses must not stand in line to be stored."""
    if submission.code_hash:
        codes = the_door().codes
        if not codes.knows(submission.round, submission.link, submission.code_hash):
            raise WrongCode("code_unknown")


def _plain(problem: Problem) -> dict[str, object]:
    return {"question": problem.key, "code": problem.code, **problem.limits}

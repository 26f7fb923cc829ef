"""A draft as on a phone: the question that is open, and the whole survey to be tried. Nothing is kept or sent."""

from collections.abc import Callable

from flask import current_app, make_response, render_template
from flask.typing import ResponseReturnValue

from survey_app.actions.surveys.catalog import OpenLink
from survey_app.actions.surveys.drafts import drafts
from survey_app.actions.surveys.drafts.previewing import preview_survey_of
from survey_app.config import today_in_california
from survey_app.errors import DraftError
from survey_app.extensions import db
from survey_app.languages.listed import in_usual_order
from survey_app.staff.guard import staff, the_person
from survey_app.staff.rounds import preview
from survey_app.staff.surveys.page import DraftPage
from survey_app.web.security import framed_policy
from survey_app.web.wording.problems.telling import error_text

DRAW = "survey_app.draw_questions"


@staff.get("/surveys/<draft>/items/<item>/phone/<language>")
def draft_phone(draft: str, item: str, language: str) -> ResponseReturnValue:
    """Show a question, or those of a section, as on a phone."""
    return _framed(draft, language, DRAW, item)


@staff.get("/surveys/<draft>/try")
def try_draft(draft: str) -> ResponseReturnValue:
    """Show the whole survey as on a phone, with a choice of languages."""
    page = DraftPage(drafts.read_draft(db.session(), the_person(), draft))
    response = make_response(
        render_template("staff/surveys/try.html", page=page, languages=in_usual_order(tuple(page.languages)))
    )
    response.headers["Content-Security-Policy"] = framed_policy("frame-src", "'self'")
    return response


@staff.get("/surveys/<draft>/try/<language>")
def whole_draft(draft: str, language: str) -> ResponseReturnValue:
    """Show the page that people would see, without what is still to fix; it sends nothing."""
    return _framed(draft, language, preview.DRAW)


def _framed(draft: str, language: str, how: str, item: str | None = None) -> ResponseReturnValue:
    draw: Callable[[OpenLink, str], str] = current_app.extensions[how]
    try:
        link = preview_survey_of(db.session(), the_person(), draft, today_in_california(), item)
        page = draw(link, language if language in link.survey.languages else link.survey.language)
    except DraftError as error:
        page = render_template("staff/surveys/nothing_yet.html", problem=error_text(error))
    response = make_response(page)
    response.headers["Content-Security-Policy"] = framed_policy("frame-ancestors", "'self'")
    return response

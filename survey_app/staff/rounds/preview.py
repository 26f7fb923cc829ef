"""Preview: every survey of a round in every language, as on a phone. It keeps nothing that people try there."""

from collections.abc import Callable

from flask import current_app, make_response, render_template
from flask.typing import ResponseReturnValue

from survey_app.actions.surveys.catalog import OpenLink, preview_link
from survey_app.errors import NotFound
from survey_app.extensions import db
from survey_app.languages.listed import in_usual_order
from survey_app.staff.guard import staff
from survey_app.staff.reach import link_at
from survey_app.web.security import framed_policy

DRAW = "survey_app.draw_survey"


@staff.get("/rounds/<key>/preview/<slug>/<audience>")
def preview(key: str, slug: str, audience: str) -> ResponseReturnValue:
    """Show a survey as on a phone, with a choice of languages."""
    in_reach, link = link_at(key, slug, audience)
    survey = preview_link(db.session(), link).survey
    page = render_template(
        "staff/rounds/preview.html",
        line=in_reach.line,
        link=link,
        school=in_reach.schools[slug],
        languages=in_usual_order(survey.languages),
        extra=[
            section.title for section in survey.extra_sections(link.school) if section.name in link.sections
        ],
    )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = framed_policy("frame-src", "'self'")
    return response


@staff.get("/rounds/<key>/preview/<slug>/<audience>/<language>")
def preview_survey(key: str, slug: str, audience: str, language: str) -> ResponseReturnValue:
    """Show the survey page that people will see; it sends nothing."""
    _found, link = link_at(key, slug, audience)
    shown = preview_link(db.session(), link)
    if language not in shown.survey.languages:
        raise NotFound("nothing_here")
    draw: Callable[[OpenLink, str], str] = current_app.extensions[DRAW]
    response = make_response(draw(shown, language))
    response.headers["Content-Security-Policy"] = framed_policy("frame-ancestors", "'self'")
    return response

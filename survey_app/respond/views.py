"""The public pages: home, school, survey, thanks. `pages` decides what they say; this decides when to send them."""

import re
from functools import partial
from typing import Any

from flask import Blueprint, Response, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.routing import BaseConverter

from survey_app.errors import NotFound
from survey_app.languages.listed import TAG
from survey_app.respond import pages
from survey_app.respond.door import the_door
from survey_app.respond.sound.marks import sound_headers
from survey_app.vocabulary import AUDIENCES, FAMILY
from survey_app.web.files.page_cache import passing_page
from survey_app.web.language import offered_languages, reader_language, redirect_reader

public = Blueprint("public", __name__)

AUDIENCE = f"<any({', '.join(AUDIENCES)}):audience>"
_FOR_READER = "Accept-Language, Accept-Encoding"
_RECEIPT = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}")


class LanguageConverter(BaseConverter):
    """A BCP 47 tag as it stands in links: "es", "zh-Hant"."""

    regex = TAG


@public.url_value_preprocessor
def _speak_the_language_of_the_path(endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values and "language" in values:
        g.language = values["language"]


@public.get("/")
def home_for_reader() -> Response:
    """Show the home page in the reader's language."""
    g.language = reader_language()
    return _home(g.language, vary=_FOR_READER)


@public.get("/<language:language>/", strict_slashes=False)
def home(language: str) -> Response:
    """Show the home page."""
    if language not in offered_languages():
        raise NotFound("nothing_here")
    return _home(language)


@public.get("/s/<school>", strict_slashes=False)
def school_for_reader(school: str) -> Response:
    """Show the page of a school in the reader's language."""
    g.language = reader_language(pages.languages_at(the_door().catalog.current().school(school)))
    return _school(school, g.language, vary=_FOR_READER)


@public.get("/s/<school>/<language:language>", strict_slashes=False)
def school(school: str, language: str) -> ResponseReturnValue:
    """Show the page of a school, to choose who is answering."""
    if language not in pages.languages_at(the_door().catalog.current().school(school)):
        return redirect(url_for("public.school_for_reader", school=school))
    return _school(school, language)


@public.get("/s/<school>/brand.css")
def brand(school: str) -> Response:
    """Give the color of a school as a style sheet. In the dark, pages keep their own green."""
    snapshot = the_door().catalog.current()
    place = snapshot.school(school)
    style = "@media (prefers-color-scheme: light) { :root { --accent: %s; --on: #fff } }"
    draw = partial(style.__mod__, place.color) if place.color else str
    return snapshot.page(f"/s/{school}/brand.css", draw, kind="text/css").response(request)


@public.get("/s/<school>/interview", strict_slashes=False)
def interview_for_reader(school: str) -> ResponseReturnValue:
    """Send a helper to the page where interviews begin, in the best language for them."""
    link = the_door().catalog.current().link(school, FAMILY)
    return redirect_reader(pages.interview_path(link, reader_language(link.survey.languages)))


@public.get("/s/<school>/interview/<language:language>", strict_slashes=False)
def interview(school: str, language: str) -> ResponseReturnValue:
    """Show where a helper begins to read the family survey to somebody. Everyone gets the same bytes."""
    snapshot = the_door().catalog.current()
    link = snapshot.link(school, FAMILY)
    if language not in link.survey.languages:
        return redirect(url_for("public.interview_for_reader", school=school))
    address = pages.interview_path(link, language)
    if link.state == "closed":
        return snapshot.page(address, lambda: pages.render_closed(link, language), 410).response(request)
    return snapshot.page(address, lambda: pages.render_interview(link, language)).response(request)


@public.get(f"/s/<school>/{AUDIENCE}", strict_slashes=False)
def survey_for_reader(school: str, audience: str) -> ResponseReturnValue:
    """Send the reader to the survey in the best language for them."""
    link = the_door().catalog.current().link(school, audience)
    language = reader_language(link.survey.languages)
    return redirect_reader(url_for("public.survey", school=school, audience=audience, language=language))


@public.get(f"/s/<school>/{AUDIENCE}/<language:language>", strict_slashes=False)
def survey(school: str, audience: str, language: str) -> ResponseReturnValue:
    """Show the survey, or say that it is closed. Everyone gets the same bytes."""
    snapshot = the_door().catalog.current()
    link = snapshot.link(school, audience)
    if language not in link.survey.languages:
        return redirect(url_for("public.survey_for_reader", school=school, audience=audience))
    address = f"/s/{school}/{audience}/{language}"
    if link.state == "closed":
        return snapshot.page(address, lambda: pages.render_closed(link, language), 410).response(request)
    page = snapshot.page(address, lambda: pages.render_survey(link, language), headers=sound_headers)
    return page.response(request)


@public.get(f"/s/<school>/{AUDIENCE}/<language:language>/thanks", strict_slashes=False)
def thanks(school: str, audience: str, language: str) -> ResponseReturnValue:
    """Say thanks and show the receipt. The address carries the receipt, because there is no cookie."""
    snapshot = the_door().catalog.current()
    link = snapshot.link(school, audience)
    if language not in snapshot.catalog.languages:
        raise NotFound("nothing_here")
    receipt = request.args.get("receipt", "")
    known_form = _RECEIPT.fullmatch(receipt)
    return passing_page(request, pages.render_thanks(link, language, receipt if known_form else None))


def draw_error(status: int, language: str) -> str:
    """Draw the page of an error: where to go from here, in the reader's language."""
    if status == 404:
        return pages.render_unknown(the_door().catalog.current().catalog, language)
    if status == 410 and "link" in g:
        return pages.render_closed(g.link, language)
    return pages.render_error(language, status)


def _home(language: str, vary: str = "Accept-Encoding") -> Response:
    snapshot = the_door().catalog.current()
    page = snapshot.page(f"/{language}/", lambda: pages.render_home(snapshot.catalog, language))
    return page.response(request, vary=vary)


def _school(slug: str, language: str, vary: str = "Accept-Encoding") -> Response:
    snapshot = the_door().catalog.current()
    school = snapshot.school(slug)
    page = snapshot.page(
        f"/s/{slug}/{language}", lambda: pages.render_school(snapshot.catalog, school, language)
    )
    return page.response(request, vary=vary)

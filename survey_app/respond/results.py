"""The public results page of a school: what people said, and what the school answers, in every language."""

from flask import Response, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, format_date

from survey_app.actions.results.approval import OLD_DESIGN
from survey_app.actions.results.read_results import public_results
from survey_app.actions.results.school_plans import read_plan
from survey_app.actions.surveys.catalog import CatalogSchool
from survey_app.errors import NotFound
from survey_app.extensions import db
from survey_app.languages.locales import locale_name
from survey_app.respond.door import the_door
from survey_app.respond.pages import home_path, languages_at
from survey_app.respond.views import public
from survey_app.web.district_words import speaking_for
from survey_app.web.language import reader_language, redirect_reader
from survey_app.web.untranslated import draw_page
from survey_app.web.wording.results import read_results


@public.get("/r/<school>", strict_slashes=False)
def results_for_reader(school: str) -> ResponseReturnValue:
    """Send the reader to the results in their language."""
    place = the_door().catalog.current().school(school)
    language = reader_language(languages_at(place))
    return redirect_reader(url_for("public.results", school=school, language=language))


@public.get("/r/<school>/<language:language>", strict_slashes=False)
def results(school: str, language: str) -> ResponseReturnValue:
    """Show families the approved results of a school. Everyone gets the same bytes."""
    snapshot = the_door().catalog.current()
    place = snapshot.school(school)
    if language not in languages_at(place):
        return redirect(url_for("public.results_for_reader", school=school))
    page = snapshot.page(f"/r/{school}/{language}", lambda: _draw(place, language))
    response: Response = page.response(request)
    return response


def _draw(school: CatalogSchool, language: str) -> str:
    g.language = language
    public = public_results(db.session(), school.slug)
    facts = {"school_name": school.name, "district_name": school.district_name}
    with speaking_for(school.interface), force_locale(locale_name(language)):
        surveys = list(read_results(db.session(), public.surveys, school.slug, language, facts))
        is_shown = any(one.part for one in surveys)
        if not is_shown and public.withdrawn_because is None:
            raise NotFound("nothing_here")
        return draw_page(
            # This is a page with a sentence, not an error. A poster leads here, and visitors must learn what
            # became of the numbers that were here.
            "respond/results.html" if is_shown else "respond/results_withdrawn.html",
            language,
            home=home_path(language),
            school=school,
            brand=(school.slug, school.color) if school.color else None,
            surveys=surveys,
            withdrawn_because=public.withdrawn_because,
            is_old_design=public.withdrawn_because == OLD_DESIGN,
            plan=read_plan(db.session(), surveys[0].header.round, school.slug) if is_shown else None,
            day=lambda day: format_date(day, "long"),
            languages={each: f"/r/{school.slug}/{each}" for each in languages_at(school)},
            spoken=school.facts.spoken,
        )

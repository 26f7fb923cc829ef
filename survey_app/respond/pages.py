"""The public pages: pure functions from data to HTML. `views` decides when to send them."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

from flask_babel import format_date

from survey_app.actions.surveys.catalog import Catalog, CatalogSchool, OpenLink
from survey_app.languages.listed import ANOTHER_LANGUAGE, in_usual_order
from survey_app.languages.locales import spoken_names
from survey_app.respond.survey_page import Code, SurveyPage, WhichResponse, problem_message
from survey_app.surveys.questions import Problem
from survey_app.surveys.words.wordings import Wording
from survey_app.vocabulary import AUDIENCES
from survey_app.web.district_words import speaking_for
from survey_app.web.language import offered_languages
from survey_app.web.untranslated import draw_page

# From this many schools on, the script offers a search box.
MANY_SCHOOLS = 20
# What the script must be able to say about an answer. Limits are left as names in braces.
_SCRIPT_PROBLEMS = ("required", "too_many", "too_long", "not_a_number", "out_of_range")
_LIMITS = {name: f"{{{name}}}" for name in ("most", "longest", "lowest", "highest")}


class City(NamedTuple):
    """The schools of one city, by name."""

    name: str
    schools: Sequence[CatalogSchool]


class District(NamedTuple):
    """A district with its schools by city."""

    name: str
    cities: Sequence[City]


def render_home(catalog: Catalog, language: str) -> str:
    """Render the home page: what a community school is, and all schools to choose from."""
    return _draw(
        "respond/home.html",
        language,
        catalog.interface,
        districts=by_district(catalog),
        has_many=len(catalog.schools) > MANY_SCHOOLS,
        languages={each: home_path(each) for each in offered_languages()},
    )


def render_school(catalog: Catalog, school: CatalogSchool, language: str) -> str:
    """Render the page of a school, with a survey for each audience."""
    return _draw(
        "respond/school.html",
        language,
        school=school,
        brand=(school.slug, school.color) if school.color else None,
        audiences=AUDIENCES,
        in_usual_order=in_usual_order,
        has_others=len(catalog.schools) > 1,
        languages={each: school_path(school.slug, each) for each in languages_at(school)},
        said=school.interface,
        spoken=school.facts.spoken,
    )


def render_survey(
    link: OpenLink,
    language: str,
    *,
    raw: Mapping[str, Any] | None = None,
    problems: Sequence[Problem] = (),
    failed: bool = False,
    which: WhichResponse | None = None,
    code: Code | None = None,
) -> str:
    """Render the survey as one form; with `raw`, also its answers and what is wrong with them.

    raw: answers in their JSON shape, as typed. Without them, the page is the same for everyone. failed: we could not
    store them, and they may be sent again. which: the response that the form holds; None for a new one.
    """
    return _draw(
        "respond/survey.html",
        language,
        page=SurveyPage(link, language, raw or {}, problems, failed),
        link=link,
        which=which,
        code=code or Code(),
        languages=in_usual_order(link.survey.languages),
        brand=(link.school_slug, link.color) if link.color else None,
        words_of_survey=partial(_words_of_survey, link),
        said=link.interface,
    )


def render_interview(link: OpenLink, language: str) -> str:
    """Render what to say before one reads a survey to somebody, and the languages to speak and to read in."""
    return _draw(
        "respond/interview.html",
        language,
        link.interface,
        link=link,
        brand=(link.school_slug, link.color) if link.color else None,
        names=spoken_names(language),
        another=ANOTHER_LANGUAGE,
        to_read=in_usual_order(link.survey.languages),
        languages={each: interview_path(link, each) for each in in_usual_order(link.survey.languages)},
        spoken=link.facts.spoken,
    )


def render_questions(link: OpenLink, language: str) -> str:
    """Render the questions of a survey alone, one after the other, as they look on a phone. Nothing can be sent."""
    return _draw("respond/question.html", language, page=SurveyPage(link, language), link=link)


def _words_of_survey(link: OpenLink) -> tuple[str, dict[str, str]]:
    """Return the last day of a survey, and what its script says of problems; in the language of the page."""
    problems = {code: problem_message(code, _LIMITS) for code in _SCRIPT_PROBLEMS}
    return format_date(link.closes_on, "long"), problems


def render_thanks(link: OpenLink, language: str, receipt: str | None) -> str:
    """Render thanks, what happens next, and the receipt if the address carries one."""
    ending = f"/thanks?receipt={receipt}" if receipt else "/thanks"
    return _draw_for_link("respond/thanks.html", link, language, ending, receipt=receipt)


def render_closed(link: OpenLink, language: str) -> str:
    """Say that the survey is closed."""
    return _draw_for_link("respond/closed.html", link, language, "")


def render_unknown(catalog: Catalog, language: str) -> str:
    """Say that there is nothing at this address, and where the schools are."""
    return _draw(
        "respond/unknown.html",
        language,
        catalog.interface,
        districts=by_district(catalog),
        has_many=len(catalog.schools) > MANY_SCHOOLS,
        languages={each: home_path(each) for each in offered_languages()},
    )


def render_schools(catalog: Catalog, language: str) -> str:
    """Render all schools and nothing else. Home screens start here, and it replaces pages that are not kept."""
    return _draw(
        "respond/schools.html",
        language,
        catalog.interface,
        districts=by_district(catalog),
        has_many=len(catalog.schools) > MANY_SCHOOLS,
        languages={each: f"/s/schools/{each}" for each in offered_languages()},
    )


def render_device(language: str) -> str:
    """Render what the site keeps on a device. The script fills it in."""
    languages = {each: f"/s/about-this-device/{each}" for each in offered_languages()}
    return _draw("respond/device.html", language, languages=languages)


def render_error(language: str, status: int) -> str:
    """Say that something went wrong. Needs no catalog, because the catalog itself may be missing."""
    return _draw("errors/error.html", language, status=status)


def by_district(catalog: Catalog) -> list[District]:
    """Return all schools, by district, city and name."""
    schools = sorted(
        catalog.schools.values(), key=lambda school: (school.district_name, school.city, school.name)
    )
    return [
        District(name, [City(city, list(there)) for city, there in groupby(members, lambda each: each.city)])
        for name, members in groupby(schools, lambda school: school.district_name)
    ]


def languages_at(school: CatalogSchool) -> list[str]:
    """Every language of the pages of a school: those of our pages, and those that its surveys are in."""
    spoken = {each for link in school.links.values() for each in link.survey.languages}
    return in_usual_order(list(dict.fromkeys([*offered_languages(), *sorted(spoken)])))


def home_path(language: str) -> str:
    """The address of the home page; in the reader's language where our pages are not in this one."""
    return f"/{language}/" if language in offered_languages() else "/"


def school_path(slug: str, language: str) -> str:
    """The address of a school's page."""
    return f"/s/{slug}/{language}"


def survey_path(link: OpenLink, language: str) -> str:
    """The address of a survey."""
    return f"/s/{link.school_slug}/{link.audience}/{language}"


def interview_path(link: OpenLink, language: str) -> str:
    """The address where interviews begin."""
    return f"/s/{link.school_slug}/interview/{language}"


def _draw_for_link(template: str, link: OpenLink, language: str, ending: str, **values: object) -> str:
    languages = {each: survey_path(link, each) + ending for each in in_usual_order(link.survey.languages)}
    page = SurveyPage(link, language)
    brand = (link.school_slug, link.color) if link.color else None
    about = {"page": page, "link": link, "languages": languages, "brand": brand, "spoken": link.facts.spoken}
    return _draw(template, language, link.interface, **about, **values)


def _draw(template: str, language: str, said: tuple[Wording, ...] = (), **values: object) -> str:
    """Render a page in a language. Templates get the addresses of other pages in the same language.

    said: what the district says in place of our words.
    """
    addresses = {
        "home": home_path(language),
        "school_address": partial(school_path, language=language),
        "survey_address": survey_path,
    }
    with speaking_for(said):
        return draw_page(template, language, **addresses, **values)

"""Results: what a release says about one school, and about all of them. This reads nothing else.

District administrators also see drafts; everybody else sees only approved results.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey_app.actions.results.approval import standing_of
from survey_app.actions.results.comments import quotes_of
from survey_app.actions.results.read_results import DISTRICT, Results, results_of
from survey_app.actions.results.school_plans import read_plan
from survey_app.actions.schools.branding import brand_of
from survey_app.addresses import opens_on_phones
from survey_app.documents.report import SHAPES, Report, chart_png, chart_svg, report_pdf
from survey_app.errors import NotFound
from survey_app.extensions import db
from survey_app.languages.listed import in_usual_order
from survey_app.results.reading.school_plan import SchoolPlan
from survey_app.results.reading.view import Chapter
from survey_app.staff.guard import staff, the_person
from survey_app.staff.handing_out import hand_out
from survey_app.staff.paging import paged
from survey_app.staff.reach import RoundInReach, day_in_words, round_at, round_in_reach
from survey_app.store.schools.schools import get_district
from survey_app.store.texts import added_languages, newest_wordings
from survey_app.surveys.words.wordings import INTERFACE
from survey_app.vocabulary import PILLARS
from survey_app.web.district_words import speaking_for
from survey_app.web.language import offered_languages
from survey_app.web.untranslated import watching
from survey_app.web.wording.report_questions import chart_of
from survey_app.web.wording.reports import About, report_of
from survey_app.web.wording.results import SurveyResults, overviews, read_results

T = TypeVar("T")
P = ParamSpec("P")
ALL_SCHOOLS = "all"
"""The district's name in addresses. No school may have it."""
SIDE_BY_SIDE = 20
"""How many schools a page of results shows: it reads every survey of each."""


@staff.get("/rounds/<key>/results")
def results(key: str) -> str:
    """Show the state of the results of a round, with the schools that the person may see side by side."""
    in_reach = round_in_reach(key)
    released = _released(key)
    schools = paged(in_reach.slugs, lambda slug: in_reach.schools[slug].name, SIDE_BY_SIDE)
    units = [DISTRICT, *schools.shown]
    return render_template(
        "staff/results/results.html",
        line=in_reach.line,
        standing=standing_of(db.session(), key),
        round=in_reach,
        schools=schools,
        pillars=PILLARS,
        surveys=list(overviews(db.session(), released, units, g.language, _facts(in_reach, DISTRICT))),
        day=day_in_words(),
    )


def _released(key: str) -> list[Results]:
    return results_of(db.session(), key, drafts=the_person().sees_drafts)


def _where_there_are_results(page: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Make a page of results. If the round has none to show, its own page says why."""

    @wraps(page)
    def shown(*args: P.args, **values: P.kwargs) -> ResponseReturnValue:
        key, unit = str(values["key"]), str(values["unit"])
        if not _released(key):
            _in_reach(key, unit)
            return redirect(url_for("staff.results", key=key))
        return page(*args, **values)

    return shown


@staff.get("/rounds/<key>/results/<unit>")
@_where_there_are_results
def unit_results(key: str, unit: str) -> ResponseReturnValue:
    """Go to the first survey that has results at a school."""
    _in_reach(key, unit)
    for one in _released(key):
        if one.header.parts.get(_unit(unit)):
            return redirect(url_for("staff.survey_results", key=key, unit=unit, survey=one.header.survey))
    raise NotFound("nothing_here")


@staff.get("/rounds/<key>/results/<unit>/<survey>")
@_where_there_are_results
def survey_results(key: str, unit: str, survey: str) -> ResponseReturnValue:
    """Show the results of one survey at one school, or at all schools.

    In any language: ?language=pa.
    """
    in_reach = _in_reach(key, unit)
    with _in_language(in_reach):
        surveys = _read(in_reach, _released(key), _unit(unit))
        shown = next((one for one in surveys if one.header.survey == survey), None)
        if shown is None:
            raise NotFound("nothing_here")
        return _results_page("survey_results", in_reach, unit, shown, surveys=surveys)


@staff.get("/rounds/<key>/results/<unit>/<survey>/section/<section>")
@_where_there_are_results
def section_results(key: str, unit: str, survey: str, section: str) -> ResponseReturnValue:
    """Show the questions of one section, with what everybody said to each."""
    in_reach = _in_reach(key, unit)
    with _in_language(in_reach):
        shown, chapters = _chapters(in_reach, unit, survey)
        names = [chapter.name for chapter in chapters]
        if section not in names:
            raise NotFound("nothing_here")
        at = names.index(section)
        return _results_page(
            "section_results", in_reach, unit, shown, beside=_beside(chapters, at), chapter=chapters[at]
        )


@staff.get("/rounds/<key>/results/<unit>/<survey>/question/<question>")
@_where_there_are_results
def question_results(key: str, unit: str, survey: str, question: str) -> ResponseReturnValue:
    """Show one question: what everybody said, and each group."""
    in_reach = _in_reach(key, unit)
    with _in_language(in_reach):
        shown, chapters = _chapters(in_reach, unit, survey)
        places = [(chapter, one) for chapter in chapters for one in chapter.asked]
        names = [one.name for _chapter, one in places]
        if question not in names:
            raise NotFound("nothing_here")
        at = names.index(question)
        chapter, one = places[at]
        beside = _beside([one for _chapter, one in places], at)
        return _results_page(
            "question_results", in_reach, unit, shown, beside=beside, chapter=chapter, one=one
        )


@contextmanager
def _in_language(in_reach: RoundInReach) -> Iterator[str]:
    """Speak the language of the address, else of the reader, in the words of the district. Raises NotFound."""
    language = request.args.get("language", g.language)
    if language not in _languages(in_reach):
        raise NotFound("nothing_here")
    g.language = language
    said = tuple(newest_wordings(db.session(), in_reach.line.district, INTERFACE, [language]))
    with speaking_for(said), watching(language):
        yield language


def _languages(in_reach: RoundInReach) -> list[str]:
    """Return the languages that results can be read in: those of our pages, and those that the district added."""
    added = added_languages(db.session(), in_reach.line.district)
    return in_usual_order(list(dict.fromkeys([*offered_languages(), *added])))


def _in_reach(key: str, unit: str) -> RoundInReach:
    return round_in_reach(key) if unit == ALL_SCHOOLS else round_at(key, unit)


def _unit(name: str) -> str:
    return DISTRICT if name == ALL_SCHOOLS else name


def _chapters(in_reach: RoundInReach, unit: str, survey: str) -> tuple[SurveyResults, list[Chapter]]:
    """Return one survey and its sections. Raises NotFound, also if nothing can be shown."""
    released = [one for one in _released(in_reach.line.key) if one.header.survey == survey]
    for shown in _read(in_reach, released, _unit(unit)):
        if shown.part:
            return shown, shown.reader.chapters(shown.part)
    raise NotFound("nothing_here")


def _beside(every: Sequence[T], at: int) -> tuple[T | None, T | None]:
    """Return what comes before and after."""
    return every[at - 1] if at else None, every[at + 1] if at + 1 < len(every) else None


def _results_page(
    template: str, in_reach: RoundInReach, unit: str, shown: SurveyResults, **rest: object
) -> str:
    return render_template(
        f"staff/results/{template}.html",
        line=in_reach.line,
        unit=unit,
        name=_name(in_reach, unit),
        shown=shown,
        offered=_languages(in_reach),
        day=day_in_words(),
        **rest,
    )


def _read(in_reach: RoundInReach, released: list[Results], unit: str) -> list[SurveyResults]:
    return list(read_results(db.session(), released, unit, g.language, _facts(in_reach, unit)))


def _facts(in_reach: RoundInReach, unit: str) -> dict[str, str]:
    school = in_reach.schools.get(unit)
    district = get_district(db.session(), in_reach.line.district)
    name = school.name if school else _("your school")
    return {"school_name": name, "district_name": district.name if district else ""}


@staff.get("/rounds/<key>/results/<unit>/report/<shape>.<form>")
@_where_there_are_results
def report(key: str, unit: str, shape: str, form: str) -> ResponseReturnValue:
    """Show a report (summary, full, slide or poster) as PDF or page; in another language with `?language=es`.

    Summary and full also come as a page. The page of the full report links to a page for each section.
    """
    in_reach = _in_reach(key, unit)
    is_known = shape in SHAPES and (form == "pdf" or (form == "html" and shape in ("summary", "full")))
    # The poster shows the way to the page of a school; all schools together have no such page.
    if not is_known or (shape == "poster" and unit == ALL_SCHOOLS):
        raise NotFound("nothing_here")
    with _in_language(in_reach) as language:
        surveys = _read(in_reach, _released(key), _unit(unit))
        if not any(one.part for one in surveys):
            raise NotFound("nothing_here")
        plan = read_plan(db.session(), key, unit) if unit != ALL_SCHOOLS else SchoolPlan()
        public_url = current_app.config["PUBLIC_URL"]
        link = f"{public_url}/r/{unit}" if opens_on_phones(public_url) else ""
        quotes = quotes_of(db.session(), key, unit)
        brand = brand_of(db.session(), in_reach.line.district, _unit(unit))
        about = About(_name(in_reach, unit), surveys, plan, quotes, language, link, brand)
        if form == "html":
            made = report_of("outline" if shape == "full" else shape, about)
            return _report_page(shape, made, in_reach, unit, surveys)
        made = report_of(shape, about)
    name = f"{_of_draft(surveys)}{key}-{unit}-{shape}-{language}.pdf"
    return hand_out(report_pdf(made, shape), "application/pdf", name, key)


def _of_draft(surveys: Sequence[SurveyResults]) -> str:
    """Return the start of a file name: it marks a draft, which nobody else may see yet."""
    return "draft-" if any(one.is_draft for one in surveys) else ""


def _report_page(
    shape: str, made: Report, in_reach: RoundInReach, unit: str, surveys: Sequence[SurveyResults]
) -> str:
    chapters = [(one, one.reader.chapters(one.part)) for one in surveys if one.part and shape == "full"]
    return render_template(
        "results/report.html",
        report=made,
        language=g.language,
        line=in_reach.line,
        unit=unit,
        chapters=chapters,
    )


@staff.get("/rounds/<key>/results/<unit>/<survey>/<question>.<form>")
@_where_there_are_results
def chart(key: str, unit: str, survey: str, question: str, form: str) -> ResponseReturnValue:
    """Download the chart of a question as SVG or PNG."""
    in_reach = _in_reach(key, unit)
    if form not in ("svg", "png"):
        raise NotFound("nothing_here")
    released = [one for one in _released(key) if one.header.survey == survey]
    for shown in _read(in_reach, released, _unit(unit)):
        numbers = shown.part.numbers(question) if shown.part else None
        if numbers and numbers.total:
            asked = shown.reader.asked(numbers, numbers.total)
            brand = brand_of(db.session(), in_reach.line.district, _unit(unit))
            drawn = chart_of(_name(in_reach, unit), asked, shown, g.language, brand)
            name = f"{_of_draft([shown])}{key}-{unit}-{survey}-{question}.{form}"
            if form == "svg":
                return hand_out(chart_svg(drawn), "image/svg+xml", name, key)
            return hand_out(chart_png(drawn), "image/png", name, key)
    raise NotFound("nothing_here")


def _name(in_reach: RoundInReach, unit: str) -> str:
    return _("All schools") if unit == ALL_SCHOOLS else in_reach.schools[unit].name

"""Schools: those within reach and what we know of each, typed by hand; names, colors and logos."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey_app.actions.schools.branding import brand_district, brand_school, darker
from survey_app.actions.schools.import_schools import SchoolByHand, add_school, change_school
from survey_app.directory.languages_file import required_languages
from survey_app.errors import NotFound, SchoolError
from survey_app.extensions import db
from survey_app.languages.listed import listed
from survey_app.problems.problem import Problem
from survey_app.staff.guard import staff, the_person
from survey_app.staff.on_paper import warn_of_marks
from survey_app.staff.paging import paged
from survey_app.store.schools.schools import districts_within, get_school, schools_within
from survey_app.store.tables import District, School
from survey_app.store.texts import added_languages
from survey_app.vocabulary import GRADES, LONGEST_TEXT, grade_name, grade_number


@staff.get("/schools")
def schools_list() -> str:
    """List the schools that the person may see, by name."""
    who = the_person()
    schools = schools_within(db.session(), who.district, who.only_schools)
    return render_template(
        "staff/schools/schools.html",
        schools=paged(schools, lambda school: school.name),
        districts=districts_within_reach(),
        grade_name=grade_name,
        public_url=current_app.config["PUBLIC_URL"],
    )


@staff.get("/schools/new")
def new_school() -> str:
    """Show the form for a school that the state does not list."""
    return _school_page(None, {})


@staff.post("/schools/new")
def make_school() -> ResponseReturnValue:
    """Add a school by hand."""
    district = request.form.get("district", "")
    try:
        if district not in districts_within_reach():
            raise SchoolError("district_not_chosen", "district")
        slug = add_school(db.session(), the_person().email, district, _typed(), datetime.now(UTC))
    except SchoolError as error:
        return _school_page(None, error.by_field), 422
    flash(_("The school is added."))
    warn_of_marks(_typed().name)
    return redirect(url_for("staff.school", slug=slug))


@staff.get("/schools/<slug>")
def school(slug: str) -> str:
    """Show what we know of a school, with forms to change it."""
    return _school_page(school_within_reach(slug), {})


@staff.post("/schools/<slug>")
def save_school(slug: str) -> ResponseReturnValue:
    """Change a school."""
    school = school_within_reach(slug)
    try:
        change_school(db.session(), the_person().email, slug, _typed(school.cds), datetime.now(UTC))
    except SchoolError as error:
        return _school_page(school_within_reach(slug), error.by_field), 422
    flash(_("Saved."))
    warn_of_marks(_typed().name)
    return redirect(url_for("staff.school", slug=slug))


@staff.post("/schools/<slug>/brand")
def save_school_brand(slug: str) -> ResponseReturnValue:
    """Give a school its color and logo."""
    school_within_reach(slug)
    try:
        brand_school(db.session(), the_person().email, slug, _color(), _logo(), datetime.now(UTC))
    except SchoolError as error:
        return _school_page(school_within_reach(slug), error.by_field), 422
    flash(_("Saved."))
    return redirect(url_for("staff.school", slug=slug))


@staff.get("/districts/<code>")
def district(code: str) -> str:
    """Show the name, color and logo of a district, to change them."""
    return _district_page(_district(code), {})


@staff.post("/districts/<code>")
def save_district(code: str) -> ResponseReturnValue:
    """Change the name, color and logo of a district."""
    _district(code)
    name = request.form.get("name", "")[: LONGEST_TEXT["name"]]
    try:
        brand_district(db.session(), the_person().email, code, name, _color(), _logo(), datetime.now(UTC))
    except SchoolError as error:
        return _district_page(_district(code), error.by_field), 422
    flash(_("Saved."))
    warn_of_marks(name)
    return redirect(url_for("staff.district", code=code))


def school_within_reach(slug: str) -> School:
    """Return a school of the person. Raises NotFound, also for schools of others."""
    school = get_school(db.session(), slug)
    if school is None or not the_person().reaches_school(slug, school.district):
        raise NotFound("no_school")
    return school


def districts_within_reach() -> dict[str, District]:
    """Map codes to the districts of the person."""
    return {each.code: each for each in districts_within(db.session(), the_person().district)}


def _district(code: str) -> District:
    district = districts_within_reach().get(code)
    if district is None:
        raise NotFound("no_district")
    return district


def _typed(cds: str | None = None) -> SchoolByHand:
    form = request.form
    enrollment = form.get("enrollment", "").strip().replace(",", "")
    return SchoolByHand(
        name=form.get("name", "")[: LONGEST_TEXT["name"]],
        city=form.get("city", "")[: LONGEST_TEXT["city"]],
        cds=cds if cds is not None else form.get("cds", "").strip(),
        grade_low=grade_number(form.get("grade_low", "")),
        grade_high=grade_number(form.get("grade_high", "")),
        enrollment=None if not enrollment else int(enrollment) if enrollment.isdecimal() else -1,
        enrollment_source=form.get("enrollment_source", "")[: LONGEST_TEXT["source"]],
        languages=tuple(form.getlist("languages")),
    )


def _color() -> str:
    """Return the color that the person wants, "" for none.

    A color field cannot be empty, so a box says that they want none. The field remembers what it showed at first:
    whoever chose another color and left the box ticked wants that color.
    """
    chosen = request.form.get("color", "").strip().lower()
    is_new = chosen != request.form.get("shown_color", chosen).strip().lower()
    return chosen if is_new or not request.form.get("no_color") else ""


def _logo() -> bytes | None:
    """Return the picture that was sent; b"" to remove the logo; None to keep the old one."""
    if request.form.get("no_logo"):
        return b""
    file = request.files.get("logo")
    return file.read() or None if file else None


def _school_page(school: School | None, faults: Mapping[str, Problem]) -> str:
    known = [language.tag for language in listed().languages]
    known += added_languages(db.session(), school.district) if school else ()
    spoken = known if school is None else list(dict.fromkeys([*school.languages, *known]))
    required = required_languages(school.language_counts, school.enrollment) if school else []
    return render_template(
        "staff/schools/school.html",
        school=school,
        faults=_with_shade(faults),
        form=request.form,
        districts=districts_within_reach(),
        languages=spoken,
        required=required,
        grades=GRADES,
        grade_name=grade_name,
        better=_better(faults),
    )


def _district_page(district: District, faults: Mapping[str, Problem]) -> str:
    return render_template(
        "staff/schools/district.html",
        district=district,
        faults=_with_shade(faults),
        form=request.form,
        better=_better(faults),
    )


def _with_shade(faults: Mapping[str, Problem]) -> Mapping[str, Problem]:
    """Return the same faults. If a color is too light, suggest one that could replace it."""
    return {field: replace(fault, values={"better": _better(faults)}) for field, fault in faults.items()}


def _better(faults: Mapping[str, Problem]) -> str:
    """Return a color that could replace one that is too light."""
    is_too_light = "color" in faults and faults["color"].code == "color_too_light"
    return darker(_color()) if is_too_light else ""

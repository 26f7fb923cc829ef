"""Which schools of a round add which optional sections of a survey."""

from datetime import UTC, datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey_app.actions.rounds.extra_sections import choose_sections, extra_sections
from survey_app.errors import RoundError
from survey_app.extensions import db
from survey_app.problems.problem import Problem
from survey_app.staff.guard import staff, the_person
from survey_app.staff.paging import paged
from survey_app.staff.reach import round_to_change
from survey_app.vocabulary import CHANGEABLE
from survey_app.web.wording.problems.telling import error_text, problem_text


@staff.get("/rounds/<key>/sections")
def sections(key: str) -> ResponseReturnValue:
    """Show the optional sections, with a box for each school."""
    in_reach = round_to_change(key)
    offered = extra_sections(db.session(), key)
    if in_reach.line.phase not in CHANGEABLE:
        return _too_late(key)
    return render_template(
        "staff/rounds/extra_sections.html",
        line=in_reach.line,
        offered=offered,
        schools=paged(in_reach.slugs, lambda slug: in_reach.schools[slug].name),
        named=in_reach.schools,
    )


@staff.post("/rounds/<key>/sections")
def save_sections(key: str) -> ResponseReturnValue:
    """Add the chosen sections at these schools, and remove the others."""
    in_reach = round_to_change(key)
    who, now = the_person(), datetime.now(UTC)
    shown = [slug for slug in request.form.getlist("shown") if slug in in_reach.slugs]
    chosen = {(section, slug) for section in request.form for slug in request.form.getlist(section)}
    try:
        choose_sections(db.session(), who.email, key, shown, chosen, now)
    except RoundError as error:
        flash(error_text(error))
        return redirect(url_for("staff.round_page", key=key))
    flash(_("Saved."))
    return redirect(url_for("staff.round_page", key=key))


def _too_late(key: str) -> ResponseReturnValue:
    flash(problem_text(Problem("sections_fixed", {"key": key})))
    return redirect(url_for("staff.round_page", key=key))

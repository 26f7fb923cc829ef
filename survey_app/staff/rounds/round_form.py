"""The form that sets up a round: from the library or an earlier round, or to change a draft."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey_app.actions.rounds.earlier_rounds import plan_from_round
from survey_app.actions.rounds.plan import (
    BY_GRADES,
    USUAL_PER,
    AudiencePlan,
    Offers,
    RoundPlan,
    offers,
    plan_from_library,
    plan_of_round,
)
from survey_app.actions.rounds.setup import change_round, create_round
from survey_app.config import today_in_california
from survey_app.errors import RoundPlanError
from survey_app.extensions import db
from survey_app.problems.problem import Problem
from survey_app.staff.guard import staff, the_person
from survey_app.staff.on_paper import warn_of_marks
from survey_app.staff.reach import round_in_reach, round_to_change, rounds_in_reach
from survey_app.vocabulary import AUDIENCES, CHANGEABLE, LONGEST_TEXT
from survey_app.web.wording.problems.telling import problem_text


@staff.get("/rounds/new")
def new_round() -> str:
    """Show the form of a new round, filled in as most schools want it, or as an earlier round was."""
    who, today = the_person(), today_in_california()
    choice = offers(db.session(), who)
    earlier = _earlier()
    plan = (
        plan_from_round(db.session(), who, earlier, choice, today)
        if earlier
        else plan_from_library(who, choice, today)
    )
    return _form(plan, choice, source=earlier)


@staff.post("/rounds/new")
def make_round() -> ResponseReturnValue:
    """Make a round, as a draft."""
    who, now = the_person(), datetime.now(UTC)
    choice, earlier = offers(db.session(), who), _earlier()
    plan = _read(choice, earlier)
    try:
        key = create_round(db.session(), who, plan, now, today_in_california())
    except RoundPlanError as error:
        return _form(plan, offers(db.session(), who), error.by_field, source=earlier), 422
    flash(_("Your draft is ready. The list below says what to do before you open it."))
    warn_of_marks(plan.name)
    return redirect(url_for("staff.round_page", key=key))


@staff.get("/rounds/<key>/change")
def change_form(key: str) -> ResponseReturnValue:
    """Show the form of a round, filled in as the round is."""
    if not _is_changeable(key):
        return _too_late(key)
    choice = offers(db.session(), the_person())
    return _form(plan_of_round(db.session(), key), choice, key=key)


@staff.post("/rounds/<key>/change")
def change(key: str) -> ResponseReturnValue:
    """Change a round that is not open yet."""
    if not _is_changeable(key):
        return _too_late(key)
    who, now = the_person(), datetime.now(UTC)
    choice = offers(db.session(), who)
    plan = _read(choice, key)
    try:
        change_round(db.session(), who, key, plan, now, today_in_california())
    except RoundPlanError as error:
        return _form(plan, offers(db.session(), who), error.by_field, key), 422
    flash(_("Saved."))
    warn_of_marks(plan.name)
    return redirect(url_for("staff.round_page", key=key))


def _is_changeable(key: str) -> bool:
    return round_to_change(key).line.phase in CHANGEABLE


def _too_late(key: str) -> ResponseReturnValue:
    flash(problem_text(Problem("promises_fixed", {"key": key, "phase": round_to_change(key).line.phase})))
    return redirect(url_for("staff.round_page", key=key))


def _earlier() -> str:
    """Return the round that the form begins with, if any. Raises NotFound for one out of reach."""
    key = request.args.get("from", "").replace("\0", "")
    return round_in_reach(key).line.key if key else ""


def _read(choice: Offers, source: str) -> RoundPlan:
    """Read the plan that was typed. Extra sections have their own page: they stay as in the round `source`."""
    form = request.form
    chosen = tuple(form.getlist("schools"))
    districts = {school.slug: school.district for school in choice.schools}
    return RoundPlan(
        name=form.get("name", "")[: LONGEST_TEXT["name"]],
        district=the_person().district or next((districts[slug] for slug in chosen if slug in districts), ""),
        schools=chosen,
        asked={
            audience: AudiencePlan(
                version=form.get(f"version-{audience}", ""),
                access=form.get(f"access-{audience}", "open"),
                consent=form.get(f"consent-{audience}", "none"),
                languages=_chosen_languages(choice, audience),
            )
            for audience in AUDIENCES
            if audience in form.getlist("audiences")
        },
        opens_on=_day(form.get("opens_on", "")),
        closes_on=_day(form.get("closes_on", "")),
        goal=int(form["goal"]) if form.get("goal", "").isdecimal() else None,
        per=form.get("per", USUAL_PER),
        sections=plan_of_round(db.session(), source).sections if source else {},
    )


def _chosen_languages(choice: Offers, audience: str) -> tuple[str, ...]:
    """Return the chosen languages; () for all of them, also those that the district adds later."""
    chosen = request.form.getlist(f"languages-{audience}")
    return () if set(chosen) == set(choice.languages(audience)) else tuple(chosen)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _form(
    plan: RoundPlan,
    choice: Offers,
    faults: Mapping[str, Problem] | None = None,
    key: str = "",
    source: str = "",
) -> str:
    return render_template(
        "staff/rounds/round_form.html",
        plan=plan,
        choice=choice,
        faults=faults or {},
        key=key,
        audiences=AUDIENCES,
        languages={audience: choice.languages(audience) for audience in choice.surveys},
        by_grades=BY_GRADES,
        earlier=[] if key else rounds_in_reach(),
        is_copy=bool(source),
    )

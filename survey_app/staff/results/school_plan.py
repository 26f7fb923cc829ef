"""What a school makes of its results: three to five draft priorities, and "you said, we will" for families."""

from collections.abc import Iterator
from datetime import UTC, datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey_app.actions.results.read_results import results_of
from survey_app.actions.results.school_plans import read_plan
from survey_app.actions.results.school_plans import save_plan as keep_plan
from survey_app.extensions import db
from survey_app.results.reading.school_plan import (
    GOALS,
    MOST_ANSWERS,
    MOST_PRIORITIES,
    STRATEGIES,
    Answered,
    Priority,
    SchoolPlan,
)
from survey_app.staff.guard import staff, the_person
from survey_app.staff.on_paper import warn_of_marks
from survey_app.staff.reach import RoundInReach, round_at
from survey_app.vocabulary import LONGEST_TEXT, PILLARS
from survey_app.web.language import offered_languages
from survey_app.web.wording.results import goal_name, pillar_name, strategy_name


@staff.get("/rounds/<key>/plan/<slug>")
def plan(key: str, slug: str) -> str:
    """Show the plan of a school (priorities; you said, we will), to edit."""
    return _page(round_at(key, slug), slug, read_plan(db.session(), key, slug))


@staff.post("/rounds/<key>/plan/<slug>")
def save_plan(key: str, slug: str) -> ResponseReturnValue:
    """Save the plan of a school. This removes blank entries."""
    round_at(key, slug)
    written = SchoolPlan(priorities=tuple(_priorities()), answers=tuple(_answers()))
    keep_plan(db.session(), the_person().email, key, slug, written, datetime.now(UTC))
    if results_of(db.session(), key):
        flash(_("Saved. “You said, we will” is now on the public page of the school."))
    else:
        flash(
            _(
                "Saved. “You said, we will” will be on the public page of the school "
                "once its results are approved."
            )
        )
    warn_of_marks(*request.form.values())
    return redirect(url_for("staff.plan", key=key, slug=slug))


def _priorities() -> Iterator[Priority]:
    for at in range(MOST_PRIORITIES):
        if need := _typed(f"need{at}"):
            yield Priority(
                need=need,
                evidence=_typed(f"evidence{at}"),
                pillar=_chosen(f"pillar{at}", PILLARS),
                strategy=_chosen(f"strategy{at}", STRATEGIES),
                goal=_chosen(f"goal{at}", GOALS),
                owner=_typed(f"owner{at}"),
                next_step=_typed(f"next{at}"),
            )


def _answers() -> Iterator[Answered]:
    for at in range(MOST_ANSWERS):
        said = {code: words for code in offered_languages() if (words := _typed(f"said{at}-{code}"))}
        will = {code: words for code in offered_languages() if (words := _typed(f"will{at}-{code}"))}
        both = [code for code in said if code in will]
        if both:
            yield Answered(said={code: said[code] for code in both}, will={code: will[code] for code in both})


def _typed(name: str) -> str:
    return request.form.get(name, "").strip()[: LONGEST_TEXT["plan"]]


def _chosen(name: str, known: tuple[str, ...]) -> str:
    chosen = request.form.get(name, "")
    return chosen if chosen in known else ""


def _page(in_reach: RoundInReach, slug: str, written: SchoolPlan) -> str:
    def none(words: str) -> tuple[str, str]:
        return "", words

    return render_template(
        "staff/results/school_plan.html",
        line=in_reach.line,
        slug=slug,
        name=in_reach.schools[slug].name,
        plan=written,
        priorities=MOST_PRIORITIES,
        answers=min(MOST_ANSWERS, len(written.answers) + 3),
        pillars=[none(_("Pillar")), *((code, pillar_name(code)) for code in PILLARS)],
        strategies=[none(_("Strategy")), *((code, strategy_name(code)) for code in STRATEGIES)],
        goals=[none(_("LCAP goal")), *((code, goal_name(code)) for code in GOALS)],
        languages=offered_languages(),
    )

"""Rounds: the list of those within reach, the page of one, and its way from draft to closed."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey_app.actions.rounds.asked_surveys import asked_surveys
from survey_app.actions.rounds.extra_sections import extra_sections
from survey_app.actions.rounds.lifecycle import (
    Actor,
    close_round,
    open_round,
    rehearse_round,
    require_finishable,
)
from survey_app.actions.rounds.opening_checks import opening_checks
from survey_app.actions.rounds.setup import delete_draft, extend_round
from survey_app.config import today_in_california
from survey_app.errors import RoundError
from survey_app.extensions import db
from survey_app.staff.guard import staff, the_person
from survey_app.staff.jobs import begin_job
from survey_app.staff.paging import paged
from survey_app.staff.reach import (
    RoundInReach,
    day_in_words,
    round_in_reach,
    round_to_change,
    rounds_in_reach,
)
from survey_app.store.jobs import is_under_way
from survey_app.store.rounds.deletion import deletion_of
from survey_app.surveys.text import Text
from survey_app.vocabulary import AUDIENCES, CHANGEABLE, DISTRICT_ADMIN
from survey_app.web.wording.problems.telling import error_text


@staff.get("/rounds")
def rounds() -> str:
    """List the rounds that the person may see, the newest first."""
    return render_template("staff/rounds/rounds.html", rounds=rounds_in_reach(), day=day_in_words())


@staff.get("/rounds/<key>")
def round_page(key: str) -> str:
    """Show one round: what to do next, and who is asked."""
    return draw_round(round_in_reach(key))


@staff.post("/rounds/<key>/rehearse")
def rehearse(key: str) -> ResponseReturnValue:
    """Let staff try the round on their phones."""
    return _move(key, lambda: rehearse_round(db.engine, key, _actor()), _("Staff can try the surveys now."))


@staff.post("/rounds/<key>/open")
def open_(key: str) -> ResponseReturnValue:
    """Open the round to everyone."""
    return _move(key, lambda: open_round(db.engine, key, _actor()), _("The round is open."))


@staff.post("/rounds/<key>/extend")
def extend(key: str) -> ResponseReturnValue:
    """Give the round another last day."""
    in_reach = round_to_change(key)
    try:
        last = date.fromisoformat(request.form.get("closes_on", ""))
    except ValueError:
        return draw_round(in_reach, _("Please choose a day.")), 422
    now, today = datetime.now(UTC), today_in_california()
    try:
        extend_round(db.session(), the_person().email, key, last, now, today)
    except RoundError as error:
        return draw_round(round_in_reach(key), error_text(error)), 422
    flash(_("The last day is now %(day)s.", day=day_in_words()(last)))
    return redirect(url_for("staff.round_page", key=key))


@staff.post("/rounds/<key>/close")
def close(key: str) -> ResponseReturnValue:
    """Close the round to new people."""
    done = _("The round is closed. For 14 days, we still accept responses from devices that were offline.")
    return _move(key, lambda: close_round(db.engine, key, today_in_california(), _actor()), done)


@staff.post("/rounds/<key>/finish")
def finish(key: str) -> ResponseReturnValue:
    """Finish a round: take no more late responses, so that results can be made."""
    in_reach = round_to_change(key)
    try:
        require_finishable(in_reach.line)
    except RoundError as error:
        return draw_round(in_reach, error_text(error)), 409
    # This needs private keys, and only the sealer has them.
    return begin_job("finish", in_reach, {"who": the_person().email})


@staff.post("/rounds/<key>/delete")
def delete(key: str) -> ResponseReturnValue:
    """Delete a round that is still a draft."""
    in_reach = round_to_change(key)
    try:
        delete_draft(db.session(), the_person().email, key, datetime.now(UTC))
    except RoundError as error:
        return draw_round(round_in_reach(key), error_text(error)), 409
    flash(_("The draft %(name)s is deleted.", name=in_reach.line.name))
    return redirect(url_for("staff.rounds"))


def _move(key: str, act: Callable[[], object], done: str) -> ResponseReturnValue:
    round_to_change(key)
    # The action uses its own connection. Ours must not hold a lock that it waits for.
    db.session.remove()
    try:
        act()
    except RoundError as error:
        return draw_round(round_in_reach(key), error_text(error)), 409
    flash(done)
    return redirect(url_for("staff.round_page", key=key))


def _actor() -> Actor:
    return Actor(the_person().email, datetime.now(UTC))


def _extra_titles(key: str) -> dict[tuple[str, str], list[Text]]:
    """Map (school, audience) to the titles of the optional sections that the school adds."""
    titles: dict[tuple[str, str], list[Text]] = {}
    for one in extra_sections(db.session(), key):
        for slug in one.added:
            titles.setdefault((slug, one.audience), []).append(one.section.title)
    return titles


def draw_round(in_reach: RoundInReach, problem: str = "") -> str:
    """Draw the page of a round, with what is wrong, if anything."""
    line = in_reach.line
    return render_template(
        "staff/rounds/round.html",
        round=in_reach,
        line=line,
        checks=opening_checks(db.session(), line.key, today_in_california())
        if line.phase in CHANGEABLE
        else [],
        is_being_finished=is_under_way(db.session(), "finish", line.key),
        deletion=deletion_of(db.session(), line.key),
        is_admin=the_person().role == DISTRICT_ADMIN,
        problem=problem,
        purpose=request.form.get("purpose", ""),
        day=day_in_words(),
        links={(link.school, link.audience): link for link in in_reach.links},
        asked=paged(in_reach.slugs, lambda slug: in_reach.schools[slug].name),
        surveys=asked_surveys(db.session(), line.district, in_reach.links),
        extra=_extra_titles(line.key),
        audiences=[each for each in AUDIENCES if any(link.audience == each for link in in_reach.links)],
    )

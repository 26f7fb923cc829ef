"""Delete what a finished round received: one administrator asks, another agrees, anyone of them can call it off."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey_app.actions.audit_log import Actor
from survey_app.actions.rounds.deletion import agree_deletion, ask_deletion, call_off_deletion
from survey_app.config import today_in_california
from survey_app.errors import RoundError
from survey_app.extensions import db
from survey_app.staff.guard import staff, the_person
from survey_app.staff.reach import RoundInReach, day_in_words, round_to_change
from survey_app.store.rounds.deletion import deletion_of
from survey_app.vocabulary import LONGEST_TEXT
from survey_app.web.wording.problems.telling import error_text


@staff.get("/rounds/<key>/deletion")
def deletion(key: str) -> str:
    """Say what would be deleted and what stays, and who wanted it."""
    return _draw(round_to_change(key))


@staff.post("/rounds/<key>/deletion")
def ask_for_deletion(key: str) -> ResponseReturnValue:
    """Ask that what the round received is deleted, with a reason, on a day."""
    in_reach = round_to_change(key)
    try:
        due_on = date.fromisoformat(request.form.get("due_on", ""))
    except ValueError:
        return _draw(in_reach, day_problem=_("Please choose a day.")), 422
    reason, today = request.form.get("reason", ""), today_in_california()
    done = _("Asked. Now another administrator must agree.")
    return _do(in_reach, lambda: ask_deletion(db.session(), key, reason, due_on, _actor(), today), done)


@staff.post("/rounds/<key>/deletion/agree")
def agree_to_deletion(key: str) -> ResponseReturnValue:
    """Agree to what another administrator asked."""
    in_reach = round_to_change(key)
    try:
        seen = date.fromisoformat(request.form.get("due_on", ""))
    except ValueError:
        seen = date.min
    done = _("Agreed. The answers are deleted on that day, by the server itself.")
    return _do(in_reach, lambda: agree_deletion(db.session(), key, _actor(), seen), done)


@staff.post("/rounds/<key>/deletion/call-off")
def call_off(key: str) -> ResponseReturnValue:
    """Take back what was asked."""
    in_reach = round_to_change(key)
    done = _("Called off. The answers stay.")
    return _do(in_reach, lambda: call_off_deletion(db.session(), key, _actor()), done)


def _do(in_reach: RoundInReach, act: Callable[[], object], done: str) -> ResponseReturnValue:
    try:
        act()
    except RoundError as error:
        return _draw(in_reach, error_text(error)), 409
    flash(done)
    return redirect(url_for("staff.deletion", key=in_reach.line.key))


def _draw(in_reach: RoundInReach, problem: str = "", *, day_problem: str = "") -> str:
    key = in_reach.line.key
    return render_template(
        "staff/rounds/deletion.html",
        line=in_reach.line,
        asked=deletion_of(db.session(), key),
        who=the_person().email,
        today=today_in_california(),
        problem=problem,
        day_problem=day_problem,
        typed={name: request.form.get(name, "") for name in ("reason", "due_on")},
        day=day_in_words(),
        longest_reason=LONGEST_TEXT["reason"],
    )


def _actor() -> Actor:
    return Actor(the_person().email, datetime.now(UTC))

"""The life of the results of a round on its page: make a draft, let everybody see it, withdraw it."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey_app.actions.results.approval import (
    LONGEST_REASON,
    approve_release,
    compared_with,
    standing_of,
    withdraw_release,
)
from survey_app.actions.rounds.participation import FEW
from survey_app.errors import RoundError
from survey_app.extensions import db
from survey_app.problems.problem import Problem
from survey_app.results.shown import FEWEST
from survey_app.staff.guard import staff, the_person
from survey_app.staff.jobs import begin_job
from survey_app.staff.reach import round_to_change
from survey_app.web.wording.problems.telling import error_text, problem_text


@staff.post("/rounds/<key>/results")
def make_results(key: str) -> ResponseReturnValue:
    """Make the draft of a round's results. The worker makes it beside the server."""
    in_reach = round_to_change(key)
    reason = _reason()
    if in_reach.line.phase != "closed":
        return _back(
            key, problem_text(Problem("results_not_finished", {"key": key, "phase": in_reach.line.phase}))
        )
    if in_reach.total.at_most <= FEW.at_most:
        return _back(key, problem_text(Problem("too_few_answered", {"key": key, "fewest": FEWEST})))
    if standing_of(db.session(), key).needs_reason and not reason:
        return _back(key, _say_why())
    return begin_job("release", in_reach, {"who": the_person().email, "reason": reason})


@staff.post("/rounds/<key>/results/approve")
def approve_results(key: str) -> ResponseReturnValue:
    """Approve the draft that the person looked at, so that everybody sees it."""
    round_to_change(key)
    who, number = the_person().email, request.form.get("number", -1, int)
    done = _("The results are approved. Everybody can see them now, on the public page of each school too.")
    return _do(key, lambda: approve_release(db.session(), key, who, datetime.now(UTC), number=number), done)


@staff.post("/rounds/<key>/results/withdraw")
def withdraw_results(key: str) -> ResponseReturnValue:
    """Withdraw the results, so that nobody sees them."""
    round_to_change(key)
    who, reason = the_person().email, _reason()
    if not reason:
        return _back(key, _say_why())
    done = _("The results are withdrawn: nobody can see them anymore.")
    if compared := compared_with(db.session(), key):
        done += " " + _(
            "Later results are compared with these: %(rounds)s. Withdraw those too, and make them again.",
            rounds=", ".join(compared),
        )
    return _do(key, lambda: withdraw_release(db.session(), key, reason, who, datetime.now(UTC)), done)


def _do(key: str, act: Callable[[], object], done: str) -> ResponseReturnValue:
    try:
        act()
    except RoundError as error:
        return _back(key, error_text(error))
    return _back(key, done)


def _back(key: str, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("staff.results", key=key))


def _reason() -> str:
    """Return the reason that the person typed, or "" if it is too long."""
    reason = request.form.get("reason", "").strip()
    return reason if len(reason) <= LONGEST_REASON else ""


def _say_why() -> str:
    return problem_text(Problem("reason_missing", {"longest": LONGEST_REASON}))

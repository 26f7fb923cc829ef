"""Sign in with a one-time link that an operator made on the server; sign out."""

from datetime import UTC, datetime

from flask import g, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from survey_app.actions.staff_links import use_staff_link
from survey_app.extensions import db
from survey_app.staff.guard import DISTRICT_ADMIN, staff


@staff.get("/sign-in")
def sign_in_page() -> str:
    """How to get a link."""
    return render_template("staff/sign_in.html", language=g.language)


@staff.get("/enter/<token>")
def ask_to_enter(token: str) -> str:
    """A button: a link that signed in on GET would be used up by whoever previews it."""
    return render_template("staff/enter.html", language=g.language, token=token)


@staff.post("/enter/<token>")
def enter(token: str) -> ResponseReturnValue:
    """Sign in, once per link."""
    if not use_staff_link(db.session(), token, datetime.now(UTC)):
        return render_template("staff/sign_in.html", language=g.language, used=True), 403
    session.clear()
    session.permanent = True
    session["role"] = DISTRICT_ADMIN
    return redirect(url_for("staff.rounds"))


@staff.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session."""
    session.clear()
    return redirect(url_for("staff.sign_in_page"))

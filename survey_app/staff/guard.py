"""Nobody passes the staff door without a role; every form carries a token."""

from flask import Blueprint, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from survey_app.extensions import csrf
from survey_app.web.language import reader_language

staff = Blueprint("staff", __name__, url_prefix="/staff")

DISTRICT_ADMIN = "district_admin"
# Who may use an endpoint. An endpoint that is not here is refused to everyone; "anyone" needs no sign-in.
ROLES = {
    "staff.sign_in_page": "anyone",
    "staff.ask_to_enter": "anyone",
    "staff.enter": "anyone",
    "staff.rounds": DISTRICT_ADMIN,
    "staff.download": DISTRICT_ADMIN,
    "staff.finish": DISTRICT_ADMIN,
    "staff.shared_devices": DISTRICT_ADMIN,
    "staff.sign_out": DISTRICT_ADMIN,
}


@staff.before_request
def guard() -> ResponseReturnValue | None:
    """Let pass who has the role that the page asks for; ask others to sign in."""
    g.language = reader_language(("en", "es"))
    needed = ROLES.get(request.endpoint or "")
    if needed is None:
        return render_template("staff/sign_in.html", language=g.language, refused=True), 403
    if needed != "anyone" and session.get("role") != needed:
        return redirect(url_for("staff.sign_in_page"))
    if request.method == "POST":
        csrf.protect()
    return None


@staff.after_request
def keep_out_of_caches(response: ResponseReturnValue) -> ResponseReturnValue:
    """What staff see stays in no shared or disk cache."""
    response.headers["Cache-Control"] = "no-store"  # type: ignore[union-attr]
    return response

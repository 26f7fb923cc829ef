"""Sign in with password and code, with a one-time link, or accept an invitation; sign out."""

import re
from datetime import UTC, datetime
from hashlib import sha256

import segno
from flask import g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from survey_app.actions.accounts.passwords import SHORTEST, offer_passphrase
from survey_app.actions.accounts.sign_in import sign_in, sign_out
from survey_app.actions.accounts.staff_links import (
    Invitation,
    accept_invitation,
    read_invitation,
    take_operator_link,
)
from survey_app.actions.accounts.two_factor import new_secret, provisioning_address
from survey_app.errors import AccountError, NotFound, SignInError
from survey_app.extensions import db
from survey_app.staff.guard import begin_session, draw_go_on, keeper, own_address, staff

_MOST_SECRETS = 20
_PASSPHRASE = re.compile(r"[a-z-]{1,20}(?: [a-z-]{1,20}){2,9}")


@staff.get("/sign-in")
def sign_in_page() -> str:
    """Show the form to sign in."""
    return render_template("staff/accounts/sign_in.html", address=request.args.get("next", ""))


@staff.post("/sign-in")
def check_sign_in() -> ResponseReturnValue:
    """Sign in, and go to the page that the person wanted."""
    address, kept = request.form.get("address", ""), request.form.get("kept", "")
    email = request.form.get("email", "")
    try:
        account = sign_in(
            db.session(),
            keeper(),
            email,
            request.form.get("password", ""),
            request.form.get("code", ""),
            datetime.now(UTC),
            request.remote_addr,
        )
    except SignInError as error:
        page = render_template(
            "staff/accounts/sign_in.html", problem=error, email=email, address=address, kept=kept
        )
        return page, 429 if error.code == "sign_in_waiting" else 403
    begin_session(account)
    return draw_go_on(address, kept) if kept else redirect(own_address(address))


@staff.get("/enter/<token>")
def ask_to_enter(token: str) -> str:
    """Show a button that signs in. A preview of the link must not use it up."""
    return render_template("staff/accounts/enter.html", token=token)


@staff.post("/enter/<token>")
def enter_by_link(token: str) -> ResponseReturnValue:
    """Sign in the person who runs the server. Each link works once."""
    account = take_operator_link(db.session(), token, datetime.now(UTC))
    if account is None:
        return render_template("staff/accounts/sign_in.html", used=True), 403
    begin_session(account)
    return redirect(url_for("staff.start"))


@staff.get("/welcome/<token>")
def invitation(token: str) -> ResponseReturnValue:
    """Show the form to choose a password and connect a phone."""
    try:
        invited = read_invitation(db.session(), token, datetime.now(UTC))
    except NotFound:
        return render_template("staff/accounts/sign_in.html", used=True), 403
    return _invitation_page(token, invited)


@staff.post("/welcome/<token>")
def accept(token: str) -> ResponseReturnValue:
    """Set the password and the second step, sign in, and show the recovery codes once."""
    now = datetime.now(UTC)
    try:
        invited = read_invitation(db.session(), token, now)
        second = (_secret_of(token), request.form.get("code", ""))
        account, codes = accept_invitation(
            db.session(), keeper(), token, request.form.get("password", ""), second, now
        )
    except NotFound:
        return render_template("staff/accounts/sign_in.html", used=True), 403
    except (AccountError, SignInError) as error:
        return _invitation_page(token, invited, error), 422
    begin_session(account)
    g.who = None
    return render_template("staff/accounts/recovery_codes.html", codes=codes)


@staff.post("/sign-out")
def sign_out_here() -> ResponseReturnValue:
    """Sign out."""
    sign_out(db.session(), session.get("token", ""))
    session.clear()
    return redirect(url_for("staff.sign_in_page"))


def _offered() -> str:
    """Offer the passphrase that the refused form offered, because somebody may have noted it; else a new one."""
    offered = request.form.get("offered", "")
    return offered if _PASSPHRASE.fullmatch(offered) else offer_passphrase()


def _secret_of(token: str) -> str:
    """Return the secret that the page of an invitation shows. Each has its own: one browser may open several.

    It stays in the session until the form comes back. Somebody could replace a secret in the form.
    """
    mark = sha256(token.encode()).hexdigest()[:16]
    secrets: dict[str, str] = session.get("secrets", {})
    secret = secrets.pop(mark, None) or new_secret()
    # Keep only the last of many invitations: browsers drop a cookie of more than 4 kB.
    session["secrets"] = dict([*secrets.items(), (mark, secret)][-_MOST_SECRETS:])
    return secret


def _invitation_page(
    token: str, invited: Invitation, problem: AccountError | SignInError | None = None
) -> str:
    secret = _secret_of(token)
    code = segno.make(provisioning_address(secret, invited.email), error="m", micro=False)
    drawn = code.svg_inline(
        border=4, dark="#000", light="#fff", svgclass="code", lineclass=None, omitsize=True
    )
    return render_template(
        "staff/accounts/welcome.html",
        email=invited.email,
        name=invited.name,
        faults=problem.by_field if problem else {},
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        code=Markup(drawn),  # noqa: S704  # drawn by segno
        passphrase=_offered(),
        shortest=SHORTEST,
        typed=request.form.get("password", ""),
    )

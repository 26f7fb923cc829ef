"""People: who has an account, invitations, resets; the log of what staff did; the person's own account."""

from datetime import UTC, datetime

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey_app.actions.accounts.roles import StaffUser
from survey_app.actions.accounts.staff_accounts import (
    AccountLine,
    NewStaff,
    change_role,
    disable,
    enable,
    find_line,
    invite,
    list_accounts,
    reset,
)
from survey_app.actions.audit_log import show_log
from survey_app.errors import AccountError
from survey_app.extensions import db
from survey_app.languages.listed import SOURCE, listed
from survey_app.languages.locales import endonym
from survey_app.staff.guard import staff, the_person
from survey_app.staff.paging import paged
from survey_app.store.schools.schools import districts_within, schools_within
from survey_app.store.texts import added_languages
from survey_app.vocabulary import DISTRICT_ADMIN, LONGEST_TEXT, TRANSLATOR


@staff.get("/people")
def people() -> str:
    """List everyone who has an account, with a form to invite more people."""
    return _people_page()


@staff.post("/people")
def invite_person() -> ResponseReturnValue:
    """Make an account. Show the invitation link once, to pass on."""
    who, form = the_person(), request.form
    wanted = NewStaff(
        form.get("email", ""),
        form.get("name", "")[: LONGEST_TEXT["name"]],
        form.get("role", ""),
        who.district or form.get("district") or None,
        tuple(form.getlist("schools")) if form.get("role") != DISTRICT_ADMIN else (),
        _chosen_languages(),
    )
    try:
        token = invite(db.session(), who.email, wanted, datetime.now(UTC))
    except AccountError as error:
        return _people_page(problem=error), 422
    return _link_page(wanted.name, token)


@staff.get("/people/<int:number>")
def person(number: int) -> str:
    """Show one account, and what the person can do with it."""
    return _person_page(_within_reach(number))


@staff.post("/people/<int:number>/change")
def change_person(number: int) -> ResponseReturnValue:
    """Give a person another role or other schools."""
    person = _within_reach(number)
    role = request.form.get("role", "")
    chosen = request.form.getlist("schools") if role != DISTRICT_ADMIN else []
    try:
        by, now = the_person().email, datetime.now(UTC)
        change_role(db.session(), by, number, role, chosen, now, _chosen_languages())
    except AccountError as error:
        return _person_page(person, error), 422
    flash(_("Saved. They must sign in again."))
    return redirect(url_for("staff.people"))


@staff.post("/people/<int:number>/reset")
def reset_person(number: int) -> ResponseReturnValue:
    """Make a new link for somebody who lost their password or phone."""
    person = _within_reach(number)
    return _link_page(person.name, reset(db.session(), the_person().email, number, datetime.now(UTC)))


@staff.post("/people/<int:number>/disable")
def disable_person(number: int) -> ResponseReturnValue:
    """Disable an account. It can be enabled again."""
    person = _within_reach(number)
    try:
        disable(db.session(), the_person().email, number, datetime.now(UTC))
    except AccountError as error:
        return _person_page(person, error), 422
    flash(_("%(name)s can no longer sign in.", name=person.name))
    return redirect(url_for("staff.people"))


@staff.post("/people/<int:number>/enable")
def enable_person(number: int) -> ResponseReturnValue:
    """Enable a disabled account."""
    person = _within_reach(number)
    enable(db.session(), the_person().email, number, datetime.now(UTC))
    flash(_("%(name)s can sign in again.", name=person.name))
    return redirect(url_for("staff.people"))


@staff.get("/log")
def log() -> str:
    """Show what people did in the person's district, newest first."""
    before = request.args.get("before", type=int)
    return render_template("staff/log.html", page=show_log(db.session(), the_person().district, before))


@staff.get("/my-account")
def my_account() -> str:
    """Show who is signed in, and what they may do."""
    who = the_person()
    school_names = [school.name for school in schools_within(db.session(), who.district, who.schools)]
    return render_template("staff/accounts/my_account.html", schools=school_names)


def _within_reach(number: int) -> AccountLine:
    return find_line(db.session(), the_person(), number)


def _people_page(problem: AccountError | None = None) -> str:
    who = the_person()
    return render_template(
        "staff/accounts/people.html",
        people=paged(list_accounts(db.session(), who), lambda line: f"{line.name} {line.email}"),
        districts=[(each.code, each.name) for each in districts_within(db.session(), who.district)],
        schools=_schools(who),
        languages=_languages(),
        problem=problem,
        form=request.form,
    )


def _person_page(person: AccountLine, problem: AccountError | None = None) -> str:
    return render_template(
        "staff/accounts/person.html",
        person=person,
        schools=_schools(the_person()),
        languages=_languages(),
        problem=problem,
        form=request.form,
    )


def _schools(who: StaffUser) -> list[tuple[str, str]]:
    """Return slug and name of every school that the person may give to others."""
    return [(each.slug, each.name) for each in schools_within(db.session(), who.district)]


def _languages() -> list[tuple[str, str]]:
    """Return tag and name of every language whose texts a translator may get."""
    district = the_person().district
    added = added_languages(db.session(), district) if district else ()
    ours = [each.tag for each in listed().languages if each.tag != SOURCE]
    return [(tag, endonym(tag)) for tag in dict.fromkeys([*ours, *added])]


def _chosen_languages() -> tuple[str, ...]:
    return tuple(request.form.getlist("languages")) if request.form.get("role") == TRANSLATOR else ()


def _link_page(name: str, token: str) -> str:
    address = current_app.config["PUBLIC_URL"] + url_for("staff.invitation", token=token)
    return render_template("staff/accounts/link.html", name=name, address=address)

"""Accounts: people who sign in, their passwords, their second step."""

from flask_babel import lazy_gettext as _
from flask_babel import ngettext

from survey_app.problems.problem import Problem

_OWN = _(
    "You cannot do this to your own account. Ask another administrator or the person who runs the server."
)
_NO_ACCOUNT = _("There is no such account.")
_CHOOSE_ONE = _("Please choose one.")
_NEEDS_SCHOOL = _("A coordinator needs at least one school of the district.")

ACCOUNTS = {
    "sign_in_wrong": _(
        "The address, password or code is wrong. We cannot say which, so that nobody can guess who "
        "has an account."
    ),
    "digits_wrong": _(
        "These digits are wrong. Wait for the next ones, and check that the clock on your phone is right."
    ),
    "link_used": _("This link was already used, or it is too old. Ask the person who sent it for a new one."),
    "own_account": _OWN,
    "own_rights": _OWN,
    "no_account": _NO_ACCOUNT,
    "account_gone": _NO_ACCOUNT,
    "email_not_an_address": _("This is not an e-mail address. Write it like name@district.org."),
    "email_taken": _("This address already has an account."),
    "person_name_missing": _("The name is missing."),
    "role_unknown": _CHOOSE_ONE,
    "coordinator_without_schools": _NEEDS_SCHOOL,
    "administrator_with_schools": _(
        "A district administrator has every school of the district. Please choose none."
    ),
    "district_missing": _CHOOSE_ONE,
    "district_unknown": _CHOOSE_ONE,
    "school_of_other_district": _NEEDS_SCHOOL,
    "account_language_unknown": _CHOOSE_ONE,
    "password_too_short": _("This password is too short: it needs at least %(shortest)s characters."),
    "password_too_long": _("This password is too long. The limit is 200 characters."),
    "password_easy_to_guess": _(
        "This password is easy to guess. Use the words above, or others that do not belong together."
    ),
}


def waiting_text(problem: Problem) -> str:
    """Say for how many minutes we check no guesses."""
    minutes = int(problem.values.get("seconds", 0)) // 60 + 1
    words: str = ngettext(
        "There were too many wrong tries. Wait a minute, then try again.",
        "There were too many wrong tries. Wait %(num)s minutes, then try again.",
        minutes,
    )
    return words

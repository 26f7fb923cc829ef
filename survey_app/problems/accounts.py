"""Accounts: people who sign in, their passwords, and their second step."""

ACCOUNTS = {
    "sign_in_wrong": "the sign-in was refused: address, password or code is wrong",
    "sign_in_waiting": "the sign-in was refused: there were too many wrong tries; wait %(seconds)s seconds",
    "digits_wrong": (
        "these digits are wrong; wait for the next ones, and check that the clock on the phone is right"
    ),
    "link_used": "this link was already used, or it is too old",
    "own_account": "you cannot disable your own account; ask another administrator",
    "own_rights": "you cannot take your own rights away; ask another administrator",
    "no_account": "there is no account %(email)s",
    "account_gone": "there is no such account",
    "email_not_an_address": "'%(email)s' is not an e-mail address; give name@district.org",
    "email_taken": "%(email)s already has an account",
    "person_name_missing": "the name is missing",
    "role_unknown": "the role '%(role)s' is not one of %(known)s",
    "coordinator_without_schools": "a coordinator needs at least one school",
    "administrator_with_schools": "a district administrator has all schools; leave them out",
    "district_missing": "the district is missing; give its code, such as 24-65789",
    "district_unknown": (
        "there is no district %(district)s here; the districts are: %(known)s; import it first, in "
        "the browser or with `schools import`"
    ),
    "district_not_said": "name the district with --district; the districts are: %(known)s",
    "school_of_other_district": "%(school)s is not a school of district %(district)s",
    "account_language_unknown": "'%(language)s' is not the tag of a language, such as es or zh-Hant",
    "password_too_short": "this password is refused: it has fewer than %(shortest)s characters",
    "password_too_long": "this password is refused: it has more than %(longest)s characters",
    "password_easy_to_guess": (
        "this password is refused: it is easy to guess; use words that do not belong together"
    ),
    "second_step_key": (
        "%(path)s does not open the secrets of the second step; restore it, or reset the accounts: "
        "python3 run.py staff reset EMAIL"
    ),
    "providers_open": "OIDC_PROVIDERS: other users can read %(path)s; run: chmod 600 %(path)s",
    "providers_unreadable": "OIDC_PROVIDERS: %(path)s: %(reason)s",
    "providers_not_json": "OIDC_PROVIDERS: %(path)s is not JSON",
    "providers_shape": "OIDC_PROVIDERS: %(path)s must be a list of objects with %(keys)s",
}

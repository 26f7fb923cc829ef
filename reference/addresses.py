"""The addresses, from the routes of the app and the list of who may open what."""

import re
from collections.abc import Iterable, Iterator

from flask import Flask
from werkzeug.routing import Rule

from reference.markdown import code, table, words
from survey_app.staff.guard import ANYONE, PERMISSIONS
from survey_app.vocabulary import ROLES

_HEADER = ("address", "method", "what it does")
_OF_ITSELF = {"HEAD", "OPTIONS"}


def addresses(app: Flask) -> Iterator[str]:
    """The section on addresses."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ())))
    yield "`<school>` is the last part of a school's link, such as `merced-high`; `<audience>` is `student`, `family`,"
    yield "`staff` or `partner`; `<language>` is the code of a language, such as `es`; `<key>` is the key of a round."
    yield "Style and scripts are below `/static/`."
    yield ""
    yield from ("### Public pages", "", "Anyone may open these. None of them sets a cookie.", "")
    yield from table(_HEADER, (_row(app, rule) for rule in rules if rule.endpoint not in PERMISSIONS))
    yield from (
        "### Staff pages",
        "",
        "Roles: [staff.md](staff.md). A coordinator or viewer sees their own schools only.",
        "",
    )
    staff = (rule for rule in rules if rule.endpoint in PERMISSIONS)
    yield from table(
        (*_HEADER, "who may open it"),
        ((*_row(app, rule), _who(PERMISSIONS[rule.endpoint])) for rule in staff),
    )


def _row(app: Flask, rule: Rule) -> tuple[str, str, str]:
    methods = ", ".join(sorted((rule.methods or set()) - _OF_ITSELF))
    return code(_address(rule)), methods, words(app.view_functions[rule.endpoint].__doc__)


def _address(rule: Rule) -> str:
    """The address as people write it: <language>, not <language:language>."""
    return re.sub(r"<[^<>]*?:(\w+)>", r"<\1>", rule.rule)


def _who(may: Iterable[str]) -> str:
    if may == ANYONE:
        return "anyone"
    roles = [role.replace("_", " ") for role in ROLES if role in may]
    return "everyone signed in" if len(roles) == len(ROLES) else ", ".join(roles)

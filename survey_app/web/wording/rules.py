"""Rules in words: "Ask this when *grade* is 9, 10, 11 or 12"."""

from collections.abc import Mapping, Sequence
from typing import Literal

from babel.lists import format_list
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup, escape

from survey_app.surveys.drafts.rules.forms import Said, Sentence


def rule_sentence(said: Sentence, facts: Mapping[str, str]) -> Markup:
    """Say when something is asked. facts: name of a fact about the school → its words."""
    return escape(_("Ask this when %(tests)s.")) % {"tests": _told(said, facts)}


def _told(part: Said | Sentence, facts: Mapping[str, str]) -> Markup:
    if isinstance(part, Said):
        return _test(part, facts)
    told = [_told(each, facts) for each in part.parts]
    if part.joined == "not":
        return escape(_("it is not so that %(test)s")) % {"test": told[0]}
    return _listed(told, "or" if part.joined == "or" else "standard")


def _listed(words: Sequence[str], style: Literal["standard", "or"]) -> Markup:
    """Join words as the language does: "9, 10 or 11"."""
    places = format_list([f"{{{number}}}" for number in range(len(words))], style, get_locale() or "en")
    return escape(places).format(*words)


def _test(test: Said, facts: Mapping[str, str]) -> Markup:
    answers = Markup("<strong>{}</strong>").format(_listed(test.values, "or") if test.values else "…")
    return escape(_words(test.comparison)) % {
        "question": Markup("<em>{}</em>").format(facts.get(test.name, test.ask)),
        "answers": answers,
    }


def _words(comparison: str) -> str:
    words = {
        "is": _("%(question)s is %(answers)s"),
        "is_not": _("%(question)s is not %(answers)s"),
        "all": _("%(question)s includes all of %(answers)s"),
        "answered": _("%(question)s was answered"),
        "not_answered": _("%(question)s was not answered"),
        "ge": _("%(question)s is %(answers)s or more"),
        "le": _("%(question)s is %(answers)s or less"),
        "gt": _("%(question)s is more than %(answers)s"),
        "lt": _("%(question)s is less than %(answers)s"),
    }
    return str(words[comparison])

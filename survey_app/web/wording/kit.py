"""The words of the distribution kit, by language: for paper, for social media, for messages to families.

Texts with the context "students" are for students alone. Many languages speak to them in another way than to adults:
in Spanish tú, not usted.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TypedDict

from flask_babel import force_locale, format_date, ngettext, pgettext
from flask_babel import gettext as _

from survey_app.documents.kit import Asked, Wording
from survey_app.languages.listed import SOURCE
from survey_app.languages.locales import direction, locale_name
from survey_app.web.district_words import noting_drafts, speaking_for
from survey_app.web.untranslated import gap_text, watching


def kit_wording(language: str, asked: Asked) -> Wording:
    """Return every word of the kit in a language."""
    audience = asked.audience
    with speaking_for(asked.said), watching(language) as gaps, noting_drafts() as drafts:
        wording = Wording(
            language=language,
            direction=direction(language),
            headline=_headline(audience),
            invitation=_invitation(audience),
            closes=_("Open until %(day)s", day=format_date(asked.closes_on, "long")),
            minutes=ngettext("About %(num)s minute", "About %(num)s minutes", asked.minutes),
            privacy=_privacy(audience),
            greeting=_greeting(audience),
            letter=_letter(asked),
            picture_of_code=_("QR code that opens the survey"),
            no_address=_("Do not hand this out: no phone can open this server yet"),
            voluntary=_voluntary(asked),
            **_instructions(audience),
        )
        return replace(wording, draft=draft_note(language, has_gaps=bool(gaps), is_draft=bool(drafts)))


def draft_note(language: str, *, has_gaps: bool, is_draft: bool) -> tuple[str, ...]:
    """Return what paper says of a translation that nobody checked or that has gaps: in that language and in English.

    Empty if there is nothing to say.
    """
    notes = []
    for each in (language, SOURCE):
        with force_locale(locale_name(each)):
            draft = _("A machine made this translation. No person has checked it yet.")
            said = [draft] if is_draft else []
            notes.append(" ".join([*said, gap_text()] if has_gaps else said))
    return tuple(filter(None, notes))


def social_text(language: str, asked: Asked, link: str) -> str:
    """Write a post for social media, with the link."""
    with speaking_for(asked.said), watching(language):
        call = _headline(asked.audience)
        filled = {"school": asked.school, "day": format_date(asked.closes_on, "long"), "link": link}
        if asked.audience == "student":
            ask = pgettext(
                "students", "%(school)s is listening. Take our survey by %(day)s: %(link)s", **filled
            )
        else:
            ask = _("%(school)s is listening. Take our survey by %(day)s: %(link)s", **filled)
    return f"{call} {ask}"


def message_text(language: str, asked: Asked, link: str) -> str:
    """Write a message for ParentSquare, e-mail or text messages, with the link."""
    with speaking_for(asked.said), watching(language):
        parts = [
            _greeting(asked.audience),
            *_letter(asked),
            _(
                "The survey is open until %(day)s: %(link)s",
                day=format_date(asked.closes_on, "long"),
                link=link,
            ),
            _instructions(asked.audience)["closing"],
            asked.school,
        ]
    return "\n\n".join(parts)


# Each text is looked up when it is wanted: one that other audiences get must not count as missing here.
_ByAudience = dict[str, Callable[[], str]]


def _to(audience: str, words: _ByAudience) -> str:
    return words[audience if audience in words else "others"]()


def _headline(audience: str) -> str:
    words: _ByAudience = {
        "student": lambda: _("What do you need from your school?"),
        "family": lambda: _("What does your family need from our school?"),
        "staff": lambda: _("What do our students and our staff need?"),
        "partner": lambda: _("What can we do together for our students?"),
    }
    return _to(audience, words)


def _invitation(audience: str) -> str:
    words: _ByAudience = {
        "student": lambda: _(
            "Tell us what helps and what should change. Your answers help decide what comes next."
        ),
        "family": lambda: _("Tell us in your language. Your answers help us decide what to do next."),
        "staff": lambda: _("You know our school from the inside. Tell us what is missing and what works."),
        "partner": lambda: _(
            "Tell us what you see, what you offer and what would make it easier to work with us."
        ),
    }
    return _to(audience, words)


def _greeting(audience: str) -> str:
    words: _ByAudience = {
        "student": lambda: _("Dear students,"),
        "family": lambda: _("Dear families,"),
        "staff": lambda: _("Dear colleagues,"),
        "partner": lambda: _("Dear partners,"),
    }
    return _to(audience, words)


class _Instructions(TypedDict):
    """What paper tells its reader to do."""

    scan: str
    type_address: str
    closing: str
    code_label: str
    code_hint: str


def _instructions(audience: str) -> _Instructions:
    return _to_a_student() if audience == "student" else _to_an_adult()


def _to_a_student() -> _Instructions:
    return {
        "scan": pgettext("students", "Scan the picture with the camera of your phone,"),
        "type_address": pgettext("students", "or type this address into your browser:"),
        "closing": pgettext("students", "Thank you for your time."),
        "code_label": pgettext("students", "Your access code"),
        "code_hint": pgettext(
            "students",
            "Scan the picture, or type the code on the page of the survey. It is good for one response, "
            "and it is not kept with your answers.",
        ),
    }


def _to_an_adult() -> _Instructions:
    return {
        "scan": _("Scan the picture with the camera of your phone,"),
        "type_address": _("or type this address into your browser:"),
        "closing": _("Thank you for your time."),
        "code_label": _("Your access code"),
        "code_hint": _(
            "Scan the picture, or type the code on the page of the survey. It is good for one response, "
            "and it is not kept with your answers."
        ),
    }


def _privacy(audience: str) -> str:
    words: _ByAudience = {
        "student": lambda: pgettext(
            "students",
            "We do not ask who you are. Your answers are locked and mixed with at least 10 others before "
            "the school or the district can read them. Groups of fewer than 11 are never shown.",
        ),
        "partner": lambda: _(
            "We do not ask your name or the name of your organization, but your answers may show which one it is. "
            "They are locked and mixed with at least 10 others before the school or the district can read them. "
            "Groups of fewer than 11 are never shown."
        ),
        "others": lambda: _(
            "We do not ask who you are. Your answers are locked and mixed with at least 10 others before "
            "the school or the district can read them. Groups of fewer than 11 are never shown."
        ),
    }
    return _to(audience, words)


def _voluntary(asked: Asked) -> str:
    if not asked.may_skip:
        words: _ByAudience = {
            "student": lambda: pgettext("students", "Taking part is your choice."),
            "others": lambda: _("Taking part is your choice."),
        }
        return _to(asked.audience, words)
    words = {
        "student": lambda: pgettext("students", "Taking part is your choice, and you can skip any question."),
        "others": lambda: _("Taking part is your choice, and you can skip any question."),
    }
    return _to(asked.audience, words)


def _letter(asked: Asked) -> tuple[str, ...]:
    about = _(
        "%(school)s is a community school. We want to know what our students, families and staff need, and what "
        "is already good, so that we can plan together what to do next.",
        school=asked.school,
    )
    return (about, _please(asked.audience), _not_asked(asked))


def _please(audience: str) -> str:
    words: _ByAudience = {
        "student": lambda: pgettext(
            "students",
            "Please take our survey. It works on any phone or computer, and you can stop and go on later. You do "
            "not need an account.",
        ),
        "family": lambda: _(
            "Please take our survey. It works on any phone, in your language, and you can stop and go on later. "
            "You do not need an account."
        ),
        "others": lambda: _(
            "Please take our survey. It works on any phone or computer, and you can stop and go on later. You do not "
            "need an account."
        ),
    }
    return _to(audience, words)


def _not_asked(asked: Asked) -> str:
    words: _ByAudience = {
        "family": lambda: _("We do not ask for names. We do not ask about immigration or income."),
        "partner": lambda: _(
            "We do not ask for names. But what you tell us may show which organization you work with."
        ),
        "others": lambda: _voluntary(asked),
    }
    if asked.may_skip:
        words |= {
            "student": lambda: pgettext(
                "students", "We do not ask for your name, and you can skip any question."
            ),
            "staff": lambda: _("We do not ask for names, and you can skip any question."),
        }
    return _to(asked.audience, words)

"""Where a text stands and how far it is checked, in words."""

from flask_babel import gettext as _

from survey_app.surveys.words.places import Where
from survey_app.surveys.words.standing import Stands


def place_text(stands: Stands) -> str:
    """Say where a text stands: "Family survey, question 9, choice 4"."""
    return str(_("%(survey)s, %(place)s", survey=stands.title, place=_part(stands.where)))


def state_text(state: str) -> str:
    """Say how far a text is checked."""
    words = {
        "missing": _("Not translated"),
        "changed": _("The English has changed"),
        "machine": _("A machine’s draft"),
        "edited": _("Changed, not checked"),
        "reviewed": _("Checked"),
        "approved": _("Approved"),
    }
    return str(words[state])


def _part(where: Where) -> str:
    if where.question:
        return _of_question(where)
    if where.section:
        words = (
            _("heading of part %(section)s")
            if where.part == "title"
            else _("introduction to part %(section)s")
        )
        return str(words) % {"section": where.section}
    return _of_survey(where)


def _of_question(where: Where) -> str:
    numbers = {"question": where.question, "item": where.item}
    words = {
        "ask": _("question %(question)s"),
        "hint": _("help for question %(question)s"),
        "choices": _("question %(question)s, choice %(item)s"),
        "rows": _("question %(question)s, row %(item)s"),
    }
    return str(words.get(where.part, words["ask"])) % numbers


def _of_survey(where: Where) -> str:
    words = {
        "title": _("title"),
        "lines": _("top of the first page, line %(item)s"),
        "notices": _("notice on the first page, line %(item)s"),
        "active_notice": _("notice on the first page"),
        "start": _("“How we protect you”, line %(item)s"),
        "help": _("“If you need help now”, line %(item)s"),
        "thanks": _("page of thanks, line %(item)s"),
    }
    return str(words.get(where.part, where.part)) % {"item": where.item}

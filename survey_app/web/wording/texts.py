"""Where a text stands and how far it is checked, in words."""

from collections.abc import Sequence
from datetime import date

from flask_babel import format_date
from flask_babel import gettext as _

from survey_app.documents.report import Report
from survey_app.languages.locales import direction, endonym
from survey_app.surveys.words.places import Where
from survey_app.surveys.words.standing import Progress, Stands, TextLine
from survey_app.surveys.words.wordings import INTERFACE


def place_text(stands: Stands) -> str:
    """Say where a text stands: "Family survey, question 9, choice 4"."""
    if stands.place == INTERFACE:
        place = str(_("Pages around the surveys"))
        numbers = ", ".join(map(str, stands.where.numbers))
        return str(
            _("%(place)s, for numbers such as %(numbers)s", place=place, numbers=numbers)
            if numbers
            else place
        )
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


def incoming_text(kind: str) -> str:
    """Say what a line of a file would do."""
    words = {
        "new": _("New words"),
        "changed": _("Other words"),
        "same": _("The same words"),
        "empty": _("No words in the file"),
        "broken": _("Not taken"),
        "english": _("Not taken: the English is another one now"),
        "unknown": _("Not taken: no survey here has this text"),
    }
    return str(words[kind])


def sign_off_sheet(lines: Sequence[TextLine], language: str, district: str, day: date) -> Report:
    """Return the sheet that says of every text in a language who signed it off, and when."""
    progress = Progress.of(lines)
    name = endonym(language)
    counted = ", ".join(f"{state_text(state)}: {count}" for state, count in progress.counts.items() if count)
    table = {
        "kind": "table",
        "caption": "",
        "head": [_("English, and where it stands"), name, _("State"), _("By whom, and when")],
        "rows": [_signed(line) for line in lines],
        "rtl": [1] if direction(language) == "rtl" else [],
    }
    return Report(
        title=_("Translations: %(language)s", language=name),
        kicker=district,
        author=district,
        footer=_("Texts in %(language)s on %(day)s", language=name, day=format_date(day, "long")),
        language="en",
        direction="ltr",
        blocks=[{"kind": "text", "text": counted}, table],
    )


def _signed(line: TextLine) -> list[str]:
    signed = ""
    if line.by and line.at and line.is_checked:
        signed = f"{line.by}, {format_date(line.at, 'medium')}"
    note = f" ({line.note})" if line.note else ""
    where = place_text(line.stands[0])
    return [f"{line.source}\n{where}", line.words, state_text(line.state) + note, signed]


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

"""The languages with their progress, and the texts of one of them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from survey_app.actions.audit_log import Actor
from survey_app.actions.texts.change_texts import Said, may_approve, say_all
from survey_app.actions.texts.read_texts import districts_of, languages_of, progress_in, to_do
from survey_app.extensions import db
from survey_app.staff.guard import staff, the_person
from survey_app.staff.paging import paged
from survey_app.staff.texts.reach import texts_in_reach, the_district
from survey_app.surveys.words.standing import Progress, TextLine
from survey_app.surveys.words.wordings import INTERFACE, STATES
from survey_app.web.wording.texts import place_text, state_text

_SECONDS_A_TEXT = 12


class Part(NamedTuple):
    """The texts of one survey. Those that stand in several belong to the first."""

    title: str
    progress: Progress


class LanguageLine(NamedTuple):
    """A language with its texts. minutes: how long the rest takes, at twelve seconds a text."""

    tag: str
    progress: Progress
    minutes: int


@staff.get("/texts")
def texts() -> str:
    """Show the languages that the person works on, with their progress."""
    who, district = the_person(), the_district()
    progress = progress_in(db.session(), district, languages_of(db.session(), who, district))
    return render_template(
        "staff/texts/languages.html",
        lines=[_language_line(tag, each) for tag, each in progress.items()],
        district=district,
        districts=districts_of(db.session(), who),
    )


@staff.get("/texts/<language>")
def texts_in_language(language: str) -> str:
    """Show the texts of a language: how many wait, and a list to search."""
    reach = texts_in_reach(language)
    lines, state = reach.lines, request.args.get("state", "")
    shown = [line for line in lines if line.state == state] if state in STATES else lines
    return render_template(
        "staff/texts/language.html",
        tag=language,
        line=_language_line(language, Progress.of(lines)),
        parts=_parts(lines),
        first=next(iter(to_do(lines)), None),
        minutes_for_families=_minutes(Progress.of(_of_first_survey(lines))),
        texts=paged(shown, lambda line: f"{line.source} {line.words}"),
        state=state,
        states=STATES,
        to_approve=len(_to_approve(lines)),
        place_text=place_text,
        state_text=state_text,
    )


@staff.post("/texts/<language>/approve")
def approve_texts(language: str) -> ResponseReturnValue:
    """Approve every text of a language that a speaker has reviewed."""
    reach, who = texts_in_reach(language), the_person()
    said = [(line, Said(line.words, "approved")) for line in _to_approve(reach.lines)]
    count = say_all(db.session(), Actor(who.email, datetime.now(UTC)), reach.district, said, "text approve")
    done = ngettext("%(num)s text is approved.", "%(num)s texts are approved.", count)
    flash(done if count else _("Nothing waits for approval."))
    return redirect(url_for("staff.texts_in_language", language=language))


def _to_approve(lines: Sequence[TextLine]) -> list[TextLine]:
    return [line for line in lines if may_approve(line, the_person().email, is_administrator=True)]


def _language_line(tag: str, progress: Progress) -> LanguageLine:
    return LanguageLine(tag, progress, _minutes(progress))


def _minutes(progress: Progress) -> int:
    """How long it takes to check the rest of these texts."""
    return -(-(progress.total - progress.checked) * _SECONDS_A_TEXT // 60)


def _of_first_survey(lines: Sequence[TextLine]) -> list[TextLine]:
    return [line for line in lines if line.stands[0].title == lines[0].stands[0].title]


def _parts(lines: Sequence[TextLine]) -> list[Part]:
    found: dict[str, list[TextLine]] = {}
    for line in lines:
        first = line.stands[0]
        title = _("Pages around the surveys") if first.place == INTERFACE else first.title
        found.setdefault(title, []).append(line)
    return [Part(title, Progress.of(there)) for title, there in found.items()]

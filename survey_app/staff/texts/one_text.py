"""One text: the English, where it stands, its words, and what a speaker says of them."""

from datetime import UTC, datetime

from flask import Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from survey_app.actions.audit_log import Actor
from survey_app.actions.clips.read_clips import recordings_in
from survey_app.actions.texts.change_texts import Said, approve, may_approve, say
from survey_app.actions.texts.read_texts import find_text, next_to_do
from survey_app.actions.texts.show_texts import preview_in, screen_of, seen_around
from survey_app.config import today_in_california
from survey_app.errors import NotFound, TextError
from survey_app.extensions import db
from survey_app.staff.guard import staff, the_person
from survey_app.staff.rounds.preview import DRAW
from survey_app.staff.surveys import phone
from survey_app.staff.texts.reach import TextsInReach, texts_in_reach
from survey_app.surveys.words.checking import LONGEST, leaves_glossary, placeholders_of, room_for, terms_in
from survey_app.surveys.words.places import texts_of
from survey_app.surveys.words.standing import TextLine
from survey_app.surveys.words.wordings import INTERFACE
from survey_app.vocabulary import DISTRICT_ADMIN
from survey_app.web.edit_links import Mark, marking
from survey_app.web.security import framed_policy
from survey_app.web.wording.texts import place_text, state_text


@staff.get("/texts/<language>/<text>")
def text(language: str, text: str) -> ResponseReturnValue:
    """Show one text, with a form for its words."""
    reach = texts_in_reach(language)
    return _draw(reach, find_text(reach.lines, text))


@staff.post("/texts/<language>/<text>")
def save_text(language: str, text: str) -> ResponseReturnValue:
    """Take what the person says of a text; go on to the next one that nobody has checked."""
    reach = texts_in_reach(language)
    line = find_text(reach.lines, text)
    try:
        _take(reach, line)
    except TextError as error:
        return _draw(reach, line, error), 422
    others = len(line.stands) - 1
    said = ngettext(
        "Saved. It also counts at %(num)s other place.",
        "Saved. It also counts at %(num)s other places.",
        others,
    )
    flash(said if others else _("Saved."))
    after = next_to_do(reach.lines, line)
    if after is None:
        return redirect(url_for("staff.texts_in_language", language=language))
    return redirect(url_for("staff.text", language=language, text=after.id))


@staff.get("/texts/<language>/preview/<version>")
def preview_texts(language: str, version: str) -> ResponseReturnValue:
    """Show a whole survey in the words of the district, as people see it. Each text leads to its form."""
    reach = texts_in_reach(language)
    if version not in {each.version for line in reach.lines for each in line.stands}:
        raise NotFound("nothing_here")
    shown = preview_in(db.session(), reach.district, version, today_in_california())
    marks = {
        (each.key, line.source): Mark(
            url_for("staff.text", language=language, text=each.id(line.source)), line.state
        )
        for line in reach.lines
        for each in line.stands
        if each.version == version
    }
    placed = {id(each.text): marks.get((each.key, each.text.source)) for each in texts_of(shown.survey)}
    with marking({text: mark for text, mark in placed.items() if mark}):
        return make_response(current_app.extensions[DRAW](shown, language))


@staff.get("/texts/<language>/<text>/screen")
def text_screen(language: str, text: str) -> ResponseReturnValue:
    """Show where a text of a survey stands, as on a phone, with the text marked. Raises NotFound for other texts."""
    reach = texts_in_reach(language)
    line = find_text(reach.lines, text)
    first = line.stands[0]
    if first.place == INTERFACE:
        raise NotFound("nothing_here")
    shown = screen_of(preview_in(db.session(), reach.district, first.version, today_in_california()), first)
    here = next((each.text for each in texts_of(shown.survey) if each.key == first.key), None)
    how = phone.DRAW if first.where.section else DRAW
    with marking({id(here): Mark("", line.state)}):
        response = make_response(current_app.extensions[how](shown, language))
    response.headers["Content-Security-Policy"] = framed_policy("frame-ancestors", "'self'")
    return response


def _take(reach: TextsInReach, line: TextLine) -> None:
    who, form = the_person(), request.form
    by, session = Actor(who.email, datetime.now(UTC)), db.session()
    if form.get("do") == "approve":
        approve(session, by, reach.district, line, is_administrator=who.role == DISTRICT_ADMIN)
        return
    words = form.get("words", "")
    is_unsure = form.get("do") == "unsure"
    state = _state_of_unsure(line, words) if is_unsure else "reviewed"
    note = form.get("note", "") if is_unsure else ""
    is_other = form.get("meaning") == "meaning"
    say(session, by, reach.district, line, Said(words, state, note, is_other, form.get("was")))


def _state_of_unsure(line: TextLine, words: str) -> str:
    """Return the state of words for which nobody vouches: a machine's stay a machine's."""
    return "machine" if words == line.words and line.state == "machine" else "edited"


def _draw(reach: TextsInReach, line: TextLine, problem: TextError | None = None) -> Response:
    lines, form = reach.lines, request.form
    at = lines.index(line)
    words = form.get("words", line.words) if problem else line.words
    after = next_to_do(lines, line)
    page = render_template(
        "staff/texts/text.html",
        tag=reach.language,
        line=line,
        at=at + 1,
        total=len(lines),
        words=words,
        problem=problem,
        form=form,
        place_text=place_text,
        state_text=state_text,
        around=seen_around(db.session(), reach.district, line),
        terms=terms_in(line.source, reach.language),
        leaves=leaves_glossary(line.source, words, reach.language) if words else [],
        placeholders=placeholders_of(line.source),
        room=room_for(line.source),
        longest_words=LONGEST,
        **_sound_of(reach, line),
        before=lines[at - 1] if at else None,
        after=after,
        can_approve=_may_approve(line),
    )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = framed_policy("frame-src", "'self'")
    return response


def _sound_of(reach: TextsInReach, line: TextLine) -> dict[str, object]:
    recordings = recordings_in(db.session(), reach.district, reach.language, reach.lines)
    return {"aloud": recordings.of(line), "recorded": recordings.clips}


def _may_approve(line: TextLine) -> bool:
    who = the_person()
    return may_approve(line, who.email, is_administrator=who.role == DISTRICT_ADMIN)

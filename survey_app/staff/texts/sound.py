"""Recorded clips of a language: hear them, see what is missing or old, bring recordings, remove one."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from survey_app.actions.audit_log import Actor
from survey_app.actions.clips.keep_clips import keep_clips, remove_clip
from survey_app.actions.clips.read_clips import Recordings, recordings_in
from survey_app.actions.clips.take_files import Outcome, Sent, take_file, take_files, unpacked
from survey_app.errors import TextError
from survey_app.extensions import db
from survey_app.results.files.csv_files import csv_file, defuse
from survey_app.staff.guard import staff, the_person
from survey_app.staff.handing_out import hand_out_words
from survey_app.staff.paging import paged
from survey_app.staff.texts.reach import TextsInReach, texts_in_reach
from survey_app.surveys.words.aloud import Aloud, id_of, recorded_of
from survey_app.web.security import framed_policy

AGREED = "agreed"


@staff.get("/texts/<language>/sound")
def clips(language: str) -> ResponseReturnValue:
    """Show what is recorded in a language, what is missing and what is old."""
    return _draw_all(texts_in_reach(language))


@staff.post("/texts/<language>/sound")
def take_clips(language: str) -> ResponseReturnValue:
    """Take recordings that are called as their texts are, also in a zip; say of each other one why not."""
    reach = texts_in_reach(language)
    every = _recordings(reach).every
    try:
        outcome = take_files(_sent_files(), every)
    except TextError as error:
        return _draw_all(reach, problem=error), 422
    keep_clips(db.session(), _actor(), reach.district, every, outcome.taken)
    return _draw_all(reach, outcome), 200 if outcome.taken else 422


@staff.get("/texts/<language>/sound.csv")
def clips_csv(language: str) -> Response:
    """Give a speaker the list of what nobody has recorded yet: what to call each file, and what to say."""
    missing = _recordings(texts_in_reach(language)).missing
    rows = [
        ("file", language, "en"),
        *((each.key, defuse(each.words), defuse(each.source)) for each in missing),
    ]
    return hand_out_words(csv_file(rows), "text/csv", f"to-record-{language}.csv")


@staff.get("/texts/<language>/sound/<text>")
def clip(language: str, text: str) -> ResponseReturnValue:
    """Show the clip of a text, with a form for another one."""
    reach = texts_in_reach(language)
    recordings = _recordings(reach)
    return _draw_one(reach, recordings, recordings.find(text))


@staff.post("/texts/<language>/sound/<text>")
def take_clip(language: str, text: str) -> ResponseReturnValue:
    """Take a recording of a text."""
    reach = texts_in_reach(language)
    recordings = _recordings(reach)
    said = recordings.find(text)
    try:
        (sent,) = _agreed_files(request.files.getlist("clip")[:1])
        new = [(said, take_file(_as_sent(sent)))]
    except TextError as error:
        return _draw_one(reach, recordings, said, error), 422
    keep_clips(db.session(), _actor(), reach.district, recordings.every, new)
    flash(_("The clip is here. Please listen to it once."))
    return redirect(url_for("staff.clip", language=language, text=text))


@staff.post("/texts/<language>/sound/<text>/remove")
def remove_one_clip(language: str, text: str) -> ResponseReturnValue:
    """Remove a clip, also an old one."""
    reach = texts_in_reach(language)
    remove_clip(db.session(), _actor(), _recordings(reach).clip(text))
    flash(_("The clip is gone."))
    return redirect(url_for("staff.clips", language=language))


def _recordings(reach: TextsInReach) -> Recordings:
    return recordings_in(db.session(), reach.district, reach.language, reach.lines)


def _actor() -> Actor:
    return Actor(the_person().email, datetime.now(UTC))


def _sent_files() -> Iterator[Sent]:
    files = _agreed_files(request.files.getlist("clip"))
    return chain.from_iterable(unpacked(_as_sent(file)) for file in files)


def _agreed_files(files: Sequence[FileStorage]) -> list[FileStorage]:
    """Return the files of the form. Raises TextError if there is none, or if nobody says that the speaker agreed."""
    sent = [each for each in files if each.filename]
    if not sent:
        raise TextError("clip_missing", "clip")
    if not request.form.get(AGREED):
        raise TextError("clip_not_agreed", AGREED)
    return sent


def _as_sent(file: FileStorage) -> Sent:
    return Sent(file.filename or "", file.read)


def _draw_all(
    reach: TextsInReach, outcome: Outcome | None = None, problem: TextError | None = None
) -> Response:
    recordings, state = _recordings(reach), request.args.get("state", "")
    shown = {
        "missing": recordings.missing,
        "recorded": [each for each in recordings.every if each.sha in recordings.clips],
    }.get(state, recordings.every)
    texts = paged(shown, lambda each: f"{each.key} {each.source} {each.words}")
    page = render_template(
        "staff/texts/sound.html",
        tag=reach.language,
        recordings=recordings,
        parts=recorded_of(recordings.every, recordings.clips),
        texts=texts,
        state=state,
        outcome=outcome,
        problem=problem,
        id_of=id_of,
    )
    has_sound = recordings.old or any(each.sha in recordings.clips for each in texts.shown)
    return _page(page, has_sound=bool(has_sound))


def _draw_one(
    reach: TextsInReach, recordings: Recordings, said: Aloud, problem: TextError | None = None
) -> Response:
    clip = recordings.clips.get(said.sha)
    page = render_template(
        "staff/texts/clip.html",
        tag=reach.language,
        aloud=said,
        clip=clip,
        problem=problem,
        after=next((each for each in recordings.missing if each is not said), None),
    )
    return _page(page, has_sound=clip is not None)


def _page(page: str, *, has_sound: bool) -> Response:
    """Answer with a page that may play sound only if it has some."""
    response = make_response(page)
    if has_sound:
        response.headers["Content-Security-Policy"] = framed_policy("media-src", "'self'")
    return response

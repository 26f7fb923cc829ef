"""Texts as files: for an agency or a program of one's own, and back; and the sheet of who signed what off."""

from collections.abc import Sequence
from datetime import UTC, datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, ngettext

from survey_app.actions.audit_log import Actor
from survey_app.actions.texts.change_texts import take_file
from survey_app.config import today_in_california
from survey_app.documents.report import report_pdf
from survey_app.errors import NotFound, SurveyAppError, TextError
from survey_app.extensions import db
from survey_app.languages.listed import SOURCE
from survey_app.staff.guard import staff, the_person
from survey_app.staff.handing_out import hand_out_words
from survey_app.staff.texts.reach import TextsInReach, texts_in_reach
from survey_app.store.schools.schools import get_district
from survey_app.surveys.words.files import FORMS, form_of, packed, read_file, unpacked, write_po, write_xlsx
from survey_app.surveys.words.incoming import TAKEN, Incoming, fingerprint, incoming
from survey_app.vocabulary import DISTRICT_ADMIN, LONGEST_TEXT
from survey_app.web.wording.texts import incoming_text, place_text, sign_off_sheet, state_text


@staff.get("/texts/<language>/texts.<form>")
def texts_file(language: str, form: str) -> ResponseReturnValue:
    """Give the texts of a language as a file: PO or a workbook."""
    reach = texts_in_reach(language)
    if form not in FORMS:
        raise NotFound("nothing_here")
    with force_locale(SOURCE):
        lines = reach.lines
        content = (
            write_po(lines, language, place_text)
            if form == "po"
            else write_xlsx(lines, language, place_text, state_text)
        )
    return hand_out_words(content, FORMS[form], f"texts-{language}.{form}")


@staff.get("/texts/<language>/signed-off.pdf")
def sign_off_sheet_pdf(language: str) -> ResponseReturnValue:
    """Give the sheet that says of every text who signed it off, and when."""
    reach = texts_in_reach(language)
    district = get_district(db.session(), reach.district)
    with force_locale(SOURCE):
        name = district.name if district else reach.district
        sheet = sign_off_sheet(reach.lines, language, name, today_in_california())
    return hand_out_words(report_pdf(sheet, "full"), "application/pdf", f"signed-off-{language}.pdf")


@staff.get("/texts/<language>/file")
def texts_file_form(language: str) -> str:
    """Show the form to bring a file back."""
    return _form(texts_in_reach(language))


@staff.post("/texts/<language>/file")
def see_texts_file(language: str) -> ResponseReturnValue:
    """Show what a file would change. Nothing is taken yet."""
    reach, file = texts_in_reach(language), request.files.get("file")
    content = file.read() if file else b""
    try:
        if not content:
            raise TextError("texts_file_missing", "file")
        return _changes(reach, content, _read(reach, content))
    except SurveyAppError as error:
        return _form(reach, error), 422


@staff.post("/texts/<language>/file/take")
def take_texts_file(language: str) -> ResponseReturnValue:
    """Take the words of a file, if they would still change what the person saw."""
    reach, who, form = texts_in_reach(language), the_person(), request.form
    agency = form.get("agency", "").strip()[: LONGEST_TEXT["name"]] if who.role == DISTRICT_ADMIN else ""
    try:
        content = unpacked(form.get("content", ""))
        found = _read(reach, content)
        if fingerprint(found) != form.get("fingerprint"):
            return _changes(reach, content, found, TextError("texts_changed_since")), 409
        by = Actor(who.email, datetime.now(UTC))
        count = take_file(db.session(), by, reach.district, found, agency)
    except SurveyAppError as error:
        return _form(reach, error), 422
    flash(ngettext("%(num)s text was taken.", "%(num)s texts were taken.", count))
    return redirect(url_for("staff.texts_in_language", language=language))


def _read(reach: TextsInReach, content: bytes) -> list[Incoming]:
    return incoming(reach.lines, read_file(content, form_of(content)))


def _form(reach: TextsInReach, problem: SurveyAppError | None = None) -> str:
    return render_template("staff/texts/file.html", tag=reach.language, problem=problem)


def _changes(
    reach: TextsInReach, content: bytes, found: Sequence[Incoming], problem: TextError | None = None
) -> str:
    counts = {kind: sum(each.kind == kind for each in found) for kind in dict.fromkeys(e.kind for e in found)}
    return render_template(
        "staff/texts/file_changes.html",
        tag=reach.language,
        problem=problem,
        taken=[each for each in found if each.kind in TAKEN],
        left_out=[each for each in found if each.kind in ("broken", "english", "unknown")],
        counts=counts,
        content=packed(content),
        fingerprint=fingerprint(found),
        incoming_text=incoming_text,
        place_text=place_text,
        is_administrator=the_person().role == DISTRICT_ADMIN,
    )

"""Rounds: who answered, and the download of anonymized answers."""

import tempfile
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from flask import current_app, g, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from survey_app.actions.epoch_keys import EpochKeys
from survey_app.actions.export import ExportRequest, export_zip
from survey_app.actions.participation import show_rounds
from survey_app.actions.rounds import finish_round
from survey_app.errors import SurveyAppError
from survey_app.extensions import db
from survey_app.staff.guard import staff


class DownloadForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Why somebody takes the answers home."""

    purpose = StringField(validators=[InputRequired(), Length(max=500)])


@staff.get("/")
def rounds() -> str:
    """Every round, the newest first."""
    return _rounds_page(DownloadForm())


@staff.post("/rounds/<key>/download")
def download(key: str) -> ResponseReturnValue:
    """The anonymized answers of a closed round as a zip; the purpose is logged."""
    form = DownloadForm()
    if not form.validate():
        return _rounds_page(form, key, _("Please write what the answers are for.")), 422
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{key}.zip"
        try:
            export_zip(db.session(), ExportRequest(key, form.purpose.data or ""), path, datetime.now(UTC))
        except SurveyAppError as error:
            return _rounds_page(form, key, str(error)), 409
        # Opened before the folder goes; the bytes stay until they are sent.
        return send_file(path.open("rb"), "application/zip", as_attachment=True, download_name=path.name)


@staff.post("/rounds/<key>/finish")
def finish(key: str) -> ResponseReturnValue:
    """End the late time of a round, so that its answers can be downloaded."""
    try:
        finish_round(db.engine, EpochKeys(Path(current_app.instance_path) / "keys"), key)
    except SurveyAppError as error:
        return _rounds_page(DownloadForm(), key, str(error)), 409
    return redirect(url_for("staff.rounds"))


def _rounds_page(form: DownloadForm, problem_of: str = "", problem: str = "") -> str:
    return render_template(
        "staff/rounds.html",
        language=g.language,
        rounds=show_rounds(db.session()),
        form=form,
        problem_of=problem_of,
        problem=problem,
        day=partial(format_date, format="long"),
    )

"""Import schools: choose the state's files, choose a district, see what will change, apply."""

import re
import secrets
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey_app.actions.schools.import_schools import Changes, apply_import, plan_import
from survey_app.directory.enrollment_file import read_enrollment
from survey_app.directory.languages_file import read_languages
from survey_app.directory.schools_file import StateDistrict, read_schools
from survey_app.directory.table_file import other_encoding
from survey_app.errors import DirectoryFileError, NotFound, SchoolError
from survey_app.extensions import db
from survey_app.staff.guard import staff, the_person
from survey_app.staff.on_paper import warn_of_marks
from survey_app.store.accounts.accounts import accounts
from survey_app.vocabulary import grade_name
from survey_app.web.wording.problems.telling import error_text

_FILES = ("directory", "enrollment", "languages")
_KEPT = 3600.0  # seconds that we keep files while somebody looks at what they would change
_TOKEN = re.compile(r"[\w-]{22}")


@staff.get("/schools/import")
def import_form() -> str:
    """Show the form to import schools, and where to find the state's files."""
    return render_template("staff/schools/school_import.html", faults=[])


@staff.post("/schools/import")
def take_files() -> ResponseReturnValue:
    """Take the state's files; keep them for an hour."""
    token = secrets.token_urlsafe(16)
    folder = _folder() / token
    _drop_old(_folder())
    folder.mkdir(mode=0o700, parents=True)
    for name in _FILES:
        file = request.files.get(name)
        if file and file.filename:
            file.save(folder / f"{name}.txt")
    try:
        districts = _read_districts(folder)
    except DirectoryFileError as error:
        shutil.rmtree(folder)
        return render_template("staff/schools/school_import.html", faults=error.problems), 422
    only = next(iter(districts)) if len(districts) == 1 else None
    return redirect(url_for("staff.see_changes", token=token, district=only))


@staff.get("/schools/import/<token>")
def see_changes(token: str) -> ResponseReturnValue:
    """Ask which district to import, then show what would change in it."""
    folder = _kept(token)
    code = request.args.get("district", "")
    try:
        districts = _read_districts(folder)
        if code not in districts:
            return render_template(
                "staff/schools/school_import_district.html", token=token, districts=districts
            )
        changes = _plan(folder, districts[code])
        encodings = sorted({other_encoding(path) for path in folder.iterdir()} - {""})
    except DirectoryFileError as error:
        return render_template("staff/schools/school_import.html", faults=error.problems), 422
    return render_template(
        "staff/schools/school_import_changes.html",
        token=token,
        changes=changes,
        grade_name=grade_name,
        encodings=encodings,
    )


@staff.post("/schools/import/<token>")
def apply_changes(token: str) -> ResponseReturnValue:
    """Make the changes that were shown, if nothing else has changed since."""
    folder = _kept(token)
    districts, code = _read_districts(folder), request.form.get("district", "")
    if code not in districts:
        raise NotFound("no_district")
    changes = _plan(folder, districts[code])
    try:
        if changes.fingerprint != request.form.get("fingerprint"):
            raise SchoolError("schools_changed_since", "file")
        apply_import(db.session(), the_person().email, changes, datetime.now(UTC))
    except SchoolError as error:
        flash(error_text(error))
        return redirect(url_for("staff.see_changes", token=token, district=code))
    shutil.rmtree(folder)
    flash(_("The schools are up to date."))
    warn_of_marks(changes.district_name, *changes.names)
    if the_person().district is None and not accounts(db.session(), code):
        flash(
            _(
                "Now invite the administrator of %(district)s. That may be you.",
                district=changes.district_name,
            )
        )
        return redirect(url_for("staff.people", district=code))
    return redirect(url_for("staff.schools_list"))


def _read_districts(folder: Path) -> dict[str, StateDistrict]:
    """Return the districts in the file that are within reach. Raises DirectoryFileError."""
    path = folder / "directory.txt"
    if not path.exists():
        raise DirectoryFileError("no_schools_file")
    who, directory = the_person(), read_schools(path)
    within_reach = {code: district for code, district in directory.items() if who.reaches_district(code)}
    if not within_reach:
        raise DirectoryFileError("own_district_not_in_file", district=who.district or "")
    return within_reach


def _plan(folder: Path, district: StateDistrict) -> Changes:
    enrollment, languages = folder / "enrollment.txt", folder / "languages.txt"
    enrollments = read_enrollment(enrollment) if enrollment.exists() else {}
    spoken = read_languages(languages) if languages.exists() else {}
    return plan_import(db.session(), district, enrollments, spoken)


def _folder() -> Path:
    return Path(current_app.instance_path) / "uploads"


def _kept(token: str) -> Path:
    folder = _folder() / token
    if not _TOKEN.fullmatch(token) or not folder.is_dir():
        raise NotFound("uploads_gone")
    return folder


def _drop_old(folder: Path) -> None:
    if not folder.is_dir():
        return
    for old in folder.iterdir():
        if time.time() - old.stat().st_mtime > _KEPT:
            shutil.rmtree(old, ignore_errors=True)

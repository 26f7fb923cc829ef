"""Long work. People ask for it, watch its progress, and fetch its file, within their reach."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from flask import Response, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from survey_app.actions.jobs.jobs import ask_for, see_job
from survey_app.errors import NotFound
from survey_app.extensions import db
from survey_app.staff.guard import staff, the_person
from survey_app.staff.handing_out import hand_out_stored
from survey_app.staff.reach import RoundInReach, round_in_reach
from survey_app.vocabulary import DISTRICT_ADMIN
from survey_app.web.jobs import folder_of_jobs


def begin_job(kind: str, in_reach: RoundInReach, wanted: Mapping[str, object]) -> ResponseReturnValue:
    """Ask for work on the schools of a round within reach, and show how far it is."""
    what = {"round": in_reach.line.key, "schools": sorted({link.school for link in in_reach.links}), **wanted}
    number, _is_new = ask_for(db.session(), _folder(), kind, the_person().account, what, datetime.now(UTC))
    return redirect(url_for("staff.job", number=number))


@staff.get("/jobs/<number>")
def job(number: str) -> ResponseReturnValue:
    """Show how far a job is; as JSON for the page's script."""
    seen = see_job(db.session(), number, the_person().account)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(state=seen.state, done=seen.done, total=seen.total)
    return render_template("staff/job.html", job=seen)


@staff.get("/jobs/<number>/file")
def job_file(number: str) -> Response:
    """Download the file that a finished job made."""
    seen = see_job(db.session(), number, the_person().account)
    reach = {link.school for link in round_in_reach(str(seen.wanted["round"])).links}
    schools = seen.wanted["schools"]
    path = _folder() / seen.file
    is_within = isinstance(schools, list) and set(schools) <= reach
    # Rows are for administrators. Whoever is no longer one does not get what was made before.
    is_within = is_within and (seen.kind != "export" or the_person().role == DISTRICT_ADMIN)
    if seen.state != "done" or not seen.file or not is_within:
        raise NotFound("nothing_here")
    key = str(seen.wanted["round"])
    return hand_out_stored(path, "application/zip", f"{key}-{seen.kind}.zip", key)


def _folder() -> Path:
    return folder_of_jobs(Path(current_app.instance_path))

"""The sample that a new installation comes with: what it is, and its removal."""

from datetime import UTC, datetime

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey_app.actions.demo.remove_sample import Sample, find_sample, remove_sample
from survey_app.errors import NotFound
from survey_app.extensions import db
from survey_app.staff.guard import staff, the_person


@staff.get("/sample")
def sample() -> str:
    """Show what would be removed with the sample, with a button to remove it."""
    return render_template("staff/schools/sample.html", sample=sample_within_reach())


@staff.post("/sample/remove")
def remove() -> ResponseReturnValue:
    """Remove the sample."""
    sample_within_reach()
    who, now = the_person(), datetime.now(UTC)
    # The action uses its own connection. Ours must not hold a lock that it waits for.
    db.session.remove()
    remove_sample(db.engine, who.email, now)
    flash(_("The sample is removed."))
    return redirect(url_for("staff.start"))


def sample_within_reach() -> Sample:
    """Return the sample, only to whoever runs the server. Its own people would delete themselves. Raises NotFound."""
    sample = find_sample(db.session()) if the_person().district is None else None
    if sample is None:
        raise NotFound("sample_gone")
    return sample

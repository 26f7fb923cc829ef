"""The start page: what is going on, and the way to every task."""

from flask import render_template

from survey_app.extensions import db
from survey_app.staff.guard import may_use, staff, the_person
from survey_app.staff.reach import day_in_words, rounds_in_reach
from survey_app.store.schools.sample import has_sample


@staff.get("/")
def start() -> str:
    """Show the start page: the rounds that are running, and what there is to do."""
    return render_template(
        "staff/start.html",
        rounds=[each for each in rounds_in_reach() if not each.line.sample] if may_use("results") else [],
        has_sample=the_person().district is None and has_sample(db.session()),
        day=day_in_words(),
    )

"""Read to somebody: where a helper begins to read the family survey aloud, for each school.

The page only leads to the public door. Which language somebody speaks, and when, is chosen there: a page for people who
are signed in must not learn it.
"""

from flask import render_template

from survey_app.extensions import db
from survey_app.staff.guard import staff, the_person
from survey_app.staff.paging import paged
from survey_app.store.schools.schools import schools_within


@staff.get("/read-to-somebody")
def interviews() -> str:
    """Explain how to read the survey to somebody, and show where to begin, school by school."""
    who = the_person()
    schools = schools_within(db.session(), who.district, who.only_schools)
    return render_template("staff/kit/interviews.html", schools=paged(schools, lambda school: school.name))

"""A draft before it is published: what it changes, and how people would see it."""

import json
from datetime import date
from functools import lru_cache

from sqlalchemy.orm import Session

from survey_app.actions.accounts.roles import StaffUser
from survey_app.actions.surveys.catalog import OpenLink, preview_survey
from survey_app.actions.surveys.drafts.state import around_draft, checked, host_of, row_of
from survey_app.errors import DraftError
from survey_app.store.schools.schools import schools_within
from survey_app.surveys.drafts.comparing import Comparison, compare
from survey_app.surveys.drafts.drawing import drawable, only
from survey_app.surveys.drafts.hosting import Host
from survey_app.surveys.model import Survey


def changes_of(session: Session, who: StaffUser, id_: str) -> Comparison:
    """What a draft changes against the newest version of its survey. Raises NotFound."""
    row = row_of(session, who, id_)
    around = around_draft(session, row)
    return compare(json.loads(row.document), checked(row, around).survey, around.newest)


def preview_survey_of(
    session: Session, who: StaffUser, id_: str, today: date, item: str | None = None
) -> OpenLink:
    """Show a draft as people would see it, without the parts that have faults. item: only this question or section.

    Raises NotFound; DraftError if there is nothing to show, or no school to show it at.
    """
    row = row_of(session, who, id_)
    survey = _drawable(row.document, host_of(row, around_draft(session, row)), item)
    if survey is None:
        raise DraftError("nothing_to_preview")
    slugs = set(row.schools) or who.only_schools
    schools = [each for each in schools_within(session, row.district, slugs) if not each.is_archived]
    if not schools:
        raise DraftError("no_own_school")
    widest = max(schools, key=lambda school: survey.shared_grades(school.grade_low, school.grade_high))
    return preview_survey(session, survey, widest, today)


@lru_cache(maxsize=8)
def _drawable(document: str, host: Host | None, item: str | None) -> Survey | None:
    whole = json.loads(document)
    return drawable(only(whole, item) if item else whole, host)

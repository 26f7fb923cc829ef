"""A draft becomes a version of its district, which never changes again."""

import json
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from survey_app.actions.accounts.roles import StaffUser
from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import changing
from survey_app.actions.surveys.catalog import freeze
from survey_app.actions.surveys.drafts.state import around_draft, host_of, row_to_change
from survey_app.errors import SurveyFileError
from survey_app.store.drafts import VersionLine, version_lines
from survey_app.store.tables import SurveyDraft
from survey_app.surveys.drafts.checking import check_draft
from survey_app.surveys.drafts.hosting import carried_over
from survey_app.surveys.model import Survey
from survey_app.surveys.published import name_of


def publish_draft(session: Session, who: StaffUser, id_: str, now: datetime) -> str:
    """Freeze a draft as the next version of its district. Return the version.

    A draft of a section becomes part of the newest version of its survey. Sections that schools published since a draft
    began stay. Raises NotFound, DraftError; and SurveyFileError with every fault.
    """
    with changing(session, Actor(who.email, now), "survey publish") as change:
        row = row_to_change(session, who, id_)
        every = version_lines(session, None)
        name = own_name(every, row)
        version = next_version(every, name, now.year)
        freeze(session, _ready(session, row, name, version), now, row.district, row.root or name)
        row.published = version
        row.changed_by, row.changed_at = who.email, now
        change.log(version, row.district, {"draft": row.id})
        return version


def _ready(session: Session, row: SurveyDraft, name: str, version: str) -> Survey:
    """The survey that a draft becomes. Raises SurveyFileError."""
    around, document = around_draft(session, row), json.loads(row.document)
    host = host_of(row, around)
    if host is None:
        document = carried_over(document, around.base, around.newest)
    checked = check_draft(document, name, version, host).with_faults(around.faults(document))
    if checked.survey is None:
        raise SurveyFileError([fault for faults in checked.faults.values() for fault in faults])
    return checked.survey


def own_name(every: Iterable[VersionLine], row: SurveyDraft) -> str:
    """The name of a district's own survey: the one that it has for this root, or a new one."""
    rows = list(every)
    for version in rows:
        if version.district == row.district and version.root == row.root:
            return name_of(version.version)
    digits = "".join(filter(str.isdigit, row.district))
    taken = {name_of(version.version) for version in rows}
    wanted = f"{row.audience}_{digits}"
    numbered = (wanted if number == 1 else f"{wanted}_{number}" for number in range(1, len(taken) + 2))
    return next(name for name in numbered if name not in taken)


def next_version(every: Iterable[VersionLine], name: str, year: int) -> str:
    """The next version of a name in a year: "student_2465789-2027.1"."""
    begins = f"{name}-{year}."
    numbers = [int(row.version.removeprefix(begins)) for row in every if row.version.startswith(begins)]
    return f"{begins}{max(numbers, default=0) + 1}"

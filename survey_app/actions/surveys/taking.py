"""Surveys in files, from the server: find one to write, and take one as a draft."""

from datetime import datetime

from sqlalchemy.orm import Session

from survey_app.actions.accounts.roles import StaffUser
from survey_app.actions.audit_log import OPERATOR
from survey_app.actions.surveys.drafts.drafts import read_draft, take_document
from survey_app.actions.surveys.drafts.state import Draft
from survey_app.errors import NotFound
from survey_app.store.catalog import versions
from survey_app.surveys.model import Survey
from survey_app.surveys.published import name_of, published_survey
from survey_app.surveys.xlsform.notes import Imported
from survey_app.vocabulary import DISTRICT_ADMIN

WHOEVER_RUNS_THE_SERVER = StaffUser(0, OPERATOR, "Server operator", DISTRICT_ADMIN, None, frozenset())


def find_survey(session: Session, name: str) -> Survey:
    """A published survey: the version of this name, or the newest version of a survey of this name.

    Raises NotFound, which lists what there is.
    """
    rows = versions(session)
    found = [row for row in rows if name in (row.version, name_of(row.version))]
    if not found:
        raise NotFound("no_such_survey", name=name, known=[row.version for row in rows])
    return published_survey(found[-1].json)


def take_import(session: Session, imported: Imported, now: datetime, district: str | None) -> Draft:
    """Begin a draft with what a file holds. district: whose it is; not needed if there is only one.

    Raises DraftError.
    """
    who = WHOEVER_RUNS_THE_SERVER
    return read_draft(session, who, take_document(session, who, imported.document, now, district))

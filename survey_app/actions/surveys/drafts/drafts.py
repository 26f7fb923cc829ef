"""Drafts of surveys: find, read and begin them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from survey_app.actions.accounts.roles import StaffUser
from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import changing
from survey_app.actions.surveys.speech import in_words_of
from survey_app.errors import DraftError, NotFound
from survey_app.store.drafts import add_draft, drafts_within, get_draft, get_version
from survey_app.store.schools.schools import districts_within
from survey_app.store.tables import SurveyDraft
from survey_app.store.tables.moments import utc
from survey_app.surveys.drafts.checking import CheckedDraft, Faults, check_draft
from survey_app.surveys.drafts.document import draft_of, empty, new_id, with_ids
from survey_app.surveys.drafts.items import Document
from survey_app.surveys.drafts.values import source_of
from survey_app.surveys.model import Survey
from survey_app.surveys.published import published_survey
from survey_app.surveys.text import LANGUAGE
from survey_app.vocabulary import AUDIENCES, COORDINATOR, DISTRICT_ADMIN, LONGEST_TEXT

LARGEST_DOCUMENT = 8 * 1024 * 1024
"""In characters of JSON. The largest survey that people would answer has a tenth of it, in twelve languages."""


@dataclass(frozen=True)
class DraftLine:
    """A draft in a list. base: the version that it began as, or None. faults: how many it has."""

    id: str
    title: str
    audience: str
    kind: str
    district: str
    schools: Sequence[str]
    base: str | None
    changed_by: str
    changed_at: datetime
    faults: int
    published: str | None


@dataclass(frozen=True)
class Draft:
    """A draft as it is now. revision: number of its newest change. base: the survey that it began as, or None."""

    line: DraftLine
    document: Document
    revision: int
    faults: Faults
    base: Survey | None


def list_drafts(session: Session, who: StaffUser) -> Sequence[DraftLine]:
    """Every draft that this person may write, the newest change first."""
    return [line_of(row) for row in drafts_within(session, who.district) if reaches(who, row)]


def read_draft(session: Session, who: StaffUser, id_: str) -> Draft:
    """A draft with its faults. Raises NotFound, also for drafts of others."""
    return draft_as_it_is(session, row_of(session, who, id_))


def copy_survey(
    session: Session, who: StaffUser, version: str, now: datetime, district: str | None = None
) -> str:
    """Begin a draft as a copy of a version. Return its id. Raises NotFound, DraftError."""
    row = get_version(session, version)
    if row is None or (row.district and not who.reaches_district(row.district)):
        raise NotFound("nothing_here")
    home = _district_of(session, who, district or row.district)
    # What the district's people mended comes along.
    (survey,) = in_words_of(session, home, [version])
    return _begin(session, who, draft_of(survey), now, home, base=version, root=row.root)


def start_empty(
    session: Session, who: StaffUser, audience: str, title: str, now: datetime, district: str | None = None
) -> str:
    """Begin a draft with nothing but a title. Return its id. Raises DraftError."""
    if audience not in AUDIENCES:
        raise DraftError("survey_audience_missing", "audience")
    if not title.strip():
        raise DraftError("survey_title_missing", "title")
    return _begin(session, who, empty(audience, title.strip()), now, district)


def take_document(
    session: Session, who: StaffUser, document: Mapping[str, Any], now: datetime, district: str | None = None
) -> str:
    """Begin a draft with an imported document. Return its id. Raises DraftError if it has no audience or language."""
    if document.get("audience") not in AUDIENCES:
        raise DraftError("survey_audience_missing", "audience")
    language = document.get("language")
    if not isinstance(language, str) or not LANGUAGE.fullmatch(language):
        raise DraftError("survey_language_missing", "language")
    return _begin(session, who, with_ids(document), now, district)


def row_of(session: Session, who: StaffUser, id_: str) -> SurveyDraft:
    """The row of a draft that this person may write. Raises NotFound."""
    row = get_draft(session, id_)
    if row is None or not reaches(who, row):
        raise NotFound("nothing_here")
    return row


def reaches(who: StaffUser, row: SurveyDraft) -> bool:
    """Whether this person may write a draft: administrators all of their district, coordinators their sections."""
    if not who.reaches_district(row.district):
        return False
    if who.role == COORDINATOR:
        return row.kind == "section" and bool(row.schools) and who.schools.issuperset(row.schools)
    return who.role == DISTRICT_ADMIN


def line_of(row: SurveyDraft) -> DraftLine:
    """The row as a line of a list."""
    return DraftLine(
        row.id,
        row.title,
        row.audience,
        row.kind,
        row.district,
        tuple(row.schools),
        row.base,
        row.changed_by,
        utc(row.changed_at),
        row.faults,
        row.published,
    )


def draft_as_it_is(session: Session, row: SurveyDraft) -> Draft:
    """The draft of a row, with its faults."""
    base = get_version(session, row.base) if row.base else None
    survey = published_survey(base.json) if base else None
    return Draft(line_of(row), json.loads(row.document), row.revision, checked(row).faults, survey)


def checked(row: SurveyDraft) -> CheckedDraft:
    """The faults of a draft. Each process checks a revision once."""
    return _checked(row.document)


@lru_cache(maxsize=32)
def _checked(document: str) -> CheckedDraft:
    return check_draft(json.loads(document))


def put_document(row: SurveyDraft, document: Document) -> None:
    """Put a document into its row, with what lists of drafts say of it. Raises DraftError if it is too large."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    if len(text) > LARGEST_DOCUMENT:
        raise DraftError("draft_too_large")
    row.document = text
    row.title = source_of(document.get("title"))[: LONGEST_TEXT["name"]]
    row.faults = checked(row).count


def _begin(
    session: Session,
    who: StaffUser,
    document: Document,
    now: datetime,
    district: str | None,
    base: str | None = None,
    root: str | None = None,
) -> str:
    with changing(session, Actor(who.email, now), "survey draft") as change:
        row = SurveyDraft(id=new_id(), audience=document["audience"], kind="survey", schools=[])
        row.district = _district_of(session, who, district)
        row.base, row.root, row.revision = base, root, 0
        row.made_by = row.changed_by = who.email
        row.made_at = row.changed_at = now
        put_document(row, document)
        add_draft(session, row)
        change.log(row.id, row.district, {"audience": row.audience, "from": base or ""})
        return row.id


def _district_of(session: Session, who: StaffUser, district: str | None) -> str:
    """The district that a new draft belongs to. Raises DraftError if whoever runs the server must say which."""
    if district and who.reaches_district(district):
        return district
    codes = [each.code for each in districts_within(session, who.district)]
    if len(codes) != 1:
        raise DraftError("survey_district_missing", "district")
    return codes[0]

"""Drafts of surveys: find, read and begin them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from survey_app.actions.accounts.roles import StaffUser
from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import changing
from survey_app.actions.surveys.drafts.state import (
    Draft,
    DraftLine,
    around_draft,
    draft_as_it_is,
    line_of,
    put_document,
    reaches,
    row_of,
    row_to_change,
)
from survey_app.actions.surveys.speech import in_words_of
from survey_app.errors import DraftError, NotFound
from survey_app.store.catalog import newest_versions
from survey_app.store.drafts import add_draft, drafts_within, get_version
from survey_app.store.schools.schools import districts_within, schools_within
from survey_app.store.tables import SurveyDraft, SurveyVersion
from survey_app.surveys.drafts.document import draft_of, empty, new_id, taken_from
from survey_app.surveys.drafts.hosting import empty_section, sections_for
from survey_app.surveys.drafts.items import Document
from survey_app.surveys.published import published_survey
from survey_app.surveys.text import LANGUAGE
from survey_app.surveys.typed_text import storable, tidy
from survey_app.vocabulary import AUDIENCES, COORDINATOR, DISTRICT_ADMIN, LONGEST_TEXT, SECTION, SURVEY


def list_drafts(session: Session, who: StaffUser) -> Sequence[DraftLine]:
    """Every draft that this person may write, the newest change first. Those that were laid aside come last."""
    lines = [line_of(row) for row in drafts_within(session, who.district) if reaches(who, row)]
    return sorted(lines, key=lambda line: line.is_aside)


def lay_aside(session: Session, who: StaffUser, id_: str, now: datetime) -> None:
    """Lay a draft aside. Nothing of it is lost. Raises NotFound, DraftError."""
    with changing(session, Actor(who.email, now), "survey lay aside") as change:
        row = row_to_change(session, who, id_)
        row.is_aside = True
        change.log(row.id, row.district)


def take_up(session: Session, who: StaffUser, id_: str, now: datetime) -> None:
    """Take a draft up again that was laid aside. Raises NotFound, DraftError."""
    with changing(session, Actor(who.email, now), "survey take up") as change:
        row = row_to_change(session, who, id_)
        row.is_aside = False
        change.log(row.id, row.district)


def read_draft(session: Session, who: StaffUser, id_: str) -> Draft:
    """A draft with its faults. Raises NotFound, also for drafts of others."""
    return draft_as_it_is(session, row_of(session, who, id_))


def copy_survey(
    session: Session, who: StaffUser, version: str, now: datetime, district: str | None = None
) -> str:
    """Begin a draft as a copy of a version. Return its id. Raises NotFound, DraftError.

    Coordinators copy only the sections of their schools.
    """
    row = get_version(session, version)
    if row is None or (row.district and not who.reaches_district(row.district)):
        raise NotFound("nothing_here")
    home = _district_of(session, who, district or row.district)
    # What the district's people mended comes along.
    (survey,) = in_words_of(session, home, [version])
    document = draft_of(survey)
    new = _New(row.audience, home, version, row.root)
    if who.role == COORDINATOR:
        own = sections_for(document, who.schools)
        if own is None:
            raise DraftError("no_own_section", version=version)
        return _begin(session, who, replace(new, schools=_schools_of(own)), own, now)
    return _begin(session, who, new, document, now)


def start_empty(
    session: Session, who: StaffUser, audience: str, title: str, now: datetime, district: str | None = None
) -> str:
    """Begin a draft with nothing but a title. Return its id. Raises DraftError.

    Coordinators begin a section for their schools: it becomes part of the survey that those schools usually ask.
    """
    if audience not in AUDIENCES:
        raise DraftError("survey_audience_missing", "audience")
    title = tidy(storable(title))[: LONGEST_TEXT["name"]]
    if not title:
        raise DraftError("survey_title_missing", "title")
    if who.role != COORDINATOR:
        return _begin(session, who, _New(audience, district), empty(audience, title), now)
    host = _host_for(session, who, audience)
    survey, schools = published_survey(host.json), sorted(who.schools)
    new = _New(audience, who.district, host.version, host.root, schools)
    return _begin(session, who, new, empty_section(survey, title, schools), now)


def take_document(
    session: Session, who: StaffUser, document: Mapping[str, Any], now: datetime, district: str | None = None
) -> str:
    """Begin a draft with an imported document. Return its id. Raises DraftError if it has no audience or language."""
    if document.get("audience") not in AUDIENCES:
        raise DraftError("survey_audience_missing", "audience")
    language = document.get("language")
    if not isinstance(language, str) or not LANGUAGE.fullmatch(language):
        raise DraftError("survey_language_missing", "language")
    if who.role == COORDINATOR:
        raise DraftError("surveys_by_district")
    return _begin(session, who, _New(str(document["audience"]), district), taken_from(document), now)


@dataclass(frozen=True)
class _New:
    """What a draft begins as. schools: for which it is a section; empty for a whole survey."""

    audience: str
    district: str | None
    base: str | None = None
    root: str | None = None
    schools: Sequence[str] = ()


def _begin(session: Session, who: StaffUser, new: _New, document: Document, now: datetime) -> str:
    if who.role not in (DISTRICT_ADMIN, COORDINATOR):
        raise NotFound("nothing_here")
    with changing(session, Actor(who.email, now), "survey draft") as change:
        row = SurveyDraft(id=new_id(), audience=new.audience, base=new.base, root=new.root, revision=0)
        row.district = _district_of(session, who, new.district)
        row.kind, row.schools = SECTION if new.schools else SURVEY, list(new.schools)
        row.made_by = row.changed_by = who.email
        row.made_at = row.changed_at = now
        put_document(row, document, around_draft(session, row))
        add_draft(session, row)
        change.log(row.id, row.district, {"audience": row.audience, "from": new.base or ""})
        return row.id


def _host_for(session: Session, who: StaffUser, audience: str) -> SurveyVersion:
    """The newest version of the survey that a coordinator's schools usually ask. Raises DraftError."""
    schools = schools_within(session, who.district, who.only_schools)
    if not schools:
        raise DraftError("no_own_school")
    low, high = min(each.grade_low for each in schools), max(each.grade_high for each in schools)
    rows = [row for row in newest_versions(session, who.district) if row.audience == audience]
    # The district's own copy comes after the survey of everybody that it was copied from.
    by_root = {row.root: row for row in sorted(rows, key=lambda row: bool(row.district))}
    if not by_root:
        raise DraftError("survey_audience_missing", "audience")
    return max(by_root.values(), key=lambda row: published_survey(row.json).shared_grades(low, high))


def _schools_of(document: Document) -> list[str]:
    return sorted({slug for section in document["sections"] for slug in section["schools"]})


def _district_of(session: Session, who: StaffUser, district: str | None) -> str:
    """The district that a new draft belongs to. Raises DraftError if whoever runs the server must say which."""
    if district and who.reaches_district(district):
        return district
    codes = [each.code for each in districts_within(session, who.district)]
    if len(codes) != 1:
        raise DraftError("survey_district_missing", "district")
    return codes[0]

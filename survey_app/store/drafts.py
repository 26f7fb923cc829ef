"""Named queries for drafts of surveys, the log of their changes, and the versions of a district."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, undefer

from survey_app.store.tables import Link, Round, SurveyDraft, SurveyEdit, SurveyVersion
from survey_app.surveys.published import version_order


class VersionLine(NamedTuple):
    """A published version without its text. The table explains the fields."""

    version: str
    audience: str
    district: str | None
    root: str
    published_at: datetime


def get_draft(session: Session, id_: str) -> SurveyDraft | None:
    """The draft with this id, with its document."""
    # Postgres keeps no NUL, and refuses to look for one.
    if "\0" in id_:
        return None
    query = select(SurveyDraft).where(SurveyDraft.id == id_).options(undefer(SurveyDraft.document))
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def drafts_within(session: Session, district: str | None) -> Sequence[SurveyDraft]:
    """Drafts of a district that nobody has published, the newest change first; None asks for all districts."""
    query = select(SurveyDraft).where(SurveyDraft.published.is_(None))
    query = query if district is None else query.where(SurveyDraft.district == district)
    return session.scalars(query.order_by(SurveyDraft.changed_at.desc(), SurveyDraft.id)).all()


def add_draft(session: Session, draft: SurveyDraft) -> None:
    """Add a draft."""
    session.add(draft)
    session.flush()


def add_edit(session: Session, edit: SurveyEdit) -> None:
    """Note a change of a draft."""
    session.add(edit)
    session.flush()


def edits_of(session: Session, draft: str) -> Sequence[SurveyEdit]:
    """Every change of a draft, the newest first."""
    query = select(SurveyEdit).where(SurveyEdit.draft == draft)
    return session.scalars(query.order_by(SurveyEdit.revision.desc())).all()


def get_version(session: Session, version: str) -> SurveyVersion | None:
    """A published version."""
    return None if "\0" in version else session.get(SurveyVersion, version)


def version_lines(session: Session, district: str | None) -> Sequence[VersionLine]:
    """The versions that a district may ask: everybody's and its own, the oldest first; None asks for all."""
    query = select(*(getattr(SurveyVersion, name) for name in VersionLine._fields))
    if district is not None:
        query = query.where(or_(SurveyVersion.district.is_(None), SurveyVersion.district == district))
    rows = (VersionLine(*row) for row in session.execute(query))
    return sorted(rows, key=lambda row: version_order(row.version))


def written_in(session: Session, districts: Collection[str]) -> list[str]:
    """What people of these districts wrote: the titles of their drafts, then their own versions."""
    drafts = select(SurveyDraft.title).where(SurveyDraft.district.in_(districts))
    unpublished = drafts.where(SurveyDraft.published.is_(None)).order_by(SurveyDraft.title)
    own = session.scalars(select(SurveyVersion.version).where(SurveyVersion.district.in_(districts)))
    return [*session.scalars(unpublished), *sorted(own, key=version_order)]


def roots_of(session: Session, versions: Collection[str]) -> dict[str, str]:
    """Version → the name of the survey that it was copied from, or its own."""
    query = select(SurveyVersion.version, SurveyVersion.root).where(SurveyVersion.version.in_(versions))
    return {row.version: row.root for row in session.execute(query)}


def rounds_asking(
    session: Session, district: str | None, schools: Collection[str] | None = None
) -> dict[str, list[tuple[str, str]]]:
    """Version → the rounds of a district that ask it, by (key, name); None asks for all districts.

    schools: only what rounds ask there; None for all.
    """
    query = select(Link.version, Round.key, Round.name).join(Round, Round.key == Link.round).distinct()
    query = query if district is None else query.where(Round.district == district)
    query = query if schools is None else query.where(Link.school.in_(schools))
    found: dict[str, list[tuple[str, str]]] = {}
    for version, key, name in session.execute(query.order_by(Round.key)):
        found.setdefault(version, []).append((key, name))
    return found

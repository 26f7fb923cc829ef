"""Named queries for districts and schools."""

from collections.abc import Collection, Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from survey_app.store.tables import District, School


def get_district(session: Session, code: str) -> District | None:
    """The district with this code."""
    return session.get(District, code)


def get_school(session: Session, slug: str) -> School | None:
    """The school with this slug."""
    return session.get(School, slug)


def schools_within(
    session: Session, district: str | None, slugs: Collection[str] | None = None
) -> Sequence[School]:
    """Return the schools of a district by name; None asks for all districts. slugs: only these schools."""
    query = select(School).order_by(School.name, School.slug)
    query = query if district is None else query.where(School.district == district)
    return session.scalars(query if slugs is None else query.where(School.slug.in_(slugs))).all()


def counts_in(session: Session, district: str) -> Sequence[dict[str, int]]:
    """Return language → English learners for each school of a district that is not closed."""
    query = select(School.language_counts).where(School.district == district, School.is_archived.is_(False))
    return session.scalars(query).all()


def districts_within(session: Session, code: str | None) -> Sequence[District]:
    """Return the district with this code; None asks for all of them, by name."""
    query = select(District).order_by(District.name, District.code)
    return session.scalars(query if code is None else query.where(District.code == code)).all()


def has_schools(session: Session) -> bool:
    """Whether there is any school."""
    return bool(session.scalar(select(exists().select_from(School))))


def is_cds_taken(session: Session, cds: str) -> bool:
    """Whether there is a school with this code."""
    return bool(session.scalar(select(exists().where(School.cds == cds))))


def schools_in(session: Session, district: str) -> Sequence[School]:
    """Return the schools of a district by CDS code, archived ones too."""
    return session.scalars(select(School).where(School.district == district).order_by(School.cds)).all()


def slugs(session: Session) -> set[str]:
    """The slugs of all schools."""
    return set(session.scalars(select(School.slug)))


def add(session: Session, row: District | School) -> None:
    """Add a district or a school."""
    session.add(row)
    session.flush()

"""Named queries for districts and schools."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.store.tables import District, School


def get_district(session: Session, code: str) -> District | None:
    """The district with this code."""
    return session.get(District, code)


def get_school(session: Session, slug: str) -> School | None:
    """The school with this slug."""
    return session.get(School, slug)


def schools_in(session: Session, district: str) -> Sequence[School]:
    """The schools of a district, archived ones too, by CDS code."""
    return session.scalars(select(School).where(School.district == district).order_by(School.cds)).all()


def slugs(session: Session) -> set[str]:
    """The slugs of all schools."""
    return set(session.scalars(select(School.slug)))


def cds_codes(session: Session) -> set[str]:
    """The CDS codes of all schools."""
    return set(session.scalars(select(School.cds)))


def add(session: Session, row: District | School) -> None:
    """Add a district or a school."""
    session.add(row)
    session.flush()

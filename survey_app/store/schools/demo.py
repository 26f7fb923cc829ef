"""Named queries for the sample district: add what is missing."""

from collections.abc import Iterable
from itertools import count

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from survey_app.store.tables import District, Link, Round, School


def has_open_round(session: Session, district: str) -> bool:
    """Whether a district has an open round."""
    return bool(session.scalar(select(exists().where(Round.district == district, Round.state == "open"))))


def add_district(session: Session, code: str, name: str) -> None:
    """Add a district, unless its code is taken."""
    if session.get(District, code) is None:
        session.add(District(code=code, name=name))
        session.flush()


def add_schools(session: Session, schools: Iterable[School]) -> None:
    """Add those schools whose CDS code is new."""
    known = set(session.scalars(select(School.cds)))
    session.add_all(school for school in schools if school.cds not in known)
    session.flush()


def unused_round_key(session: Session, wanted: str) -> str:
    """Return `wanted` or, if that is taken, `wanted-2`, ..."""
    taken = set(session.scalars(select(Round.key)))
    return next(key for n in count(1) if (key := wanted if n == 1 else f"{wanted}-{n}") not in taken)


def add_round(session: Session, round_: Round, links: Iterable[Link]) -> None:
    """Add a round with its links."""
    session.add(round_)
    session.flush()
    session.add_all(links)

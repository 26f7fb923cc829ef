"""Named queries for the catalog: districts, schools, published versions and links."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, or_, select
from sqlalchemy.orm import Session

from survey_app.store.tables import District, Link, Round, School, SurveyVersion
from survey_app.surveys.published import name_of, version_order


class LinkRow(NamedTuple):
    """A link with what matters of its round. The tables explain the fields. state: the phase of the round."""

    round: str
    round_name: str
    state: str
    opens_on: date
    closes_on: date
    school: str
    audience: str
    version: str
    sections: Sequence[Any]
    access: str
    languages: Sequence[Any]
    trial: bool = False


# Built once, because a response waits for it.
_RESPONSE_SIZES = select(SurveyVersion.version, SurveyVersion.response_size).where(
    SurveyVersion.version.in_(bindparam("versions", expanding=True)), SurveyVersion.response_size.is_not(None)
)


def response_sizes(connection: Connection, versions: Collection[str]) -> dict[str, int]:
    """Map each version to the bytes of its sealed responses. Leaves out versions that are unknown or not measured."""
    sizes = connection.execute(_RESPONSE_SIZES, {"versions": list(versions)})
    return {version: size for version, size in sizes if size is not None}


def districts(session: Session) -> Sequence[District]:
    """All districts by name."""
    return session.scalars(select(District).order_by(District.name, District.code)).all()


def schools(session: Session) -> Sequence[School]:
    """All schools by name."""
    return session.scalars(select(School).order_by(School.name, School.slug)).all()


def versions(session: Session) -> Sequence[SurveyVersion]:
    """All published versions: by name, the oldest first."""
    return sorted(session.scalars(select(SurveyVersion)), key=lambda row: version_order(row.version))


def owners_of(session: Session, name: str) -> set[str | None]:
    """The districts that have versions of this name; None stands for everybody."""
    rows = session.execute(select(SurveyVersion.version, SurveyVersion.district))
    return {district for version, district in rows if name_of(version) == name}


def newest_versions(session: Session, district: str | None) -> Sequence[SurveyVersion]:
    """The newest version of each survey that a district may ask, by name: everybody's and its own.

    None asks for the surveys of all districts.
    """
    query = select(SurveyVersion.version)
    if district is not None:
        query = query.where(or_(SurveyVersion.district.is_(None), SurveyVersion.district == district))
    every = sorted(session.scalars(query), key=version_order)
    newest = {name_of(version): version for version in every}
    rows = session.scalars(select(SurveyVersion).where(SurveyVersion.version.in_(newest.values())))
    return sorted(rows, key=lambda row: name_of(row.version))


def links(session: Session) -> list[LinkRow]:
    """Return all links of rounds that are neither drafts nor sample data."""
    query = (
        select(Round.key, Round.name, Round.phase, Round.opens_on, Round.closes_on)
        .add_columns(Link.school, Link.audience, Link.version, Link.sections, Link.access, Link.languages)
        .add_columns(Round.trial)
        .join(Link, Link.round == Round.key)
        .where(Round.sample.is_(False), Round.state != "draft")
    )
    return [LinkRow(*row) for row in session.execute(query)]

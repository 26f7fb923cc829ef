"""Named queries for exports: what a closed round holds, in pieces that fit in memory."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.store.tables import (
    Box,
    District,
    Link,
    Round,
    School,
    SurveyVersion,
)
from survey_app.surveys.published import version_order

_AT_ONCE = 1000


class ExportedRound(NamedTuple):
    """A round; the table explains the fields. phase: rehearsal, open, late or closed."""

    key: str
    name: str
    phase: str
    late_until: date | None
    sample: bool


class AskedLink(NamedTuple):
    """What one audience was asked at one school, with the school. The tables explain the fields."""

    school: str
    audience: str
    version: str
    sections: Sequence[str]
    name: str
    district: str
    grade_low: int
    grade_high: int
    enrollment: int | None
    district_code: str
    access: str


class ExportedResponse(NamedTuple):
    """A mixed response; the table explains the fields."""

    id: bytes
    school: str
    version: str
    channel: str
    answers: str


def find_round(session: Session, key: str) -> ExportedRound | None:
    """Find a round, or return None."""
    query = select(Round.key, Round.name, Round.phase, Round.late_until, Round.sample).where(Round.key == key)
    row = session.execute(query).one_or_none()
    return ExportedRound(*row) if row else None


def round_links(session: Session, key: str) -> list[AskedLink]:
    """The links of a round."""
    of_school = (School.name, District.name, School.grade_low, School.grade_high, School.enrollment)
    query = (
        select(Link.school, Link.audience, Link.version, Link.sections, *of_school)
        .add_columns(School.district, Link.access)
        .join(School, School.slug == Link.school)
        .join(District, District.code == School.district)
        .where(Link.round == key)
        .order_by(Link.school, Link.audience)
    )
    return [AskedLink(*row) for row in session.execute(query)]


def surveys_newest_first(session: Session, versions: Iterable[str]) -> list[str]:
    """Return the JSON of these versions. The newest version of each survey comes first."""
    query = select(SurveyVersion.version, SurveyVersion.json).where(SurveyVersion.version.in_(set(versions)))
    newest_first = sorted(session.execute(query), key=lambda row: version_order(row.version), reverse=True)
    return [row.json for row in newest_first]


def count_boxed(session: Session, key: str) -> dict[tuple[str, str], int]:
    """(version, school) → mixed responses of a round."""
    query = select(Box.version, Box.school, func.count()).where(Box.round == key)
    return {
        (version, school): n
        for version, school, n in session.execute(query.group_by(Box.version, Box.school))
    }


def boxed_responses(session: Session, key: str, versions: Iterable[str]) -> Iterator[ExportedResponse]:
    """Yield the mixed responses to these versions in a round, in the order of their random ids."""
    query = select(Box.id, Box.school, Box.version, Box.channel, Box.answers)
    boxed = query.where(Box.round == key, Box.version.in_(set(versions))).order_by(Box.id)
    with session.execute(boxed.execution_options(yield_per=_AT_ONCE)) as rows:
        for row in rows:
            yield ExportedResponse(*row)

"""Named queries for setting rounds up."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, delete, exists, select
from sqlalchemy.orm import Session

from survey_app.store.tables import AccessCode, Link, ReceivedOnce, Round, School, SurveyVersion
from survey_app.surveys.published import version_order


class AskedRow(NamedTuple):
    """What a round asks an audience at a school, and the survey as JSON. consent: what the school has from parents."""

    school: str
    audience: str
    access: str
    consent: str
    codes: int
    grade_low: int
    json: str


def get_round(session: Session, key: str) -> Round | None:
    """The round with this key."""
    return session.get(Round, key)


def lock_round(session: Session, key: str) -> Round | None:
    """Return the round with this key. Nobody else changes or releases it until the transaction ends."""
    # Do not lock its key: a row that only names the round, as a response does, need not wait.
    return session.get(Round, key, with_for_update={"key_share": True}, populate_existing=True)


def add_round(session: Session, round_: Round) -> None:
    """Add a round."""
    session.add(round_)
    session.flush()


def round_keys(session: Session) -> set[str]:
    """The keys of all rounds."""
    return set(session.scalars(select(Round.key)))


def links_of(session: Session, key: str) -> Sequence[Link]:
    """The links of a round, by school and audience."""
    return session.scalars(select(Link).where(Link.round == key).order_by(Link.school, Link.audience)).all()


def links_at(session: Session, key: str, schools: Collection[str]) -> Sequence[Link]:
    """The links of a round at these schools, by school and audience."""
    query = select(Link).where(Link.round == key, Link.school.in_(schools))
    return session.scalars(query.order_by(Link.school, Link.audience)).all()


def asked_versions(session: Session, key: str) -> set[str]:
    """The versions that a round asks anywhere."""
    return set(session.scalars(select(Link.version).where(Link.round == key).distinct()))


def versions_in_use(session: Session, district: str) -> Sequence[SurveyVersion]:
    """Return the versions that rounds of a district ask, before they are closed."""
    asked = select(Link.version).join(Round, Round.key == Link.round)
    asked = asked.where(Round.district == district, Round.state != "closed", Round.sample.is_(False))
    query = select(SurveyVersion).where(SurveyVersion.version.in_(asked))
    return sorted(session.scalars(query), key=lambda row: version_order(row.version))


def survey_texts(session: Session, wanted: Collection[str]) -> dict[str, str]:
    """Return version → the survey as JSON, for these versions."""
    query = select(SurveyVersion.version, SurveyVersion.json).where(SurveyVersion.version.in_(wanted))
    return {row.version: row.json for row in session.execute(query)}


def rounds_at(session: Session, schools: Collection[str]) -> set[str]:
    """Return the rounds that ask at least one of these schools."""
    return set(session.scalars(select(Link.round).where(Link.school.in_(schools)).distinct()))


def rounds_elsewhere(session: Session, schools: Collection[str]) -> set[str]:
    """Return the rounds that ask at least one other school."""
    return set(session.scalars(select(Link.round).where(Link.school.not_in(schools)).distinct()))


def asks_elsewhere(session: Session, key: str, schools: Collection[str]) -> bool:
    """Whether a round asks at least one other school."""
    return bool(session.scalar(select(exists().where(Link.round == key, Link.school.not_in(schools)))))


def put_links(session: Session, key: str, links: Iterable[Link]) -> None:
    """Replace the links of a round. What was counted of codes stays; codes of removed links are dropped."""
    before = {(link.school, link.audience): link for link in links_of(session, key)}
    for link in links:
        old = before.pop((link.school, link.audience), None)
        if old is None:
            session.add(link)
        else:
            old.version, old.access, old.consent = link.version, link.access, link.consent
            old.languages, old.sections = link.languages, link.sections
    for old in before.values():
        session.execute(
            delete(AccessCode).where(
                AccessCode.round == key, AccessCode.link == f"{old.school}/{old.audience}"
            )
        )
        session.delete(old)
    session.flush()


def asked_in(connection: Connection, key: str) -> list[AskedRow]:
    """Everything that a round asks."""
    asks = select(Link.version).where(Link.round == key)
    rows = connection.execute(
        select(SurveyVersion.version, SurveyVersion.json).where(SurveyVersion.version.in_(asks))
    )
    # Most of hundreds of schools ask the same. So read a text of 50 kB once, not for each school.
    texts = {row.version: row.json for row in rows}
    query = (
        select(
            Link.school, Link.audience, Link.access, Link.consent, Link.codes, School.grade_low, Link.version
        )
        .join(School, School.slug == Link.school)
        .where(Link.round == key)
        .order_by(Link.school, Link.audience)
    )
    return [AskedRow(*row[:-1], texts[row.version]) for row in connection.execute(query)]


def has_responses(connection: Connection, key: str) -> bool:
    """Whether a round got any responses, counted or not."""
    return bool(connection.scalar(select(exists().where(ReceivedOnce.round == key))))


def schools_by_slug(session: Session, slugs: Collection[str]) -> dict[str, School]:
    """Return those of these schools that exist."""
    return {school.slug: school for school in session.scalars(select(School).where(School.slug.in_(slugs)))}

"""Named queries for the words that districts say in place of those that we ship, and for languages that they add."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.orm import Session

from survey_app.store.tables import AddedLanguage
from survey_app.store.tables import Wording as Row
from survey_app.store.tables.moments import utc
from survey_app.surveys.words.wordings import Wording

_COLUMNS = (
    Row.district,
    Row.place,
    Row.key,
    Row.source,
    Row.language,
    Row.words,
    Row.state,
    Row.by,
    Row.at,
    Row.note,
    Row.meaning,
)


def newest_wordings(
    session: Session,
    district: str | None = None,
    place: str | None = None,
    languages: Collection[str] | None = None,
    until: datetime | None = None,
) -> Sequence[Wording]:
    """Return the wordings that count, the oldest first. district, place, languages: only those; None for all.

    until: as they were at that time; None for now.
    """
    newest = select(func.max(Row.id)).group_by(Row.district, Row.place, Row.key, Row.source_sha, Row.language)
    if until is not None:
        newest = newest.where(Row.at <= until)
    query = select(*_COLUMNS).where(Row.id.in_(newest)).order_by(Row.id)
    if district is not None:
        query = query.where(Row.district == district)
    if place is not None:
        query = query.where(Row.place == place)
    if languages is not None:
        query = query.where(Row.language.in_(languages))
    return [_wording(row) for row in session.execute(query)]


def changes_of_meaning(session: Session, district: str, place: str) -> Sequence[Wording]:
    """Return every wording of a place that meant something else than the words before it, the oldest first."""
    query = select(*_COLUMNS).where(Row.district == district, Row.place == place, Row.meaning)
    return [_wording(row) for row in session.execute(query.order_by(Row.id))]


def earlier_wordings(
    session: Session, district: str, place: str, key: str, language: str
) -> Sequence[Wording]:
    """Return every wording that one text ever had, whatever its English was; the newest first."""
    where = (Row.district == district, Row.place == place, Row.key == key, Row.language == language)
    query = select(*_COLUMNS).where(*where).order_by(Row.id.desc())
    return [_wording(row) for row in session.execute(query)]


def added_languages(session: Session, district: str) -> Sequence[str]:
    """Return the languages that a district added."""
    return session.scalars(select(AddedLanguage.tag).where(AddedLanguage.district == district)).all()


def has_wordings(session: Session, district: str, language: str) -> bool:
    """Whether anybody of a district wrote words in a language."""
    there = select(Row.id).where(Row.district == district, Row.language == language)
    return bool(session.scalar(select(there.exists())))


def put_language(session: Session, district: str, tag: str, by: str, at: datetime) -> None:
    """Add a language to those of a district."""
    session.add(AddedLanguage(district=district, tag=tag, by=by, at=at))


def drop_language(session: Session, district: str, tag: str) -> None:
    """Take a language away from those that a district added."""
    session.delete(session.get_one(AddedLanguage, (district, tag)))


def add_wordings(connection: Connection, wordings: Iterable[Wording]) -> None:
    """Add wordings, in this order."""
    values = [
        {name: getattr(each, name) for name in (column.key for column in _COLUMNS)}
        | {"source_sha": each.source_sha}
        for each in wordings
    ]
    if values:
        connection.execute(insert(Row), values)


def _wording(row: Sequence[object]) -> Wording:
    wording = Wording(*row)  # type: ignore[arg-type]  # in the order of _COLUMNS, which is that of its fields
    return Wording(**{**vars(wording), "at": utc(wording.at)})

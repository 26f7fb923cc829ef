"""Named queries for recorded clips. Their sound is read only where it is sent."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.orm import Session

from survey_app.store.tables import RecordedClip as Row
from survey_app.surveys.words.clips import Clip

_COLUMNS = (Row.district, Row.language, Row.words, Row.key, Row.name, Row.milliseconds, Row.size)


def clips(session: Session, district: str | None = None, language: str | None = None) -> Sequence[Clip]:
    """Return clips without their sound, always in the same order. district, language: only those; None for all."""
    query = select(*_COLUMNS).order_by(Row.district, Row.language, Row.words_sha)
    if district is not None:
        query = query.where(Row.district == district)
    if language is not None:
        query = query.where(Row.language == language)
    return [Clip(*row) for row in session.execute(query)]


def sound_called(session: Session, name: str) -> bytes | None:
    """Return the sound with this name; None if there is none."""
    return session.scalars(select(Row.mp3).where(Row.name == name).limit(1)).first()


def put_clip(connection: Connection, clip: Clip, mp3: bytes) -> None:
    """Keep a clip, in place of the one that spoke these words before."""
    drop_clip(connection, clip)
    values: dict[str, Any] = {name: getattr(clip, name) for name in (each.key for each in _COLUMNS)}
    connection.execute(insert(Row), values | {"words_sha": clip.words_sha, "mp3": mp3})


def drop_clip(connection: Connection, clip: Clip) -> None:
    """Forget a clip of these words, with its sound."""
    connection.execute(
        delete(Row).where(
            Row.district == clip.district, Row.language == clip.language, Row.words_sha == clip.words_sha
        )
    )

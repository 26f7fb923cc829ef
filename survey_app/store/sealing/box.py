"""Named queries about the box: mixed responses and, apart from them, free texts."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, select, update

from survey_app.store.database.engine import insert_or_update
from survey_app.store.responses.inbox import drop_waiting_of
from survey_app.store.rounds.participation import COUNTERS
from survey_app.store.tables import Base, Box, Comment, ReceivedOnce, SurveyVersion


class BoxRow(NamedTuple):
    """A mixed response; the table explains the fields."""

    id: bytes
    round: str
    school: str
    version: str
    channel: str
    answers: str


class CommentRow(NamedTuple):
    """A free text, mixed on its own; the table explains the fields."""

    id: bytes
    round: str
    school: str
    version: str
    question: str
    body: str


def put_in_box(connection: Connection, rows: Sequence[BoxRow]) -> None:
    """Add mixed responses, sorted by their random ids. One that is already there stays as it is."""
    _insert(connection, Box, rows)


def put_comments(connection: Connection, rows: Sequence[CommentRow]) -> None:
    """Add free texts, sorted by their own random ids. One that is already there stays as it is."""
    _insert(connection, Comment, rows)


def forget_rare_questions(connection: Connection, rounds: Collection[str], smallest: int) -> None:
    """Clear the question of a comment if fewer than `smallest` comments on a survey at a school name it."""
    place = (Comment.round, Comment.school, Comment.version, Comment.question)
    named = (Comment.round.in_(rounds), Comment.question != "")
    counted = select(*place).where(*named).group_by(*place).having(func.count() < smallest)
    rare = {tuple(row) for row in connection.execute(counted)}
    # One statement for both would compare every comment with every other where Postgres has not counted them yet.
    found = connection.execute(select(Comment.id, *place).where(*named)) if rare else ()
    ids = [{"which": row.id} for row in found if tuple(row)[1:] in rare]
    if ids:
        cleared = update(Comment).where(Comment.id == bindparam("which")).values(question="")
        connection.execute(cleared, ids)


def audiences_of(connection: Connection, versions: Collection[str]) -> dict[str, str]:
    """Version → its audience."""
    query = select(SurveyVersion.version, SurveyVersion.audience).where(SurveyVersion.version.in_(versions))
    return {row.version: row.audience for row in connection.execute(query)}


def survey_json(connection: Connection, version: str) -> str:
    """The published survey of this version."""
    query = select(SurveyVersion.json).where(SurveyVersion.version == version)
    return connection.execute(query).scalar_one()


def discard_responses(connection: Connection, round_key: str) -> None:
    """Delete everything that a round received, wherever it is."""
    drop_waiting_of(connection, round_key)
    for table in (ReceivedOnce, *COUNTERS, Box, Comment):
        connection.execute(delete(table).where(table.round == round_key))


def _insert(connection: Connection, table: type[Base], rows: Sequence[BoxRow | CommentRow]) -> None:
    if rows:
        statement = insert_or_update(connection.dialect.name, table).on_conflict_do_nothing()
        connection.execute(statement, [row._asdict() for row in rows])

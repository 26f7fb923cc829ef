"""Named queries for mixing: what waits in the inbox, what lies in the box."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, text, tuple_, update

from survey_app.store.participation import COUNTERS
from survey_app.store.tables import Base, Box, Comment, Inbox, Spent, SurveyVersion

_AT_ONCE = 1000


class BoxRow(NamedTuple):
    """A mixed response; see the table for the fields."""

    id: bytes
    round: str
    school: str
    version: str
    channel: str
    answers: str


class CommentRow(NamedTuple):
    """A free text, mixed by itself; see the table for the fields."""

    id: bytes
    round: str
    school: str
    version: str
    question: str
    body: str


def count_waiting(connection: Connection) -> int:
    """How many responses wait to be mixed."""
    return connection.execute(select(func.count()).select_from(Inbox)).scalar_one()


def waiting(connection: Connection) -> Iterator[tuple[bytes, bytes]]:
    """Nullifier and sealed response of all that wait, by nullifier: an order that says nothing."""
    query = select(Inbox.nullifier, Inbox.sealed).order_by(Inbox.nullifier)
    with connection.execute(query.execution_options(yield_per=_AT_ONCE)) as rows:
        for row in rows:
            yield row.nullifier, row.sealed


def put_in_box(connection: Connection, rows: Iterable[BoxRow]) -> None:
    """Add mixed responses, in the order of their random ids: where a row lies then tells nothing else."""
    _insert_by_id(connection, Box, rows)


def put_comments(connection: Connection, rows: Iterable[CommentRow]) -> None:
    """Add free texts, in the order of their own random ids."""
    _insert_by_id(connection, Comment, rows)


def forget_rare_questions(connection: Connection, round_key: str, smallest: int) -> None:
    """Let comments name no question where fewer than `smallest` of a survey at a school name it."""
    place = (Comment.school, Comment.version, Comment.question)
    named = (Comment.round == round_key, Comment.question != "")
    rare = select(*place).where(*named).group_by(*place).having(func.count() < smallest)
    connection.execute(update(Comment).where(*named, tuple_(*place).in_(rare)).values(question=""))


def empty_inbox(connection: Connection) -> None:
    """Leave nothing of the inbox: not a dead row on Postgres, only zeros on SQLite (secure_delete)."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("TRUNCATE inbox"))
    else:
        connection.execute(delete(Inbox))


def survey_json(connection: Connection, version: str) -> str:
    """The published survey of this version."""
    query = select(SurveyVersion.json).where(SurveyVersion.version == version)
    return connection.execute(query).scalar_one()


def discard_responses(connection: Connection, round_key: str) -> None:
    """Delete everything that came in for a round, wherever it is."""
    of_round = select(Spent.nullifier).where(Spent.round == round_key)
    connection.execute(delete(Inbox).where(Inbox.nullifier.in_(of_round)))
    for table in (Spent, *COUNTERS, Box, Comment):
        connection.execute(delete(table).where(table.round == round_key))


def _insert_by_id(connection: Connection, table: type[Base], rows: Iterable[BoxRow | CommentRow]) -> None:
    in_order = iter(sorted(rows))
    while some := [row._asdict() for row in islice(in_order, _AT_ONCE)]:
        connection.execute(insert(table), some)

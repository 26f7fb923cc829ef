"""Named queries that delete what a finished round received, in pieces, and that know who wanted it."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.orm import Session

from survey_app.errors import RoundError
from survey_app.store.rounds.participation import COUNTERS
from survey_app.store.tables import (
    AccessCode,
    Box,
    Comment,
    CommentReview,
    Deletion,
    Job,
    Link,
    ReceivedOnce,
    Release,
    ReleasePart,
    Round,
    SchoolPlan,
)
from survey_app.vocabulary import APPROVED

_BEGUN = ("begun", "done")
_IN_PIECES = (
    (Comment, Comment.id),
    (Box, Box.id),
    (AccessCode, AccessCode.code_hash),
    (ReceivedOnce, ReceivedOnce.nullifier),
)


class DeletionRow(NamedTuple):
    """What two people want deleted; the table explains the fields."""

    round: str
    state: str
    reason: str
    due_on: date
    asked_by: str
    asked_at: datetime
    agreed_by: str | None
    done_on: date | None


_ROW = select(*(Deletion.__table__.c[name] for name in DeletionRow._fields))


def deletion_of(connection: Connection | Session, key: str) -> DeletionRow | None:
    """Return what was asked about the responses of a round."""
    row = connection.execute(_ROW.where(Deletion.round == key)).one_or_none()
    return DeletionRow(*row) if row else None


def deletions(session: Session) -> dict[str, DeletionRow]:
    """Round → what was asked about its responses."""
    return {row.round: DeletionRow(*row) for row in session.execute(_ROW)}


def due_deletions(connection: Connection, today: date) -> Sequence[DeletionRow]:
    """Return what both people agreed to and whose day has come. All of its responses are mixed."""
    finished = (Round.state == "closed") & ~Round.has_traces
    query = _ROW.join(Round, Round.key == Deletion.round).where(Deletion.state.in_(("agreed", "begun")))
    rows = connection.execute(query.where(Deletion.due_on <= today, finished).order_by(Deletion.round))
    return [DeletionRow(*row) for row in rows]


def refuse_deleted(session: Session, key: str) -> None:
    """Raise RoundError if the responses of a round are deleted, or are being deleted."""
    row = deletion_of(session, key)
    if row and row.state in _BEGUN:
        raise RoundError("round_deleted", key=key)


def add_deletion(connection: Connection, row: DeletionRow) -> None:
    """Keep what somebody asked."""
    connection.execute(insert(Deletion).values(**row._asdict()))


def move_deletion(connection: Connection, key: str, state: str, **values: object) -> None:
    """Move a deletion on."""
    connection.execute(update(Deletion).where(Deletion.round == key).values(state=state, **values))


def drop_deletion(connection: Connection, key: str) -> None:
    """Forget that somebody asked."""
    connection.execute(delete(Deletion).where(Deletion.round == key))


def delete_some(connection: Connection, key: str, most: int) -> int:
    """Delete at most this many rows of a table that may be large. Return how many."""
    for table, row_key in _IN_PIECES:
        keys = connection.scalars(select(row_key).where(table.round == key).limit(most)).all()
        if keys:
            if table is Comment:
                connection.execute(delete(CommentReview).where(CommentReview.id.in_(keys)))
            connection.execute(delete(table).where(row_key.in_(keys)))
            return len(keys)
    return 0


def delete_rest(connection: Connection, key: str) -> Sequence[str]:
    """Delete the other rows of a round. Return the ids of its jobs, which may have files.

    Approved results stay, with what shows them: links, and the plans of schools. The round itself always stays.
    """
    results = connection.execute(
        select(Release.survey, Release.number, Release.state).where(Release.round == key)
    )
    is_public = False
    for survey, number, state in results.all():
        is_public |= state == APPROVED
        for table in () if state == APPROVED else (ReleasePart, Release):
            its = (table.round == key) & (table.survey == survey) & (table.number == number)
            connection.execute(delete(table).where(its))
    for goes in COUNTERS if is_public else (*COUNTERS, SchoolPlan, Link):
        connection.execute(delete(goes).where(goes.round == key))
    no_codes = {"codes": 0, "voided": 0, "has_voided": False}
    connection.execute(update(Link).where(Link.round == key).values(**no_codes))
    return _delete_jobs(connection, key)


def _delete_jobs(connection: Connection, key: str) -> Sequence[str]:
    jobs = connection.execute(select(Job.id, Job.wanted)).all()
    gone = [job.id for job in jobs if json.loads(job.wanted).get("round") == key]
    connection.execute(delete(Job).where(Job.id.in_(gone)))
    return gone

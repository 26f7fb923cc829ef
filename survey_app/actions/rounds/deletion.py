"""Delete what a finished round received, when two people want it: one asks and says why and when, another agrees.

Until the day comes, everybody of the district sees it and any administrator can call it off. Then the sealer deletes,
in pieces, so that people who answer another round do not wait. A deletion that is killed goes on where it stopped.
"""

from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import Change, changing
from survey_app.actions.rounds.plan import wanted_round
from survey_app.errors import RoundError
from survey_app.store.audit_log import district_of_round
from survey_app.store.database.engine import writing
from survey_app.store.database.one_sealer import only_sealer
from survey_app.store.responses.inbox import drop_waiting_of
from survey_app.store.rounds.deletion import (
    DeletionRow,
    add_deletion,
    delete_rest,
    delete_some,
    deletion_of,
    drop_deletion,
    due_deletions,
    move_deletion,
)
from survey_app.store.rounds.rounds import note_traces
from survey_app.vocabulary import LONGEST_TEXT

LONGEST_WAIT = timedelta(days=3660)
"""How far ahead the day may be: ten years."""

_AT_ONCE = 250
_STANDING = ("asked", "agreed")


def ask_deletion(session: Session, key: str, reason: str, due_on: date, by: Actor, today: date) -> None:
    """Ask that what a round received is deleted on a day. Raises NotFound, RoundError."""
    with changing(session, by, "round delete ask") as change:
        row = wanted_round(session, key)
        if row.phase != "closed" or row.has_traces:
            raise RoundError("deletion_not_finished", key=key, phase=row.phase)
        if earlier := deletion_of(change.connection, key):
            raise RoundError("deletion_asked" if earlier.state in _STANDING else "round_deleted", key=key)
        kept_reason = _checked(reason)
        if not today <= due_on <= today + LONGEST_WAIT:
            raise RoundError("deletion_day_wrong", "due_on")
        add_deletion(
            change.connection,
            DeletionRow(key, "asked", kept_reason, due_on, by.who, by.now, agreed_by=None, done_on=None),
        )
        change.log(key, row.district, {"on": due_on.isoformat(), "reason": kept_reason})


def agree_deletion(session: Session, key: str, by: Actor, due_on: date | None = None) -> DeletionRow:
    """Agree to what somebody else asked. due_on: the day that the person saw, if known. Raises RoundError."""
    with changing(session, by, "round delete agree") as change:
        row = _standing(change, key)
        if row.state != "asked" or due_on not in (None, row.due_on):
            raise RoundError("deletion_is_another", key=key)
        if row.asked_by == by.who:
            raise RoundError("deletion_own", key=key)
        move_deletion(change.connection, key, "agreed", agreed_by=by.who)
        change.log(key, district_of_round(change.connection, key), {"on": row.due_on.isoformat()})
    return row._replace(state="agreed", agreed_by=by.who)


def call_off_deletion(session: Session, key: str, by: Actor) -> None:
    """Take back what was asked, whoever asked or agreed. Raises RoundError once it has begun."""
    with changing(session, by, "round delete call off") as change:
        row = _standing(change, key)
        drop_deletion(change.connection, key)
        change.log(key, district_of_round(change.connection, key), {"was": row.state})


def delete_due(engine: Engine, jobs: Path, today: date, now: datetime) -> int:
    """Delete what two people wanted deleted by today. Return how many rounds. jobs: the folder of files of jobs."""
    with engine.connect() as connection:
        due = due_deletions(connection, today)
    for row in due:
        with only_sealer(engine):
            _delete(engine, jobs, row, today, now)
    return len(due)


def _delete(engine: Engine, jobs: Path, row: DeletionRow, today: date, now: datetime) -> None:
    with writing(engine) as connection:
        still = deletion_of(connection, row.round)
        if still is None or still.state not in ("agreed", "begun") or still.agreed_by is None:
            return
        # From here on, nobody makes results or files of what is left.
        move_deletion(connection, row.round, "begun")
        drop_waiting_of(connection, row.round)
    while _delete_piece(engine, row.round):
        pass
    with changing(engine, Actor(still.agreed_by, now), "round delete") as change:
        gone = delete_rest(change.connection, row.round)
        move_deletion(change.connection, row.round, "done", done_on=today)
        # So the sealer cleans the files of the database next.
        note_traces(change.connection, row.round)
        said = {"asked by": row.asked_by, "on": row.due_on.isoformat(), "reason": row.reason}
        change.log(row.round, district_of_round(change.connection, row.round), said)
    for number in gone:
        for path in jobs.glob(f"{number}*"):
            path.unlink(missing_ok=True)


def _delete_piece(engine: Engine, key: str) -> int:
    with writing(engine) as connection:
        return delete_some(connection, key, _AT_ONCE)


def _standing(change: Change, key: str) -> DeletionRow:
    row = deletion_of(change.connection, key)
    if row is None:
        raise RoundError("deletion_not_asked", key=key)
    if row.state not in _STANDING:
        raise RoundError("round_deleted", key=key)
    return row


def _checked(reason: str) -> str:
    """Return a reason as we keep it: one line. Raises RoundError."""
    given = " ".join("".join(each if each.isprintable() else " " for each in reason).split())
    longest = LONGEST_TEXT["reason"]
    if not given:
        raise RoundError("reason_missing", "reason", longest=longest)
    if len(given) > longest:
        raise RoundError("reason_too_long", "reason", length=len(given), longest=longest)
    return given

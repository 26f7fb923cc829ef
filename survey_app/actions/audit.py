"""The audit log: who did what, when, to what. Each entry carries a hash over itself and the one before it.

So an entry that is changed, left out or put in later is found by `check`. What is cut off at the end can only be found
by whoever wrote down the last number and hash, which `check` prints.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from survey_app.errors import AuditError
from survey_app.store.audit import add_entry, entries, entry_time, hold_log, last_entry, newest_entries
from survey_app.store.moments import utc

__all__ = ["OPERATOR", "LoggedAct", "record", "show_log", "verify_log"]

OPERATOR = "operator"
"""Who acts by a command on the server."""
_PAGE = 50


@dataclass(frozen=True)
class LoggedAct:
    """An entry as staff read it."""

    number: int
    at: datetime
    who: str
    action: str
    subject: str
    details: Mapping[str, object]


def record(
    connection: Connection,
    who: str,
    action: str,
    subject: str,
    now: datetime,
    details: Mapping[str, object] | None = None,
) -> None:
    """Add what is done in this transaction to the log: both are kept, or neither. Never about a respondent.

    who: an e-mail address or OPERATOR. action: "round open". subject: the key of what it was done to.
    """
    hold_log(connection)
    number, previous = last_entry(connection)
    at = now.astimezone(UTC).replace(microsecond=0)
    written = json.dumps(dict(details or {}), ensure_ascii=False, sort_keys=True)
    values: dict[str, object] = {
        "number": number + 1,
        "at": at,
        "who": who,
        "action": action,
        "subject": subject,
        "details": written,
    }
    add_entry(connection, {**values, "hash": _hash(previous, {**values, "at": entry_time(at)})})


def verify_log(session: Session) -> tuple[int, str]:
    """Number and hash of the newest entry, once all were found whole. Raises AuditError at the first that is not."""
    number, previous = 0, ""
    for entry in entries(session):
        number += 1
        values: dict[str, object] = {
            "number": entry.number,
            "at": entry_time(entry.at),
            "who": entry.who,
            "action": entry.action,
            "subject": entry.subject,
            "details": entry.details,
        }
        if entry.number != number or entry.hash != _hash(previous, values):
            raise AuditError(
                f"the audit log was changed at or before entry {number}; compare it with a backup to see what"
            )
        previous = entry.hash
    return number, previous


def show_log(session: Session, before: int | None = None) -> list[LoggedAct]:
    """The newest entries, the newest first; before: older ones than this number."""
    return [
        LoggedAct(row.number, utc(row.at), row.who, row.action, row.subject, json.loads(row.details))
        for row in newest_entries(session, before, _PAGE)
    ]


def _hash(previous: str, values: Mapping[str, object]) -> str:
    content = json.dumps([previous, values], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(content.encode()).hexdigest()

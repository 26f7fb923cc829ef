"""The audit log: who did what, when, to what. Each entry carries a hash over itself and the entry before it.

So `check` finds an entry that somebody changed, left out or put in later. If somebody cuts off the end, only a person
who wrote down the last number and hash can tell. `check` prints both.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from survey_app.errors import AuditError
from survey_app.store.audit_log import add_entry, entries, entry_time, hold_log, last_entry, newest_entries
from survey_app.store.tables import AuditEntry
from survey_app.store.tables.moments import utc

__all__ = ["OPERATOR", "Actor", "LogPage", "LoggedAct", "record", "show_log", "verify_log"]

OPERATOR = "operator"
"""Who acts when somebody runs a command on the server."""
GAVE_DISTRICTS = "log districts"
"""The act of the migration that gave older entries their districts. Its hash covers which entry got which district."""
_PAGE = 50


@dataclass(frozen=True)
class Actor:
    """Who does something, and when, for the log. who: an e-mail address or OPERATOR."""

    who: str
    now: datetime


@dataclass(frozen=True)
class LoggedAct:
    """An entry as staff read it."""

    number: int
    at: datetime
    who: str
    action: str
    subject: str
    details: Mapping[str, object]


@dataclass(frozen=True)
class LogPage:
    """A page of entries, newest first. older: pass this number to see earlier ones; None if these are the last."""

    acts: list[LoggedAct]
    older: int | None


def record(
    connection: Connection,
    who: str,
    action: str,
    subject: str,
    now: datetime,
    details: Mapping[str, object] | None = None,
    *,
    district: str | None,
) -> None:
    """Add to the log what this transaction does: both are kept, or neither. Never about a respondent.

    who: an e-mail address or OPERATOR. action: "round open". subject: the key of what changed.
    district: its administrators may read the entry; None for what concerns the whole installation.
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
        "district": district,
    }
    add_entry(connection, {**values, "hash": _hash(previous, {**values, "at": entry_time(at)})})


def verify_log(session: Session) -> tuple[int, str]:
    """Return the number and hash of the newest entry if all are whole. Raises AuditError at the first that is not.

    Entries from before there were districts come first, and their hashes leave the district out. The first entry after
    them holds the hash of all their districts.
    """
    number, previous = 0, ""
    older, is_older = sha256(), True
    for number, entry in enumerate(entries(session), 1):
        values = _values(entry)
        was_older = is_older and number > 1
        is_older = is_older and entry.hash == _hash(previous, values)
        is_whole = is_older or entry.hash == _hash(previous, {**values, "district": entry.district})
        if is_older:
            older.update(f"{number} {entry.district or ''}\n".encode())
        elif was_older:
            is_whole = is_whole and _gave(entry) == older.hexdigest()
        if entry.number != number or not is_whole:
            raise AuditError("audit_changed", number=number)
        previous = entry.hash
    if number and is_older:
        raise AuditError("audit_cut_off", number=number)
    return number, previous


def show_log(session: Session, district: str | None, before: int | None = None) -> LogPage:
    """Return the newest entries of a district, newest first. before: only entries older than this number.

    district: None shows everything, also what concerns the whole installation, to whoever runs it.
    """
    rows = newest_entries(session, district, before, _PAGE + 1)
    acts = [
        LoggedAct(row.number, utc(row.at), row.who, row.action, row.subject, json.loads(row.details))
        for row in rows[:_PAGE]
    ]
    return LogPage(acts, acts[-1].number if len(rows) > _PAGE else None)


def _values(entry: AuditEntry) -> dict[str, object]:
    return {
        "number": entry.number,
        "at": entry_time(entry.at),
        "who": entry.who,
        "action": entry.action,
        "subject": entry.subject,
        "details": entry.details,
    }


def _gave(entry: AuditEntry) -> object:
    """Return the hash of the districts that the migration gave to older entries; None for any other act."""
    return json.loads(entry.details).get("sha256") if entry.action == GAVE_DISTRICTS else None


def _hash(previous: str, values: Mapping[str, object]) -> str:
    content = json.dumps([previous, values], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(content.encode()).hexdigest()

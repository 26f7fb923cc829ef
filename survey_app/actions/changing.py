"""One unit of work: what a person changes is kept together with its line in the audit log, or not at all.

Every action of a person writes through `changing`. Machines act without a person (the sealer, the writer of
responses, jobs, sessions of staff) and write through `writing`. Nothing else in the app begins, commits or rolls back.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor, record
from survey_app.store.audit_log import hold_log
from survey_app.store.database.engine import writing


class Change:
    """What somebody is changing. connection: the transaction's own, for queries that need one."""

    def __init__(self, connection: Connection, who: Actor | None, action: str) -> None:
        self.connection = connection
        self.is_nothing = False
        self.is_logged = who is None
        self._who = who
        self._action = action

    def log(self, subject: str, district: str | None, details: Mapping[str, object] | None = None) -> None:
        """Write the line. Never about a respondent.

        subject: the key of what is changed. district: whose administrators may read the line; None if it concerns the
        whole installation.
        """
        self.is_logged = True
        if self._who:
            record(
                self.connection,
                self._who.who,
                self._action,
                subject,
                self._who.now,
                details,
                district=district,
            )

    def nothing(self) -> None:
        """Say that there was nothing to change: the block is undone and writes no line."""
        self.is_nothing = True


@contextmanager
def changing(on: Session | Engine, who: Actor | None, action: str) -> Iterator[Change]:
    """Change something for a person: a transaction with a line in the log. Any error undoes both.

    who: None for what the calendar does; that has no line. action: "round open".
    The block calls `log` where it knows what the line says. It holds the log from the beginning, so people change
    things one after the other, on Postgres too. What the block reads stays true until it ends.
    Raises RuntimeError if the block ends without `log` or `nothing`; and as `writing` does.
    """
    with suppress(_NothingChanged), writing(on) as connection:
        hold_log(connection)
        change = Change(connection, who, action)
        yield change
        if change.is_nothing:
            raise _NothingChanged
        if not change.is_logged:
            raise RuntimeError(f"{action!r} has no line in the audit log; call `log`, or `nothing`")


class _NothingChanged(Exception):
    """Undoes a transaction."""

"""What people did, what is being done, and with which secrets: the audit log, jobs, fingerprints."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.store.tables.base import Base
from survey_app.vocabulary import LONGEST_TEXT


class AuditEntry(Base):
    """What a member of staff did, when, to what. We only add entries: the database refuses changes.

    details: JSON, never about respondents. hash: hexadecimal SHA-256 over the entry and the hash before it.
    district: its administrators may read the entry; None for what concerns the whole installation. It names no row
    of `district`, because an entry outlives what it is about.
    """

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    who: Mapped[str] = mapped_column(String(LONGEST_TEXT["email"]))
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(200))
    details: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64))
    district: Mapped[str | None] = mapped_column(String(8))


class Secret(Base):
    """A secret that this database was used with. name: of its file. fingerprint: a keyed hash; empty if given up."""

    __tablename__ = "secret"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))


class Job(Base):
    """Long work done beside the server. id: random. done, total: steps. file: the result, in the folder of jobs.

    worker, alive_at: who does it now, and when it last gave a sign of life; None unless it runs. tries: how many
    workers began it.

    why: what was refused and what would help, or what a finished job left out. None if it failed through no fault of
    its owner.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="state"),
        CheckConstraint("done >= 0 AND done <= total", name="progress"),
    )

    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    account: Mapped[int] = mapped_column(ForeignKey("account.id"))
    wanted: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    file: Mapped[str | None] = mapped_column(String(200))
    why: Mapped[str | None] = mapped_column(Text)
    worker: Mapped[str | None] = mapped_column(String(60))
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    alive_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

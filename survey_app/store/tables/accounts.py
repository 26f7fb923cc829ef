"""People who sign in."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    ForeignKey,
    LargeBinary,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.store.tables.base import Base, one_of
from survey_app.vocabulary import LONGEST_TEXT, ROLES

ROLE = one_of("role", ROLES)


class Account(Base):
    """A member of staff. email: in lower case.

    district: None for whoever runs the server, who sees every district. schools: the slugs that a coordinator or viewer
    may see; empty for the whole district. languages: those whose texts a translator works on; empty for all.
    password: argon2id. totp: the secret, locked with a key outside the database. totp_step: the last time step that was
    used, so that no code works twice.
    """

    __tablename__ = "account"
    __table_args__ = (CheckConstraint(ROLE, name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(LONGEST_TEXT["email"]), unique=True)
    name: Mapped[str] = mapped_column(String(LONGEST_TEXT["name"]))
    role: Mapped[str] = mapped_column(String(20))
    district: Mapped[str | None] = mapped_column(ForeignKey("district.code"))
    schools: Mapped[list[Any]] = mapped_column(JSON, default=list)
    languages: Mapped[list[Any]] = mapped_column(JSON, default=list)
    password: Mapped[str | None] = mapped_column(String(200))
    totp: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_step: Mapped[int | None]
    is_disabled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Guess(Base):
    """Recent wrong guesses. subject_hash: keyed hash of an e-mail address that was typed, of a network address, or of a
    link to a survey and a minute.

    wrong: how many. waits_until: no guess is checked before then. forget_at: the row counts for nothing after that.
    """

    __tablename__ = "guess"
    __table_args__ = (CheckConstraint("wrong >= 0", name="wrong"),)

    subject_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    wrong: Mapped[int]
    waits_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    forget_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class RecoveryCode(Base):
    """A code that replaces the second step once. code_hash: its SHA-256."""

    __tablename__ = "recovery_code"

    code_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    account: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)


class StaffLink(Base):
    """A link for staff that works once. token_hash: SHA-256 of the token in the link. Nothing stores the token.

    purpose: enter (signs in whoever runs the server), invite or reset (the account chooses a password).
    """

    __tablename__ = "staff_link"
    __table_args__ = (CheckConstraint("purpose IN ('enter', 'invite', 'reset')", name="purpose"),)

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    account: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    purpose: Mapped[str] = mapped_column(String(10), default="enter", server_default="enter")


class StaffSession(Base):
    """A note that somebody is signed in. token_hash: SHA-256 of the token in the cookie. seen_at: its last use."""

    __tablename__ = "staff_session"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    account: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

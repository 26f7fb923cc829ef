"""Responses: on their way, and mixed."""

from datetime import date

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.store.tables.base import CHANNEL, UNORDERED, Base

_CURRENT, _CLOSED = text("state = 'current'"), text("state = 'closed'")


class Epoch(Base):
    """A key pair that responses are sealed to for a time. The private key is a file outside the database.

    state: current (at most one: new responses are sealed to it) → closed (at most one: nothing is added, and the
    sealer is mixing it) → retired (all of it is in the box or under the current epoch) → destroyed (the private key
    is gone, and whoever removed it said so). lost: the key is missing, and `recover` gave up what waited for it.
    day: the day of the last daily count before it began. is_daily: a daily count closed it, so everything in it is
    counted and mixed; otherwise the end of a round closed it, and what belongs to other rounds stays as it is.
    is_key_missing: the sealer did not find the private key in its place, so nobody may call a response stored.
    """

    __tablename__ = "epoch"
    __table_args__ = (
        CheckConstraint("state IN ('current', 'closed', 'retired', 'destroyed', 'lost')", name="state"),
        Index("ix_epoch_current", "state", unique=True, sqlite_where=_CURRENT, postgresql_where=_CURRENT),
        Index("ix_epoch_closed", "state", unique=True, sqlite_where=_CLOSED, postgresql_where=_CLOSED),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(9))
    day: Mapped[date]
    is_daily: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_key_missing: Mapped[bool] = mapped_column(default=False, server_default=false())


class AccessCode(Base):
    """An access code, as HMAC-SHA256(pepper, code): no name, no sequence. Empty where links are open.

    is_void: somebody took it back before anybody used it.
    """

    __tablename__ = "access_code"
    __table_args__ = UNORDERED

    code_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    round: Mapped[str] = mapped_column(ForeignKey("round.key"))
    link: Mapped[str] = mapped_column(String(80))
    is_void: Mapped[bool] = mapped_column(default=False, server_default=false())


class ReceivedOnce(Base):
    """A note that a response came, once. nullifier: SHA-256(response id), or HMAC of the code.

    response_hash: HMAC-SHA256 of what it says, by a salt that only its device knows. Older rows have
    SHA-256(response id).
    """

    __tablename__ = "received_once"
    __table_args__ = UNORDERED

    nullifier: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    round: Mapped[str] = mapped_column(ForeignKey("round.key"))
    response_hash: Mapped[bytes] = mapped_column(LargeBinary)


class Inbox:
    """A response that waits to be mixed: a libsodium sealed box to the epoch's public key, of one size for its version.

    There are two inboxes, used in turn. So the sealer can drop everything that a closed epoch held at once.
    """

    __table_args__ = UNORDERED
    __tablename__: str

    nullifier: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    epoch: Mapped[int] = mapped_column(ForeignKey("epoch.number"))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class EvenInbox(Inbox, Base):
    """What waits under an epoch with an even number."""

    __tablename__ = "inbox_even"


class OddInbox(Inbox, Base):
    """What waits under an epoch with an odd number."""

    __tablename__ = "inbox_odd"


INBOXES = (EvenInbox, OddInbox)


class Box(Base):
    """A mixed response: no time, code, language, order or free text. `id`: 128 random bits made at sealing."""

    __tablename__ = "box"
    __table_args__ = (CheckConstraint(CHANNEL, name="channel"), UNORDERED)

    id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    round: Mapped[str] = mapped_column(ForeignKey("round.key"), index=True)
    school: Mapped[str] = mapped_column(ForeignKey("school.slug"))
    version: Mapped[str] = mapped_column(ForeignKey("survey_version.version"))
    channel: Mapped[str] = mapped_column(String(10))
    answers: Mapped[str] = mapped_column(Text)


class Comment(Base):
    """One free text, shuffled on its own: no join leads to the response that it came with.

    question: empty for a text beside "other", for a question that only some people at the school were asked, and, once
    the round is finished, if fewer than 11 wrote for it.
    """

    __tablename__ = "comment"
    __table_args__ = UNORDERED

    id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    round: Mapped[str] = mapped_column(ForeignKey("round.key"), index=True)
    school: Mapped[str] = mapped_column(ForeignKey("school.slug"))
    version: Mapped[str] = mapped_column(ForeignKey("survey_version.version"))
    question: Mapped[str] = mapped_column(String(80))
    body: Mapped[str] = mapped_column(Text)

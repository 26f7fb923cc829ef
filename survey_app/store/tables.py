"""Every table. Which of them may hold what about a person is fixed in docs/privacy.md.

Tables that a response touches have random or hashed keys and are WITHOUT ROWID on SQLite, so that neither a row number
nor the place of a row in the file tells the order in which people answered.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    case,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# Named constraints, or SQLite's batch migrations could not drop them.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
AUDIENCE = "audience IN ('student', 'family', 'staff', 'partner')"
CHANNEL = "channel IN ('web', 'kiosk', 'paper', 'interview')"
_CURRENT = text("state = 'current'")
UNORDERED = {"sqlite_with_rowid": False}


class Base(DeclarativeBase):
    """All tables; `Base.metadata` is what migrations are compared with."""

    metadata = MetaData(naming_convention=NAMING)


class District(Base):
    """A local education agency. `code`: county and district digits of the CDS code, "24-65789"."""

    __tablename__ = "district"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))


class School(Base):
    """A school. `slug` stands in its link; `cds` is the 14-character state code (text: leading zeros count).

    grade_low, grade_high: TK = -1, K = 0. enrolment: students on Census Day with its source, None when not known.
    """

    __tablename__ = "school"
    __table_args__ = (
        CheckConstraint("grade_low <= grade_high AND grade_low >= -1 AND grade_high <= 12", name="grades"),
        CheckConstraint("enrolment >= 0", name="enrolment"),
    )

    slug: Mapped[str] = mapped_column(String(60), primary_key=True)
    district: Mapped[str] = mapped_column(ForeignKey("district.code"), index=True)
    cds: Mapped[str] = mapped_column(String(14), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    city: Mapped[str] = mapped_column(String(100))
    grade_low: Mapped[int]
    grade_high: Mapped[int]
    enrolment: Mapped[int | None]
    enrolment_source: Mapped[str | None] = mapped_column(String(200))


class SurveyVersion(Base):
    """One published, frozen survey: `json` is the survey model, `sha256` its hash. Never changed, never deleted."""

    __tablename__ = "survey_version"
    __table_args__ = (CheckConstraint(AUDIENCE, name="audience"),)

    version: Mapped[str] = mapped_column(String(60), primary_key=True)
    audience: Mapped[str] = mapped_column(String(10))
    json: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Round(Base):
    """A needs assessment. `key` is what commands and files call it ("spring-2027").

    state: rehearsal (staff try it; what comes is discarded at opening) → open → closed. opens_on, closes_on: first and
    last day, in the district's time zone. late_until: while it is set, the open round is closed to new people and,
    until this day, takes what was answered before. sample: simulated respondents, marked wherever it is shown.
    """

    __tablename__ = "round"
    __table_args__ = (
        CheckConstraint("state IN ('rehearsal', 'open', 'closed')", name="state"),
        CheckConstraint("opens_on <= closes_on", name="dates"),
    )

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    district: Mapped[str] = mapped_column(ForeignKey("district.code"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10))
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    late_until: Mapped[date | None]
    sample: Mapped[bool] = mapped_column(default=False)

    @hybrid_property
    def phase(self) -> str:
        """The state, with "late" for an open round that takes late responses alone."""
        return "late" if self.late_until else self.state

    @phase.inplace.expression
    @classmethod
    def _phase(cls) -> ColumnElement[str]:
        return case((cls.late_until.is_not(None), "late"), else_=cls.state)


class Link(Base):
    """What is asked of one audience at one school in a round. `sections`: optional sections the school added."""

    __tablename__ = "link"
    __table_args__ = (CheckConstraint(AUDIENCE, name="audience"),)

    round: Mapped[str] = mapped_column(ForeignKey("round.key"), primary_key=True)
    school: Mapped[str] = mapped_column(ForeignKey("school.slug"), primary_key=True)
    audience: Mapped[str] = mapped_column(String(10), primary_key=True)
    version: Mapped[str] = mapped_column(ForeignKey("survey_version.version"))
    sections: Mapped[list[Any]] = mapped_column(JSON, default=list)


class Epoch(Base):
    """A key pair that responses are sealed to for a time. The private key is a file outside the database.

    state: current (exactly one) → retired (its responses were moved; the private key is to be destroyed) → destroyed.
    carried: how many waiting responses it took over from the epoch before.
    """

    __tablename__ = "epoch"
    __table_args__ = (
        CheckConstraint("state IN ('current', 'retired', 'destroyed')", name="state"),
        Index("ix_epoch_current", "state", unique=True, sqlite_where=_CURRENT, postgresql_where=_CURRENT),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(10))
    carried: Mapped[int] = mapped_column(default=0)


class Voucher(Base):
    """An access code, as HMAC-SHA256(pepper, code): no name, no sequence. Empty where links are open."""

    __tablename__ = "voucher"
    __table_args__ = UNORDERED

    h: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    round: Mapped[str] = mapped_column(ForeignKey("round.key"))
    link: Mapped[str] = mapped_column(String(80))


class Spent(Base):
    """That a response came, once. nullifier: SHA-256(response id), or HMAC of the code; s: SHA-256(response id)."""

    __tablename__ = "spent"
    __table_args__ = UNORDERED

    nullifier: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    round: Mapped[str] = mapped_column(ForeignKey("round.key"))
    s: Mapped[bytes] = mapped_column(LargeBinary)


class Inbox(Base):
    """A response that waits to be mixed: a libsodium sealed box to the epoch's public key, padded to fixed sizes."""

    __tablename__ = "inbox"
    __table_args__ = UNORDERED

    nullifier: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    epoch: Mapped[int] = mapped_column(ForeignKey("epoch.number"))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


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
    """One free text, shuffled on its own: no join leads to the response that it came with."""

    __tablename__ = "comment"
    __table_args__ = UNORDERED

    id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    round: Mapped[str] = mapped_column(ForeignKey("round.key"), index=True)
    school: Mapped[str] = mapped_column(ForeignKey("school.slug"))
    version: Mapped[str] = mapped_column(ForeignKey("survey_version.version"))
    question: Mapped[str] = mapped_column(String(80))
    body: Mapped[str] = mapped_column(Text)


class Received(Base):
    """How many responses came, for participation. Counters only, never tied to a response."""

    __tablename__ = "received"
    __table_args__ = (
        CheckConstraint(AUDIENCE, name="audience"),
        CheckConstraint(CHANNEL, name="channel"),
        CheckConstraint("n > 0", name="n"),
        UNORDERED,
    )

    round: Mapped[str] = mapped_column(ForeignKey("round.key"), primary_key=True)
    school: Mapped[str] = mapped_column(ForeignKey("school.slug"), primary_key=True)
    audience: Mapped[str] = mapped_column(String(10), primary_key=True)
    language: Mapped[str] = mapped_column(String(12), primary_key=True)
    channel: Mapped[str] = mapped_column(String(10), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    n: Mapped[int]


class Release(Base):
    """A frozen set of published numbers of one survey in a round."""

    __tablename__ = "release"

    round: Mapped[str] = mapped_column(ForeignKey("round.key"), primary_key=True)
    survey: Mapped[str] = mapped_column(String(60), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    json: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))


class ExportLog(Base):
    """That rows were exported: when, of what, for which purpose, and the hash of what was handed out."""

    __tablename__ = "export_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    round: Mapped[str] = mapped_column(ForeignKey("round.key"))
    school: Mapped[str | None] = mapped_column(ForeignKey("school.slug"))
    kind: Mapped[str] = mapped_column(String(20))
    purpose: Mapped[str] = mapped_column(String(500))
    rows: Mapped[int]


class StaffLink(Base):
    """A link that signs a member of staff in once. `h`: SHA-256 of the token in the link, which is stored nowhere."""

    __tablename__ = "staff_link"

    h: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

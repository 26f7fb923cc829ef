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
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    case,
    false,
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
_CURRENT, _CLOSED = text("state = 'current'"), text("state = 'closed'")
_STANDS = text("state != 'withdrawn'")
UNORDERED = {"sqlite_with_rowid": False}


class Base(DeclarativeBase):
    """All tables; `Base.metadata` is what migrations are compared with."""

    metadata = MetaData(naming_convention=NAMING)


class District(Base):
    """A local education agency. `code`: county and district digits of the CDS code, "24-65789".

    colour: "#1d4ed8", logo: a PNG; both None until somebody chooses. safety_protocol: what is done about a comment that
    tells of danger, in the words of the district.
    """

    __tablename__ = "district"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    colour: Mapped[str | None] = mapped_column(String(7))
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)
    safety_protocol: Mapped[str | None] = mapped_column(Text)


class School(Base):
    """A school. `slug` stands in its link; `cds` is the 14-character state code (text: leading zeros count).

    grade_low, grade_high: TK = -1, K = 0. enrolment: students on Census Day with its source, None when not known.
    enrolment_by_grade: "9" → students, None where withheld. languages: BCP 47 tags of what families speak, for paper.
    language_counts: language → English learners who speak it. is_archived: closed; its responses stay.
    colour, logo: None for those of the district.
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
    enrolment_by_grade: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    languages: Mapped[list[Any]] = mapped_column(JSON, default=list)
    language_counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    is_archived: Mapped[bool] = mapped_column(default=False, server_default=false())
    colour: Mapped[str | None] = mapped_column(String(7))
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)


class SurveyVersion(Base):
    """One published, frozen survey: `json` is the survey model, `sha256` its hash. Never changed, never deleted.

    response_size: bytes of every sealed response, see `surveys/sizes.py`; None until a start has measured it.
    """

    __tablename__ = "survey_version"
    __table_args__ = (CheckConstraint(AUDIENCE, name="audience"),)

    version: Mapped[str] = mapped_column(String(60), primary_key=True)
    audience: Mapped[str] = mapped_column(String(10))
    json: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    response_size: Mapped[int | None]


class Round(Base):
    """A needs assessment. `key` is what commands and files call it ("spring-2027").

    state: draft (only staff see it) → rehearsal (staff try it; what comes is discarded at opening) → open → closed.
    opens_on, closes_on: first and last day, in the district's time zone. late_until: while it is set, the open round is
    closed to new people and, until this day, takes what was answered before. sample: simulated respondents, marked
    wherever it is shown. trial: the open round that came with the sample, to try things; it gives way to every other.
    goal: the per cent of those asked who should answer. per: families answer per child or per household.
    has_traces: it is finished, and the database files may still tell in which order its responses were mixed.
    """

    __tablename__ = "round"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'rehearsal', 'open', 'closed')", name="state"),
        CheckConstraint("opens_on <= closes_on", name="dates"),
        CheckConstraint("goal BETWEEN 1 AND 100", name="goal"),
        CheckConstraint("per IN ('child', 'household')", name="per"),
    )

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    district: Mapped[str] = mapped_column(ForeignKey("district.code"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10))
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    late_until: Mapped[date | None]
    sample: Mapped[bool] = mapped_column(default=False)
    trial: Mapped[bool] = mapped_column(default=False, server_default=false())
    goal: Mapped[int] = mapped_column(default=75, server_default="75")
    per: Mapped[str] = mapped_column(String(10), default="child", server_default="child")
    has_traces: Mapped[bool] = mapped_column(default=False, server_default=false())

    @hybrid_property
    def phase(self) -> str:
        """The state, with "late" for an open round that takes late responses alone."""
        return "late" if self.late_until else self.state

    @phase.inplace.expression
    @classmethod
    def _phase(cls) -> ColumnElement[str]:
        return case((cls.late_until.is_not(None), "late"), else_=cls.state)


class Link(Base):
    """What is asked of one audience at one school in a round. `sections`: optional sections the school added.

    access: open to everyone, or by access codes. consent: what the school has from parents. languages: those offered,
    empty for all of the survey. codes: access codes made so far. has_voided: those that nobody had used
    were taken back once; voided: how many they were, which nobody is told before the round is finished.
    """

    __tablename__ = "link"
    __table_args__ = (
        CheckConstraint(AUDIENCE, name="audience"),
        CheckConstraint("access IN ('open', 'codes')", name="access"),
        CheckConstraint("consent IN ('none', 'passive', 'active')", name="consent"),
        CheckConstraint("codes >= voided AND voided >= 0", name="codes"),
    )

    round: Mapped[str] = mapped_column(ForeignKey("round.key"), primary_key=True)
    school: Mapped[str] = mapped_column(ForeignKey("school.slug"), primary_key=True)
    audience: Mapped[str] = mapped_column(String(10), primary_key=True)
    version: Mapped[str] = mapped_column(ForeignKey("survey_version.version"))
    sections: Mapped[list[Any]] = mapped_column(JSON, default=list)
    access: Mapped[str] = mapped_column(String(5), default="open", server_default="open")
    consent: Mapped[str] = mapped_column(String(7), default="none", server_default="none")
    languages: Mapped[list[Any]] = mapped_column(JSON, default=list)
    codes: Mapped[int] = mapped_column(default=0, server_default="0")
    voided: Mapped[int] = mapped_column(default=0, server_default="0")
    has_voided: Mapped[bool] = mapped_column(default=False, server_default=false())


class Epoch(Base):
    """A key pair that responses are sealed to for a time. The private key is a file outside the database.

    state: current (at most one: what comes is sealed to it) → closed (at most one: nothing is added, what it holds is
    being mixed) → retired (all of it is in the box or under the current epoch) → destroyed (the private key is gone,
    and whoever removed it says so). lost: the key is missing, and `recover` gave up what waited for it.
    day: the day of the last daily count before it began. is_daily: a daily count closed it, so all that it holds is
    counted and mixed; otherwise the end of a round did, and what belongs to other rounds stays as it is.
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


class Voucher(Base):
    """An access code, as HMAC-SHA256(pepper, code): no name, no sequence. Empty where links are open.

    is_void: it was taken back before anybody used it.
    """

    __tablename__ = "voucher"
    __table_args__ = UNORDERED

    h: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    round: Mapped[str] = mapped_column(ForeignKey("round.key"))
    link: Mapped[str] = mapped_column(String(80))
    is_void: Mapped[bool] = mapped_column(default=False, server_default=false())


class Spent(Base):
    """That a response came, once. nullifier: SHA-256(response id), or HMAC of the code.

    s: HMAC-SHA256 of what it says, by a salt that only its device knows (`Submission.s`); in rows from before that,
    SHA-256(response id).
    """

    __tablename__ = "spent"
    __table_args__ = UNORDERED

    nullifier: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    round: Mapped[str] = mapped_column(ForeignKey("round.key"))
    s: Mapped[bytes] = mapped_column(LargeBinary)


class Inbox:
    """A response that waits to be mixed: a libsodium sealed box to the epoch's public key, of one size for its version.

    There are two, used by turns, so that all that a closed epoch held can be dropped at once.
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

    question: empty for a text beside "other", for one that only some people at the school were asked for, and, once the
    round is finished, where fewer than 11 wrote for it.
    """

    __tablename__ = "comment"
    __table_args__ = UNORDERED

    id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    round: Mapped[str] = mapped_column(ForeignKey("round.key"), index=True)
    school: Mapped[str] = mapped_column(ForeignKey("school.slug"))
    version: Mapped[str] = mapped_column(ForeignKey("survey_version.version"))
    question: Mapped[str] = mapped_column(String(80))
    body: Mapped[str] = mapped_column(Text)


class _Received:
    """What the three counters share. They are never crossed: one person in two of them is not the same person."""

    round: Mapped[str] = mapped_column(ForeignKey("round.key"), primary_key=True)
    school: Mapped[str] = mapped_column(ForeignKey("school.slug"), primary_key=True)
    audience: Mapped[str] = mapped_column(String(10), primary_key=True)
    n: Mapped[int] = mapped_column(sort_order=2)


class ReceivedDay(_Received, Base):
    """How many responses came, by the day on which they were counted (not sent)."""

    __tablename__ = "received_day"
    __table_args__ = (
        CheckConstraint(AUDIENCE, name="audience"),
        CheckConstraint("n > 0", name="n"),
        UNORDERED,
    )

    day: Mapped[date] = mapped_column(primary_key=True, sort_order=1)


class ReceivedLanguage(_Received, Base):
    """The same responses by the language in which they were sent, a BCP 47 tag."""

    __tablename__ = "received_language"
    __table_args__ = (
        CheckConstraint(AUDIENCE, name="audience"),
        CheckConstraint("n > 0", name="n"),
        UNORDERED,
    )

    language: Mapped[str] = mapped_column(String(12), primary_key=True, sort_order=1)


class ReceivedChannel(_Received, Base):
    """The same responses by the channel through which they came."""

    __tablename__ = "received_channel"
    __table_args__ = (
        CheckConstraint(AUDIENCE, name="audience"),
        CheckConstraint(CHANNEL, name="channel"),
        CheckConstraint("n > 0", name="n"),
        UNORDERED,
    )

    channel: Mapped[str] = mapped_column(String(10), primary_key=True, sort_order=1)


class Release(Base):
    """A frozen set of numbers of one survey in a round. state: draft, approved or withdrawn; of those that are not
    withdrawn, a survey has one.

    reason: why it was withdrawn; until then why it was made, where one before it was withdrawn.
    """

    __tablename__ = "release"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'approved', 'withdrawn')", name="state"),
        Index(
            "ix_release_stands",
            "round",
            "survey",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
    )

    round: Mapped[str] = mapped_column(ForeignKey("round.key"), primary_key=True)
    survey: Mapped[str] = mapped_column(String(60), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    json: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(9))
    reason: Mapped[str] = mapped_column(String(500))


class ReleasePart(Base):
    """The published numbers of one school ("" for the district), see `results.published.model.Part`."""

    __tablename__ = "release_part"
    __table_args__ = (
        ForeignKeyConstraint(
            ["round", "survey", "number"], ["release.round", "release.survey", "release.number"]
        ),
    )

    round: Mapped[str] = mapped_column(String(60), primary_key=True)
    survey: Mapped[str] = mapped_column(String(60), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    unit: Mapped[str] = mapped_column(String(60), primary_key=True)
    json: Mapped[str] = mapped_column(Text)


class CommentReview(Base):
    """What a person decided about a comment. body: as it may be shown, with what identifies somebody masked.

    state: shown, hidden, or safety (a concern that was handed on by the district's protocol; never shown).
    themes: codes of the list of needs. is_pinned: quoted in the report.
    """

    __tablename__ = "comment_review"
    __table_args__ = (CheckConstraint("state IN ('shown', 'hidden', 'safety')", name="state"), UNORDERED)

    id: Mapped[bytes] = mapped_column(LargeBinary, ForeignKey("comment.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(6))
    body: Mapped[str] = mapped_column(Text)
    themes: Mapped[list[Any]] = mapped_column(JSON, default=list)
    is_pinned: Mapped[bool] = mapped_column(default=False)


class SchoolPlan(Base):
    """What a school makes of the results of a round: draft priorities, and answers to families (JSON)."""

    __tablename__ = "school_plan"

    round: Mapped[str] = mapped_column(ForeignKey("round.key"), primary_key=True)
    school: Mapped[str] = mapped_column(ForeignKey("school.slug"), primary_key=True)
    json: Mapped[str] = mapped_column(Text)

"""What is asked, and where: versions of surveys, rounds, links."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    DateTime,
    ForeignKey,
    String,
    Text,
    case,
    false,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.store.tables.base import AUDIENCE, Base, one_of
from survey_app.vocabulary import ACCESS, CONSENTS, ONCE_FOR, ROUND_STATES


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
        CheckConstraint(one_of("state", ROUND_STATES), name="state"),
        CheckConstraint("opens_on <= closes_on", name="dates"),
        CheckConstraint("goal BETWEEN 1 AND 100", name="goal"),
        CheckConstraint(one_of("per", ONCE_FOR), name="per"),
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
        CheckConstraint(one_of("access", ACCESS), name="access"),
        CheckConstraint(one_of("consent", CONSENTS), name="consent"),
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

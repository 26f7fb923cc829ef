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
from survey_app.vocabulary import ACCESS, DELETION_STATES, GIVEN, LONGEST_TEXT, ONCE_FOR, ROUND_STATES


class SurveyVersion(Base):
    """One published, frozen survey: `json` is the survey model, `sha256` its hash. Never changed, never deleted.

    response_size: bytes of every sealed response, see `surveys/sizes.py`. None until the app starts and measures it.
    district: only this district asks and sees it; None: everybody. root: the name of the survey it was copied from, or
    its own.
    """

    __tablename__ = "survey_version"
    __table_args__ = (CheckConstraint(AUDIENCE, name="audience"),)

    version: Mapped[str] = mapped_column(String(60), primary_key=True)
    audience: Mapped[str] = mapped_column(String(10))
    json: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    response_size: Mapped[int | None]
    district: Mapped[str | None] = mapped_column(ForeignKey("district.code"), index=True)
    root: Mapped[str] = mapped_column(String(60))


class Round(Base):
    """A needs assessment. `key` is its name in commands and files ("spring-2027").

    state: draft (only staff see it) → rehearsal (staff try it; opening discards what came) → open → closed.
    opens_on, closes_on: first and last day, in the district's time zone. late_until: while it is set, the open round is
    closed to new people, and until this day it takes what people answered before. sample: simulated respondents; every
    page marks it. trial: the open round that came with the sample, to try things; every other round takes its place.
    goal: the percent of those asked who should answer. per: families answer per child or per household.
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
    name: Mapped[str] = mapped_column(String(LONGEST_TEXT["name"]))
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
        """The state, but "late" for an open round that takes only late responses."""
        return "late" if self.late_until else self.state

    @phase.inplace.expression
    @classmethod
    def _phase(cls) -> ColumnElement[str]:
        return case((cls.late_until.is_not(None), "late"), else_=cls.state)


class Link(Base):
    """What a round asks one audience at one school. `sections`: optional sections that the school added.

    access: open to everyone, or by access codes. consent: what the school has from parents. languages: those offered,
    empty for all of the survey. codes: access codes made so far. has_voided: somebody once took back the codes that
    nobody had used. voided: how many they were; nobody learns that before the round is finished.
    """

    __tablename__ = "link"
    __table_args__ = (
        CheckConstraint(AUDIENCE, name="audience"),
        CheckConstraint(one_of("access", ACCESS), name="access"),
        CheckConstraint(one_of("consent", GIVEN), name="consent"),
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


class Deletion(Base):
    """That the responses of a finished round shall be deleted: one administrator asks, another agrees.

    state: asked → agreed → begun (from due_on on, the sealer deletes) → done. asked_by, agreed_by: e-mail addresses, or
    "operator". A row that is done stays: it says why the round has no responses.
    """

    __tablename__ = "deletion"
    __table_args__ = (
        CheckConstraint(one_of("state", DELETION_STATES), name="state"),
        CheckConstraint("asked_by <> agreed_by", name="two_people"),
        CheckConstraint("state = 'asked' OR agreed_by IS NOT NULL", name="agreed"),
    )

    round: Mapped[str] = mapped_column(ForeignKey("round.key"), primary_key=True)
    state: Mapped[str] = mapped_column(String(6))
    reason: Mapped[str] = mapped_column(String(LONGEST_TEXT["reason"]))
    due_on: Mapped[date]
    asked_by: Mapped[str] = mapped_column(String(LONGEST_TEXT["email"]))
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    agreed_by: Mapped[str | None] = mapped_column(String(LONGEST_TEXT["email"]))
    done_on: Mapped[date | None]

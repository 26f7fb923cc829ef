"""Releases, and what staff make of them."""

from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.store.tables.base import UNORDERED, Base, one_of
from survey_app.vocabulary import COMMENT_STATES, LONGEST_TEXT, RELEASE_STATES

_STANDS = text("state != 'withdrawn'")


class Release(Base):
    """A frozen set of numbers of one survey in a round. state: draft, approved or withdrawn. A survey has at most one
    that is not withdrawn.

    reason: why it was withdrawn. Before that: why it was made, if an earlier one was withdrawn.
    """

    __tablename__ = "release"
    __table_args__ = (
        CheckConstraint(one_of("state", RELEASE_STATES), name="state"),
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
    reason: Mapped[str] = mapped_column(String(LONGEST_TEXT["reason"]))


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
    """What a person decided about a comment. body: as we may show it, with everything masked that identifies somebody.

    state: shown, hidden, or safety (a concern, passed on by the district's protocol and never shown).
    themes: codes of the list of needs. is_pinned: quoted in the report.
    """

    __tablename__ = "comment_review"
    __table_args__ = (CheckConstraint(one_of("state", COMMENT_STATES), name="state"), UNORDERED)

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

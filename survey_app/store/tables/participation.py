"""How many responses came."""

from datetime import date

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.store.tables.base import AUDIENCE, CHANNEL, UNORDERED, Base


class _Received:
    """What the three counters share. They are never crossed: nobody can follow one person from one to another."""

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

"""Words that a district says in place of those that we ship, languages that it adds, and clips that speak words."""

from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, LargeBinary, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.store.tables.base import Base, one_of
from survey_app.vocabulary import LONGEST_TEXT, WORDING_STATES


class Wording(Base):
    """What one person did to one text in one language. We only add rows: the database refuses changes.

    The newest row of (district, place, key, source_sha, language) counts. place: the name of a survey, or "interface".
    key: where the text stands ("belong.ask"), or which text of the interface it is. source: the English words that the
    words translate; source_sha: their hexadecimal SHA-256, so that other English is another text. words: "" if nobody
    has translated it. meaning: the new words mean something else than those before, so the results say so. by: an
    e-mail address. It names no row of `district`, because what somebody signed outlives what it is about.
    """

    __tablename__ = "wording"
    __table_args__ = (
        CheckConstraint(one_of("state", WORDING_STATES), name="state"),
        Index(None, "district", "language"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    district: Mapped[str] = mapped_column(String(8))
    place: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(Text)
    source_sha: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(35))
    words: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10))
    meaning: Mapped[bool] = mapped_column(default=False, server_default=false())
    by: Mapped[str] = mapped_column(String(LONGEST_TEXT["email"]))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    note: Mapped[str] = mapped_column(String(LONGEST_TEXT["reason"]))


class AddedLanguage(Base):
    """A language that a district translates into besides those that we ship. tag: BCP 47. by: an e-mail address."""

    __tablename__ = "added_language"

    district: Mapped[str] = mapped_column(ForeignKey("district.code"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(35), primary_key=True)
    by: Mapped[str] = mapped_column(String(LONGEST_TEXT["email"]))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class RecordedClip(Base):
    """A recorded clip of words in a language. `surveys.words.clips` explains the fields. mp3: its sound.

    It has no time and no name of a person: a voice is a person. Who put it here is in the audit log alone. It names no
    row of `district`, as `wording` does not.
    """

    __tablename__ = "recorded_clip"

    district: Mapped[str] = mapped_column(String(8), primary_key=True)
    language: Mapped[str] = mapped_column(String(35), primary_key=True)
    words_sha: Mapped[str] = mapped_column(String(64), primary_key=True)
    words: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(String(32), index=True)
    milliseconds: Mapped[int]
    size: Mapped[int]
    mp3: Mapped[bytes] = mapped_column(LargeBinary)

"""Districts and their schools."""

from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    LargeBinary,
    String,
    Text,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.store.tables.base import Base
from survey_app.vocabulary import HIGHEST_GRADE, LONGEST_TEXT, LOWEST_GRADE


class District(Base):
    """A local education agency. `code`: county and district digits of the CDS code, "24-65789".

    color: "#1d4ed8"; logo: a PNG. Both are None until somebody chooses. safety_protocol: what the district does about a
    comment that tells of danger, in its own words.
    """

    __tablename__ = "district"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    name: Mapped[str] = mapped_column(String(LONGEST_TEXT["name"]))
    color: Mapped[str | None] = mapped_column(String(7))
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    safety_protocol: Mapped[str | None] = mapped_column(Text)


class School(Base):
    """A school. `slug` is its name in links. `cds` is the 14-character state code (text: leading zeros count).

    grade_low, grade_high: TK = -1, K = 0. enrollment: students on Census Day with its source, None if nobody knows.
    enrollment_by_grade: "9" → students, None where withheld. languages: BCP 47 tags of what families speak, for paper.
    language_counts: language → English learners who speak it. is_archived: closed; its responses stay.
    color, logo: None for those of the district.
    """

    __tablename__ = "school"
    __table_args__ = (
        CheckConstraint(
            f"grade_low <= grade_high AND grade_low >= {LOWEST_GRADE} AND grade_high <= {HIGHEST_GRADE}",
            name="grades",
        ),
        CheckConstraint("enrollment >= 0", name="enrollment"),
    )

    slug: Mapped[str] = mapped_column(String(60), primary_key=True)
    district: Mapped[str] = mapped_column(ForeignKey("district.code"), index=True)
    cds: Mapped[str] = mapped_column(String(14), unique=True)
    name: Mapped[str] = mapped_column(String(LONGEST_TEXT["name"]))
    city: Mapped[str] = mapped_column(String(LONGEST_TEXT["city"]))
    grade_low: Mapped[int]
    grade_high: Mapped[int]
    enrollment: Mapped[int | None]
    enrollment_source: Mapped[str | None] = mapped_column(String(LONGEST_TEXT["source"]))
    enrollment_by_grade: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    languages: Mapped[list[Any]] = mapped_column(JSON, default=list)
    language_counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    is_archived: Mapped[bool] = mapped_column(default=False, server_default=false())
    color: Mapped[str | None] = mapped_column(String(7))
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)

"""Drafts of surveys, and the log of every change that people made in them."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    ForeignKey,
    String,
    Text,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.store.tables.base import AUDIENCE, Base, one_of
from survey_app.vocabulary import DRAFT_KINDS, LONGEST_TEXT


class SurveyDraft(Base):
    """A survey, or a section for some schools, that staff are writing. id: random.

    schools: slugs that a section is for. base: the version that it began as. root: of that version, or None.
    document: JSON, see `surveys/drafts/document.py`. revision: number of the newest edit; 0: nobody changed it.
    faults: how many it has. published: the version that it became; then nobody changes it anymore. is_aside: somebody
    laid it aside; whoever changes it takes it up again.
    """

    __tablename__ = "survey_draft"
    __table_args__ = (
        CheckConstraint(AUDIENCE, name="audience"),
        CheckConstraint(one_of("kind", DRAFT_KINDS), name="kind"),
    )

    id: Mapped[str] = mapped_column(String(12), primary_key=True)
    district: Mapped[str] = mapped_column(ForeignKey("district.code"), index=True)
    audience: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(10))
    schools: Mapped[list[Any]] = mapped_column(JSON, default=list)
    base: Mapped[str | None] = mapped_column(ForeignKey("survey_version.version"))
    root: Mapped[str | None] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(LONGEST_TEXT["name"]))
    document: Mapped[str] = mapped_column(Text, deferred=True)
    revision: Mapped[int] = mapped_column(default=0)
    faults: Mapped[int] = mapped_column(default=0)
    made_by: Mapped[str] = mapped_column(String(LONGEST_TEXT["email"]))
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    changed_by: Mapped[str] = mapped_column(String(LONGEST_TEXT["email"]))
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    published: Mapped[str | None] = mapped_column(ForeignKey("survey_version.version"))
    is_aside: Mapped[bool] = mapped_column(default=False, server_default=false())


class SurveyEdit(Base):
    """One change of a draft. We only add them: what is taken back is an edit, too.

    what: a code for what was done. changes: JSON, see `surveys/drafts/edits.py`. undoes: the revision that it takes
    back, or None.
    """

    __tablename__ = "survey_edit"

    draft: Mapped[str] = mapped_column(ForeignKey("survey_draft.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    who: Mapped[str] = mapped_column(String(LONGEST_TEXT["email"]))
    what: Mapped[str] = mapped_column(String(20))
    changes: Mapped[str] = mapped_column(Text)
    undoes: Mapped[int | None]

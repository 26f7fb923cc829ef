"""Drafts of surveys, the log of their changes, and which district a version belongs to.

Revision: 0018, after 0017.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

VERSION = sa.table("survey_version", sa.column("version", sa.String()), sa.column("root", sa.String()))


def upgrade() -> None:
    with op.batch_alter_table("survey_version") as batch:
        batch.add_column(sa.Column("district", sa.String(length=8), nullable=True))
        batch.add_column(sa.Column("root", sa.String(length=60), nullable=True))
        batch.create_foreign_key(
            op.f("fk_survey_version_district_district"), "district", ["district"], ["code"]
        )
        batch.create_index(op.f("ix_survey_version_district"), ["district"])
    connection = op.get_bind()
    for version in connection.scalars(sa.select(VERSION.c.version)).all():
        root = version.rpartition("-")[0]
        connection.execute(sa.update(VERSION).where(VERSION.c.version == version).values(root=root))
    with op.batch_alter_table("survey_version") as batch:
        batch.alter_column("root", nullable=False)
    create_drafts()
    create_edits()


def downgrade() -> None:
    op.drop_table("survey_edit")
    op.drop_index(op.f("ix_survey_draft_district"), table_name="survey_draft")
    op.drop_table("survey_draft")
    with op.batch_alter_table("survey_version") as batch:
        batch.drop_index(op.f("ix_survey_version_district"))
        batch.drop_constraint(op.f("fk_survey_version_district_district"), type_="foreignkey")
        batch.drop_column("root")
        batch.drop_column("district")


def create_drafts() -> None:
    op.create_table(
        "survey_draft",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("district", sa.String(length=8), nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("schools", sa.JSON(), nullable=False),
        sa.Column("base", sa.String(length=60), nullable=True),
        sa.Column("root", sa.String(length=60), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=254), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=254), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published", sa.String(length=60), nullable=True),
        sa.CheckConstraint(
            "audience IN ('student', 'family', 'staff', 'partner')", name=op.f("ck_survey_draft_audience")
        ),
        sa.CheckConstraint("kind IN ('survey', 'section')", name=op.f("ck_survey_draft_kind")),
        *(
            sa.ForeignKeyConstraint([column], target, name=op.f(f"fk_survey_draft_{column}_{table}"))
            for column, target, table in (
                ("district", ["district.code"], "district"),
                ("base", ["survey_version.version"], "survey_version"),
                ("published", ["survey_version.version"], "survey_version"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_draft")),
    )
    op.create_index(op.f("ix_survey_draft_district"), "survey_draft", ["district"])


def create_edits() -> None:
    op.create_table(
        "survey_edit",
        sa.Column("draft", sa.String(length=12), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=254), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["draft"], ["survey_draft.id"], name=op.f("fk_survey_edit_draft_survey_draft")
        ),
        sa.PrimaryKeyConstraint("draft", "revision", name=op.f("pk_survey_edit")),
    )

"""Parts of releases, reviews of comments, what schools make of their results, why a job was refused.

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("job", sa.Column("why", sa.Text(), nullable=True))
    op.add_column("district", sa.Column("safety_protocol", sa.Text(), nullable=True))
    op.create_table(
        "release_part",
        sa.Column("round", sa.String(60), nullable=False),
        sa.Column("survey", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit", sa.String(60), nullable=False),
        sa.Column("json", sa.Text(), nullable=False),
        sa.Column("answered", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round", "survey", "number"],
            ["release.round", "release.survey", "release.number"],
            name=op.f("fk_release_part_round_survey_number_release"),
        ),
        sa.PrimaryKeyConstraint("round", "survey", "number", "unit", name=op.f("pk_release_part")),
    )
    op.create_table(
        "comment_review",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(6), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("is_pinned", sa.Boolean(), nullable=False),
        sa.CheckConstraint("state IN ('shown', 'hidden', 'safety')", name=op.f("ck_comment_review_state")),
        sa.ForeignKeyConstraint(["id"], ["comment.id"], name=op.f("fk_comment_review_id_comment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_review")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "school_plan",
        sa.Column("round", sa.String(60), nullable=False),
        sa.Column("school", sa.String(60), nullable=False),
        sa.Column("json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["round.key"], name=op.f("fk_school_plan_round_round")),
        sa.ForeignKeyConstraint(["school"], ["school.slug"], name=op.f("fk_school_plan_school_school")),
        sa.PrimaryKeyConstraint("round", "school", name=op.f("pk_school_plan")),
    )


def downgrade() -> None:
    for table in ("school_plan", "comment_review", "release_part"):
        op.drop_table(table)
    op.drop_column("district", "safety_protocol")
    op.drop_column("job", "why")

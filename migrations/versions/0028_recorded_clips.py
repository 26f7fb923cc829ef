"""Recorded clips: words of a survey, spoken by a person.

Revision: 0028, after 0027.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recorded_clip",
        sa.Column("district", sa.String(8), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("words_sha", sa.String(64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("mp3", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("district", "language", "words_sha", name=op.f("pk_recorded_clip")),
    )
    op.create_index(op.f("ix_recorded_clip_name"), "recorded_clip", ["name"])


def downgrade() -> None:
    op.drop_table("recorded_clip")

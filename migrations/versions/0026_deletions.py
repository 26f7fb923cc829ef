"""The responses of a finished round can be deleted, when two people want it.

Revision: 0026, after 0025.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deletion",
        sa.Column("round", sa.String(60), nullable=False),
        sa.Column("state", sa.String(6), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.String(254), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_by", sa.String(254), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.CheckConstraint("state IN ('asked', 'agreed', 'begun', 'done')", name=op.f("ck_deletion_state")),
        sa.CheckConstraint("asked_by <> agreed_by", name=op.f("ck_deletion_two_people")),
        sa.CheckConstraint("state = 'asked' OR agreed_by IS NOT NULL", name=op.f("ck_deletion_agreed")),
        sa.ForeignKeyConstraint(["round"], ["round.key"], name=op.f("fk_deletion_round_round")),
        sa.PrimaryKeyConstraint("round", name=op.f("pk_deletion")),
    )


def downgrade() -> None:
    op.drop_table("deletion")

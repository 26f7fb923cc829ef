"""Districts can add languages.

Revision: 0022, after 0021.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "added_language",
        sa.Column("district", sa.String(8), sa.ForeignKey("district.code"), primary_key=True),
        sa.Column("tag", sa.String(35), primary_key=True),
        sa.Column("by", sa.String(254), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("added_language")

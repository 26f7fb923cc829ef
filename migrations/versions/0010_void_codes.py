"""Codes that are taken back stay known: else those that are left would be the ones that were used.

Revision: 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("voucher", sa.Column("is_void", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    # Without the column they would be good again.
    op.execute("DELETE FROM voucher WHERE is_void")
    op.drop_column("voucher", "is_void")

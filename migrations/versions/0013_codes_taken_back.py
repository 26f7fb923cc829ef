"""Whether access codes were taken back, apart from how many they were.

Revision: 0013, after 0012.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("link", sa.Column("has_voided", sa.Boolean(), nullable=False, server_default=sa.false()))
    link = sa.table("link", sa.column("voided"), sa.column("has_voided"))
    op.execute(link.update().where(link.c.voided > 0).values(has_voided=sa.true()))


def downgrade() -> None:
    op.drop_column("link", "has_voided")

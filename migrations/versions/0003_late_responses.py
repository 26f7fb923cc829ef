"""Until when a round that was closed still takes what was answered before.

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("round", sa.Column("late_until", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("round", "late_until")

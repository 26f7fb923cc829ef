"""A draft can be laid aside, and taken up again.

Revision: 0020, after 0019.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("survey_draft") as draft:
        draft.add_column(sa.Column("is_aside", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("survey_draft") as draft:
        draft.drop_column("is_aside")

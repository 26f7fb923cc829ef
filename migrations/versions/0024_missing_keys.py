"""The sealer tells all servers when a private key is missing.

Revision: 0024, after 0023.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("epoch") as epoch:
        epoch.add_column(sa.Column("is_key_missing", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("epoch") as epoch:
        epoch.drop_column("is_key_missing")

"""How many bytes every sealed response of a published version has; `prepare` and `serve` fill it in.

Revision: 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("survey_version", sa.Column("response_size", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("survey_version", "response_size")

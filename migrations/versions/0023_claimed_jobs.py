"""A job knows the worker that does it, and when that worker last gave a sign of life.

Revision: 0023, after 0022. A job that ran during the update waits again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("job", sa.Column("worker", sa.String(60)))
    op.add_column("job", sa.Column("tries", sa.Integer, nullable=False, server_default="0"))
    op.add_column("job", sa.Column("alive_at", sa.DateTime(timezone=True)))
    op.execute("UPDATE job SET state = 'waiting', done = 0, total = 0 WHERE state = 'running'")


def downgrade() -> None:
    for name in ("alive_at", "tries", "worker"):
        op.drop_column("job", name)

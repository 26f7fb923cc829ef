"""The open round that came with the sample is told apart from rounds that people made.

Only the sample made rounds whose key is their school year, "2026-27".

Revision: 0012, after 0011.
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ROUND = sa.table(
    "round", sa.column("key", sa.String()), sa.column("name", sa.String()), sa.column("trial", sa.Boolean())
)


def upgrade() -> None:
    with op.batch_alter_table("round") as batch:
        batch.add_column(sa.Column("trial", sa.Boolean(), nullable=False, server_default=sa.false()))
    connection = op.get_bind()
    for key, name in connection.execute(sa.select(ROUND.c.key, ROUND.c.name)).all():
        year = re.fullmatch(r"(20\d\d-\d\d)(-\d+)?", key)
        if year and name == f"Needs and strengths {year[1]}":
            connection.execute(sa.update(ROUND).where(ROUND.c.key == key).values(trial=sa.true()))


def downgrade() -> None:
    with op.batch_alter_table("round") as batch:
        batch.drop_column("trial")

"""The planner of Postgres keeps no statistics of answers and comments.

`ANALYZE` writes some values of each column into `pg_statistic`, where they would outlive the row that is deleted.

Revision: 0027, after 0026.
"""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

COLUMNS = {("box", "answers"): "text", ("comment", "body"): "text", ("comment_review", "body"): "text"}


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for (table, column), kind in COLUMNS.items():
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")
        # To the type that it has: this writes no row, and drops the statistics that there are.
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE {kind}")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, column in COLUMNS:
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS -1")

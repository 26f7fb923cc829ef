"""Tables and columns have the names that the field uses; nothing of what they hold changes.

Revision: 0016, after 0015.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

COLUMNS = (
    ("district", "colour", "color"),
    ("school", "colour", "color"),
    ("school", "enrolment", "enrollment"),
    ("school", "enrolment_source", "enrollment_source"),
    ("school", "enrolment_by_grade", "enrollment_by_grade"),
    ("guess", "h", "subject_hash"),
    ("recovery_code", "h", "code_hash"),
    ("staff_link", "h", "token_hash"),
    ("staff_session", "h", "token_hash"),
)


def upgrade() -> None:
    move("voucher", codes("access_code", "code_hash"))
    move("spent", received("received_once", "response_hash"))
    for table, old, new in COLUMNS:
        rename_column(table, old, new)


def downgrade() -> None:
    for table, old, new in COLUMNS:
        rename_column(table, new, old)
    move("access_code", codes("voucher", "h"))
    move("received_once", received("spent", "s"))


def rename_column(table: str, old: str, new: str) -> None:
    """Rename in place, which SQLite can do since 3.25."""
    op.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")


def codes(name: str, of_hash: str) -> sa.Table:
    """Make the table of access codes."""
    return op.create_table(
        name,
        sa.Column(of_hash, sa.LargeBinary(), nullable=False),
        sa.Column("round", sa.String(length=60), nullable=False),
        sa.Column("link", sa.String(length=80), nullable=False),
        sa.Column("is_void", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.ForeignKeyConstraint(["round"], ["round.key"], name=op.f(f"fk_{name}_round_round")),
        sa.PrimaryKeyConstraint(of_hash, name=op.f(f"pk_{name}")),
        sqlite_with_rowid=False,
    )


def received(name: str, of_hash: str) -> sa.Table:
    """Make the table that tells which responses came."""
    return op.create_table(
        name,
        sa.Column("nullifier", sa.LargeBinary(), nullable=False),
        sa.Column("round", sa.String(length=60), nullable=False),
        sa.Column(of_hash, sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["round.key"], name=op.f(f"fk_{name}_round_round")),
        sa.PrimaryKeyConstraint("nullifier", name=op.f(f"pk_{name}")),
        sqlite_with_rowid=False,
    )


def move(old: str, to: sa.Table) -> None:
    """Copy every row, sorted by its hash, so that the copy tells no order; drop the old table."""
    connection = op.get_bind()
    was = sa.Table(old, sa.MetaData(), autoload_with=connection)
    rows = sa.select(*was.columns).order_by(*was.primary_key)
    op.execute(to.insert().from_select(to.columns.keys(), rows))
    op.drop_table(old)

"""Two inboxes used by turns, epochs that are closed before they are mixed, rounds whose files are still to be cleaned.

Revision: 0014, after 0013.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ROUND = sa.table("round", sa.column("state", sa.String()), sa.column("has_traces", sa.Boolean()))
CLOSED = sa.text("state = 'closed'")
INBOXES = (("inbox_even", 0), ("inbox_odd", 1))


def upgrade() -> None:
    # What waits was counted when it came. It is mixed at the next daily count.
    with op.batch_alter_table("epoch") as epoch:
        epoch.add_column(sa.Column("day", sa.Date(), nullable=False, server_default="2026-01-01"))
        epoch.add_column(sa.Column("is_daily", sa.Boolean(), nullable=False, server_default=sa.false()))
        epoch.drop_column("carried")
        epoch.alter_column("state", type_=sa.String(9), existing_type=sa.String(10), existing_nullable=False)
        epoch.drop_constraint(op.f("ck_epoch_state"), type_="check")
        epoch.create_check_constraint(
            op.f("ck_epoch_state"), "state IN ('current', 'closed', 'retired', 'destroyed', 'lost')"
        )
    with op.batch_alter_table("epoch") as epoch:
        epoch.alter_column("day", server_default=None)
    op.create_index(
        "ix_epoch_closed", "epoch", ["state"], unique=True, sqlite_where=CLOSED, postgresql_where=CLOSED
    )
    for name, remainder in INBOXES:
        make_inbox(name)
        old, new = inbox("inbox"), inbox(name)
        rows = sa.select(old).where(old.c.epoch % 2 == remainder).order_by(old.c.nullifier)
        op.execute(new.insert().from_select(new.columns.keys(), rows))
    op.drop_table("inbox")
    op.add_column("round", sa.Column("has_traces", sa.Boolean(), server_default=sa.false(), nullable=False))
    # Rounds from before were mixed in several seals, which their files may still tell apart.
    op.execute(ROUND.update().where(ROUND.c.state == "closed").values(has_traces=True))


def downgrade() -> None:
    refuse_if_responses_wait()
    with op.batch_alter_table("round") as round_:
        round_.drop_column("has_traces")
    make_inbox("inbox")
    for name, _ in INBOXES:
        op.drop_table(name)
    op.drop_index("ix_epoch_closed", "epoch")
    op.execute("UPDATE epoch SET state = 'destroyed' WHERE state IN ('closed', 'lost')")
    with op.batch_alter_table("epoch") as epoch:
        epoch.add_column(sa.Column("carried", sa.Integer(), nullable=False, server_default="0"))
        epoch.drop_column("is_daily")
        epoch.drop_column("day")
        epoch.alter_column("state", type_=sa.String(10), existing_type=sa.String(9), existing_nullable=False)
        epoch.drop_constraint(op.f("ck_epoch_state"), type_="check")
        epoch.create_check_constraint(op.f("ck_epoch_state"), "state IN ('current', 'retired', 'destroyed')")
    with op.batch_alter_table("epoch") as epoch:
        epoch.alter_column("carried", server_default=None)


def refuse_if_responses_wait() -> None:
    """An older version cannot read what waits."""
    connection = op.get_bind()
    counts = (sa.select(sa.func.count()).select_from(sa.table(name)) for name, _ in INBOXES)
    waiting = sum(connection.execute(count).scalar_one() for count in counts)
    if waiting:
        raise RuntimeError(
            f"{waiting} responses wait that an older version cannot read; finish the open rounds first"
        )


def inbox(name: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(column) for column in ("nullifier", "epoch", "sealed")))


def make_inbox(name: str) -> None:
    op.create_table(
        name,
        sa.Column("nullifier", sa.LargeBinary(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["epoch"], ["epoch.number"], name=op.f(f"fk_{name}_epoch_epoch")),
        sa.PrimaryKeyConstraint("nullifier", name=op.f(f"pk_{name}")),
        sqlite_with_rowid=False,
    )

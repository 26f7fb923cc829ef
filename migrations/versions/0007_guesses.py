"""Wrong guesses are counted by what was typed, not at the account, which only exists for some.

Revision: 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "guess",
        sa.Column("h", sa.LargeBinary(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("waits_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("forget_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("wrong >= 0", name=op.f("ck_guess_wrong")),
        sa.PrimaryKeyConstraint("h", name=op.f("pk_guess")),
    )
    with op.batch_alter_table("account") as account:
        account.drop_constraint(op.f("ck_account_failures"), type_="check")
        account.drop_column("failures")
        account.drop_column("locked_until")


def downgrade() -> None:
    with op.batch_alter_table("account") as account:
        account.add_column(sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
        account.add_column(sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True))
        account.create_check_constraint(op.f("ck_account_failures"), "failures >= 0")
    with op.batch_alter_table("account") as account:
        account.alter_column("failures", server_default=None)
    op.drop_table("guess")

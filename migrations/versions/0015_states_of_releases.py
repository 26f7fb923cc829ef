"""A release is a draft, then approved, then perhaps withdrawn; all of them from before are withdrawn.

Their numbers were less exact than they said. They stay as they were written, and nothing reads them any more.

Revision: 0015, after 0014.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

OLD_DESIGN = "old-design"
STANDS = sa.text("state != 'withdrawn'")
NAMES = ("round", "survey", "number")
RELEASE = sa.table("release", *(sa.column(name) for name in (*NAMES, "reason")))
PART = sa.table("release_part", *(sa.column(name) for name in NAMES))


def upgrade() -> None:
    with op.batch_alter_table("release") as release:
        release.add_column(sa.Column("state", sa.String(9), nullable=False, server_default="withdrawn"))
        release.add_column(sa.Column("reason", sa.String(500), nullable=False, server_default=OLD_DESIGN))
        release.create_check_constraint(
            op.f("ck_release_state"), "state IN ('draft', 'approved', 'withdrawn')"
        )
    with op.batch_alter_table("release") as release:
        release.alter_column("state", server_default=None)
        release.alter_column("reason", server_default=None)
    op.create_index(
        "ix_release_stands",
        "release",
        ["round", "survey"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )
    op.drop_column("release_part", "answered")


def downgrade() -> None:
    # An older version can read its own alone, and would show a draft to everybody.
    newer = sa.select(RELEASE.c.number).where(
        *(PART.c[name] == RELEASE.c[name] for name in NAMES), RELEASE.c.reason != OLD_DESIGN
    )
    op.execute(sa.delete(PART).where(newer.exists()))
    op.execute(sa.delete(RELEASE).where(RELEASE.c.reason != OLD_DESIGN))
    with op.batch_alter_table("release_part") as part:
        part.add_column(sa.Column("answered", sa.Text(), nullable=False, server_default="{}"))
    with op.batch_alter_table("release_part") as part:
        part.alter_column("answered", server_default=None)
    op.drop_index("ix_release_stands", "release")
    with op.batch_alter_table("release") as release:
        release.drop_constraint(op.f("ck_release_state"), type_="check")
        release.drop_column("reason")
        release.drop_column("state")

"""A school may have what the lower grades need (parents say yes) and tell the parents of the others.

Revision: 0017, after 0016.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

LINK = sa.table("link", sa.column("consent"))


def upgrade() -> None:
    replace_check("'none', 'passive', 'mixed', 'active'")


def downgrade() -> None:
    # What an older version knows of it: parents were told.
    op.execute(sa.update(LINK).where(LINK.c.consent == "mixed").values(consent="passive"))
    replace_check("'none', 'passive', 'active'")


def replace_check(words: str) -> None:
    """Let the column hold these words alone."""
    with op.batch_alter_table("link") as link:
        link.drop_constraint(op.f("ck_link_consent"), type_="check")
        link.create_check_constraint(op.f("ck_link_consent"), f"consent IN ({words})")

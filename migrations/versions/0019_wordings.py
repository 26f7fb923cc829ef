"""Words that a district says in place of those that we ship; the languages of translators.

Revision: 0019, after 0018.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# Only added to, as the audit log: no slip of the app changes what somebody signed.
SQLITE_GUARDS = [
    f"CREATE TRIGGER wording_no_{what} BEFORE {what} ON wording "
    "BEGIN SELECT RAISE(ABORT, 'wordings are only added to'); END"
    for what in ("update", "delete")
]
POSTGRES_GUARDS = [
    "CREATE FUNCTION wording_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'wordings are only added to'; END $$",
    "CREATE TRIGGER wording_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON wording "
    "FOR EACH STATEMENT EXECUTE FUNCTION wording_refuse()",
]


def upgrade() -> None:
    op.create_table(
        "wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district", sa.String(8), nullable=False),
        sa.Column("place", sa.String(60), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("source_sha", sa.String(64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("meaning", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("by", sa.String(254), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.CheckConstraint(
            "state IN ('machine', 'edited', 'reviewed', 'approved')", name=op.f("ck_wording_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording")),
    )
    op.create_index("ix_wording_district_language", "wording", ["district", "language"])
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for guard in SQLITE_GUARDS if is_sqlite else POSTGRES_GUARDS:
        op.execute(guard)
    op.add_column("account", sa.Column("languages", sa.JSON(), nullable=False, server_default="[]"))
    # Postgres cannot compare JSON, so no default stays behind.
    with op.batch_alter_table("account") as account:
        account.alter_column("languages", server_default=None)


def downgrade() -> None:
    op.drop_column("account", "languages")
    op.drop_table("wording")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION wording_refuse()")

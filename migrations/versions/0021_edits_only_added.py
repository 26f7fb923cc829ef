"""The database refuses to change what the history of a draft says.

Revision: 0021, after 0020. Rows still go with the sample's district, so it does not refuse to delete them.
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

SQLITE_GUARDS = [
    "CREATE TRIGGER survey_edit_no_update BEFORE UPDATE ON survey_edit "
    "BEGIN SELECT RAISE(ABORT, 'edits are only added to'); END"
]
POSTGRES_GUARDS = [
    "CREATE FUNCTION survey_edit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'edits are only added to'; END $$",
    "CREATE TRIGGER survey_edit_only_added_to BEFORE UPDATE OR TRUNCATE ON survey_edit "
    "FOR EACH STATEMENT EXECUTE FUNCTION survey_edit_refuse()",
]


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for guard in SQLITE_GUARDS if is_sqlite else POSTGRES_GUARDS:
        op.execute(guard)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER survey_edit_no_update")
        return
    op.execute("DROP TRIGGER survey_edit_only_added_to ON survey_edit")
    op.execute("DROP FUNCTION survey_edit_refuse()")

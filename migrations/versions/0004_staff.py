"""Accounts, sessions, the audit log and jobs; what schools, rounds and links are set up with.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Only added to: who can run SQL can still drop the table, but no slip of the app changes an entry.
_SQLITE_GUARDS = [
    f"CREATE TRIGGER audit_no_{what} BEFORE {what} ON audit "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END"
    for what in ("update", "delete")
]
_POSTGRES_GUARDS = [
    "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the audit log is only added to'; END $$",
    "CREATE TRIGGER audit_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
]


def upgrade() -> None:
    _set_up_schools_and_rounds()
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("district", sa.String(8), nullable=True),
        sa.Column("schools", sa.JSON(), nullable=False),
        sa.Column("password", sa.String(200), nullable=True),
        sa.Column("totp", sa.LargeBinary(), nullable=True),
        sa.Column("totp_step", sa.Integer(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "role IN ('district_admin', 'coordinator', 'translator', 'viewer')", name=op.f("ck_account_role")
        ),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_account_failures")),
        sa.ForeignKeyConstraint(["district"], ["district.code"], name=op.f("fk_account_district_district")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("h", sa.LargeBinary(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_recovery_code_account_account")),
        sa.PrimaryKeyConstraint("h", name=op.f("pk_recovery_code")),
    )
    op.create_index("ix_recovery_code_account", "recovery_code", ["account"])
    op.create_table(
        "staff_session",
        sa.Column("h", sa.LargeBinary(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_staff_session_account_account")),
        sa.PrimaryKeyConstraint("h", name=op.f("pk_staff_session")),
    )
    op.create_index("ix_staff_session_account", "staff_session", ["account"])
    with op.batch_alter_table("staff_link") as staff_link:
        staff_link.add_column(sa.Column("account", sa.Integer(), nullable=True))
        staff_link.add_column(sa.Column("purpose", sa.String(10), nullable=False, server_default="enter"))
        staff_link.create_foreign_key(op.f("fk_staff_link_account_account"), "account", ["account"], ["id"])
        staff_link.create_check_constraint(
            op.f("ck_staff_link_purpose"), "purpose IN ('enter', 'invite', 'reset')"
        )
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(254), nullable=False),
        sa.Column("action", sa.String(60), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE_GUARDS if is_sqlite else _POSTGRES_GUARDS:
        op.execute(statement)
    op.create_table(
        "job",
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file", sa.String(200), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name=op.f("ck_job_state")),
        sa.CheckConstraint("done >= 0 AND done <= total", name=op.f("ck_job_progress")),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_job_account_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )


def _set_up_schools_and_rounds() -> None:
    for table in ("district", "school"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("colour", sa.String(7), nullable=True))
            batch.add_column(sa.Column("logo", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("school") as school:
        school.add_column(sa.Column("enrolment_by_grade", sa.JSON(), nullable=False, server_default="{}"))
        school.add_column(sa.Column("languages", sa.JSON(), nullable=False, server_default="[]"))
        school.add_column(sa.Column("language_counts", sa.JSON(), nullable=False, server_default="{}"))
        school.add_column(sa.Column("is_archived", sa.Boolean(), nullable=False, server_default=sa.false()))
    _forget_defaults("school", ("enrolment_by_grade", "languages", "language_counts"))
    with op.batch_alter_table("round") as round_:
        round_.add_column(sa.Column("goal", sa.Integer(), nullable=False, server_default="75"))
        round_.add_column(sa.Column("per", sa.String(10), nullable=False, server_default="child"))
        round_.drop_constraint(op.f("ck_round_state"), type_="check")
        round_.create_check_constraint(
            op.f("ck_round_state"), "state IN ('draft', 'rehearsal', 'open', 'closed')"
        )
        round_.create_check_constraint(op.f("ck_round_goal"), "goal BETWEEN 1 AND 100")
        round_.create_check_constraint(op.f("ck_round_per"), "per IN ('child', 'household')")
    with op.batch_alter_table("link") as link:
        link.add_column(sa.Column("access", sa.String(5), nullable=False, server_default="open"))
        link.add_column(sa.Column("consent", sa.String(7), nullable=False, server_default="none"))
        link.add_column(sa.Column("languages", sa.JSON(), nullable=False, server_default="[]"))
        link.add_column(sa.Column("codes", sa.Integer(), nullable=False, server_default="0"))
        link.add_column(sa.Column("voided", sa.Integer(), nullable=False, server_default="0"))
        link.create_check_constraint(op.f("ck_link_access"), "access IN ('open', 'codes')")
        link.create_check_constraint(op.f("ck_link_consent"), "consent IN ('none', 'passive', 'active')")
        link.create_check_constraint(op.f("ck_link_codes"), "codes >= voided AND voided >= 0")
    _forget_defaults("link", ("languages",))


def _forget_defaults(table: str, columns: tuple[str, ...]) -> None:
    """The default served the rows that were there; Postgres cannot even compare a default of JSON."""
    with op.batch_alter_table(table) as batch:
        for name in columns:
            batch.alter_column(name, server_default=None)


def downgrade() -> None:
    for table in ("job", "audit", "staff_session", "recovery_code"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_refuse()")
    with op.batch_alter_table("staff_link") as staff_link:
        staff_link.drop_constraint(op.f("ck_staff_link_purpose"), type_="check")
        staff_link.drop_constraint(op.f("fk_staff_link_account_account"), type_="foreignkey")
        staff_link.drop_column("purpose")
        staff_link.drop_column("account")
    op.drop_table("account")
    with op.batch_alter_table("link") as link:
        for name in ("access", "consent", "codes"):
            link.drop_constraint(op.f(f"ck_link_{name}"), type_="check")
        for name in ("voided", "codes", "languages", "consent", "access"):
            link.drop_column(name)
    # A draft is a round that nobody was asked in yet: the nearest state that the older schema knows is rehearsal.
    op.execute("UPDATE round SET state = 'rehearsal' WHERE state = 'draft'")
    with op.batch_alter_table("round") as round_:
        for name in ("per", "goal", "state"):
            round_.drop_constraint(op.f(f"ck_round_{name}"), type_="check")
        round_.create_check_constraint(op.f("ck_round_state"), "state IN ('rehearsal', 'open', 'closed')")
        round_.drop_column("per")
        round_.drop_column("goal")
    with op.batch_alter_table("school") as school:
        for name in ("is_archived", "language_counts", "languages", "enrolment_by_grade"):
            school.drop_column(name)
    for table in ("school", "district"):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("logo")
            batch.drop_column("colour")

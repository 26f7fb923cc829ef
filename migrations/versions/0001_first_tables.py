"""First tables.

Revision: 0001, the first.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "district",
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_district")),
    )
    op.create_table(
        "epoch",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("carried", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('current', 'retired', 'destroyed')", name=op.f("ck_epoch_state")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_epoch")),
    )
    op.create_index(
        "ix_epoch_current",
        "epoch",
        ["state"],
        unique=True,
        sqlite_where=sa.text("state = 'current'"),
        postgresql_where=sa.text("state = 'current'"),
    )
    op.create_table(
        "survey_version",
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("json", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "audience IN ('student', 'family', 'staff', 'partner')", name=op.f("ck_survey_version_audience")
        ),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_survey_version")),
    )
    op.create_table(
        "inbox",
        sa.Column("nullifier", sa.LargeBinary(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["epoch"], ["epoch.number"], name=op.f("fk_inbox_epoch_epoch")),
        sa.PrimaryKeyConstraint("nullifier", name=op.f("pk_inbox")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "round",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("district", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint("state IN ('rehearsal', 'open', 'closed')", name=op.f("ck_round_state")),
        sa.CheckConstraint("opens_on <= closes_on", name=op.f("ck_round_dates")),
        sa.ForeignKeyConstraint(["district"], ["district.code"], name=op.f("fk_round_district_district")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_round")),
    )
    op.create_index(op.f("ix_round_district"), "round", ["district"])
    op.create_table(
        "school",
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("district", sa.String(length=8), nullable=False),
        sa.Column("cds", sa.String(length=14), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("city", sa.String(length=100), nullable=False),
        sa.Column("grade_low", sa.Integer(), nullable=False),
        sa.Column("grade_high", sa.Integer(), nullable=False),
        sa.Column("enrolment", sa.Integer(), nullable=True),
        sa.Column("enrolment_source", sa.String(length=200), nullable=True),
        sa.CheckConstraint("enrolment >= 0", name=op.f("ck_school_enrolment")),
        sa.CheckConstraint(
            "grade_low <= grade_high AND grade_low >= -1 AND grade_high <= 12", name=op.f("ck_school_grades")
        ),
        sa.ForeignKeyConstraint(["district"], ["district.code"], name=op.f("fk_school_district_district")),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_school")),
        sa.UniqueConstraint("cds", name=op.f("uq_school_cds")),
    )
    op.create_index(op.f("ix_school_district"), "school", ["district"])
    op.create_table(
        "box",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("round", sa.String(length=60), nullable=False),
        sa.Column("school", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.CheckConstraint("channel IN ('web', 'kiosk', 'paper', 'interview')", name=op.f("ck_box_channel")),
        sa.ForeignKeyConstraint(["round"], ["round.key"], name=op.f("fk_box_round_round")),
        sa.ForeignKeyConstraint(["school"], ["school.slug"], name=op.f("fk_box_school_school")),
        sa.ForeignKeyConstraint(
            ["version"], ["survey_version.version"], name=op.f("fk_box_version_survey_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_box")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_box_round"), "box", ["round"])
    op.create_table(
        "comment",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("round", sa.String(length=60), nullable=False),
        sa.Column("school", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("question", sa.String(length=80), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["round.key"], name=op.f("fk_comment_round_round")),
        sa.ForeignKeyConstraint(["school"], ["school.slug"], name=op.f("fk_comment_school_school")),
        sa.ForeignKeyConstraint(
            ["version"], ["survey_version.version"], name=op.f("fk_comment_version_survey_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_comment_round"), "comment", ["round"])
    op.create_table(
        "export_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("round", sa.String(length=60), nullable=False),
        sa.Column("school", sa.String(length=60), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("purpose", sa.String(length=500), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["round.key"], name=op.f("fk_export_log_round_round")),
        sa.ForeignKeyConstraint(["school"], ["school.slug"], name=op.f("fk_export_log_school_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_log")),
    )
    op.create_table(
        "link",
        sa.Column("round", sa.String(length=60), nullable=False),
        sa.Column("school", sa.String(length=60), nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "audience IN ('student', 'family', 'staff', 'partner')", name=op.f("ck_link_audience")
        ),
        sa.ForeignKeyConstraint(["round"], ["round.key"], name=op.f("fk_link_round_round")),
        sa.ForeignKeyConstraint(["school"], ["school.slug"], name=op.f("fk_link_school_school")),
        sa.ForeignKeyConstraint(
            ["version"], ["survey_version.version"], name=op.f("fk_link_version_survey_version")
        ),
        sa.PrimaryKeyConstraint("round", "school", "audience", name=op.f("pk_link")),
    )
    op.create_table(
        "received",
        sa.Column("round", sa.String(length=60), nullable=False),
        sa.Column("school", sa.String(length=60), nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "audience IN ('student', 'family', 'staff', 'partner')", name=op.f("ck_received_audience")
        ),
        sa.CheckConstraint(
            "channel IN ('web', 'kiosk', 'paper', 'interview')", name=op.f("ck_received_channel")
        ),
        sa.CheckConstraint("n > 0", name=op.f("ck_received_n")),
        sa.ForeignKeyConstraint(["round"], ["round.key"], name=op.f("fk_received_round_round")),
        sa.ForeignKeyConstraint(["school"], ["school.slug"], name=op.f("fk_received_school_school")),
        sa.PrimaryKeyConstraint(
            "round", "school", "audience", "language", "channel", "day", name=op.f("pk_received")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "release",
        sa.Column("round", sa.String(length=60), nullable=False),
        sa.Column("survey", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("json", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["round.key"], name=op.f("fk_release_round_round")),
        sa.PrimaryKeyConstraint("round", "survey", "number", name=op.f("pk_release")),
    )
    op.create_table(
        "spent",
        sa.Column("nullifier", sa.LargeBinary(), nullable=False),
        sa.Column("round", sa.String(length=60), nullable=False),
        sa.Column("s", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["round.key"], name=op.f("fk_spent_round_round")),
        sa.PrimaryKeyConstraint("nullifier", name=op.f("pk_spent")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "voucher",
        sa.Column("h", sa.LargeBinary(), nullable=False),
        sa.Column("round", sa.String(length=60), nullable=False),
        sa.Column("link", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["round.key"], name=op.f("fk_voucher_round_round")),
        sa.PrimaryKeyConstraint("h", name=op.f("pk_voucher")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("voucher")
    op.drop_table("spent")
    op.drop_table("release")
    op.drop_table("received")
    op.drop_table("link")
    op.drop_table("export_log")
    op.drop_table("comment")
    op.drop_table("box")
    op.drop_table("school")
    op.drop_table("round")
    op.drop_table("inbox")
    op.drop_table("survey_version")
    op.drop_table("epoch")
    op.drop_table("district")

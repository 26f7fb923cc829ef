"""Counters of participation by day, by language and by channel, never crossed.

What was counted before is added up. The way back keeps schools, audiences and days; which language and channel a
response had cannot be told any more: "und" (BCP 47 for a language that nobody knows), and the web.

Revision: 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_AUDIENCE = "audience IN ('student', 'family', 'staff', 'partner')"
_CHANNEL = "channel IN ('web', 'kiosk', 'paper', 'interview')"
_CUTS = {"day": sa.Date(), "language": sa.String(12), "channel": sa.String(10)}


def upgrade() -> None:
    for cut, kind in _CUTS.items():
        table = f"received_{cut}"
        _create(table, {cut: kind})
        op.execute(
            f"INSERT INTO {table} (round, school, audience, {cut}, n) "  # noqa: S608  # names from above
            f"SELECT round, school, audience, {cut}, sum(n) FROM received GROUP BY round, school, audience, {cut}"
        )
    op.drop_table("received")


def downgrade() -> None:
    _create("received", {"language": _CUTS["language"], "channel": _CUTS["channel"], "day": _CUTS["day"]})
    op.execute(
        "INSERT INTO received (round, school, audience, language, channel, day, n) "
        "SELECT round, school, audience, 'und', 'web', day, n FROM received_day"
    )
    for cut in _CUTS:
        op.drop_table(f"received_{cut}")


def _create(table: str, cuts: dict[str, sa.types.TypeEngine[object]]) -> None:
    checks = {"audience": _AUDIENCE, "n": "n > 0"} | ({"channel": _CHANNEL} if "channel" in cuts else {})
    op.create_table(
        table,
        sa.Column("round", sa.String(60), nullable=False),
        sa.Column("school", sa.String(60), nullable=False),
        sa.Column("audience", sa.String(10), nullable=False),
        *(sa.Column(name, kind, nullable=False) for name, kind in cuts.items()),
        sa.Column("n", sa.Integer(), nullable=False),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}")) for name, rule in checks.items()),
        sa.ForeignKeyConstraint(["round"], ["round.key"], name=op.f(f"fk_{table}_round_round")),
        sa.ForeignKeyConstraint(["school"], ["school.slug"], name=op.f(f"fk_{table}_school_school")),
        sa.PrimaryKeyConstraint("round", "school", "audience", *cuts, name=op.f(f"pk_{table}")),
        sqlite_with_rowid=False,
    )

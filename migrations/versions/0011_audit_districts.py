"""Each entry of the audit log belongs to a district; exports are entries of it, in place of a table of their own.

Older entries get their district from what they are about. Their hashes stay, so one more entry holds the hash of all
these districts. On the way down every hash is made anew without districts.

Revision: 0011, after 0010.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

GUARDED = "the audit log is only added to"
AUDIT = sa.table(
    "audit",
    *(sa.column(name, sa.String()) for name in ("who", "action", "subject", "details", "hash", "district")),
    sa.column("number", sa.Integer()),
    sa.column("at", sa.DateTime(timezone=True)),
)
EXPORT_LOG = sa.table(
    "export_log",
    *(sa.column(name, sa.String()) for name in ("round", "school", "kind", "purpose")),
    *(sa.column(name, sa.Integer()) for name in ("id", "rows")),
    sa.column("at", sa.DateTime(timezone=True)),
)
# What the first word of an act says about the first word of its subject.
ABOUT = {
    "account": "account",
    "sign": "account",
    "round": "round",
    "release": "round",
    "codes": "round",
    "export": "round",
    "download": "round",
    "comment": "round",
    "school plan": "round",
    "school": "school",
    "schools": "district",
    "district": "district",
    "safety": "district",
}


def upgrade() -> None:
    op.add_column("audit", sa.Column("district", sa.String(8), nullable=True))
    _without_guards(_give_districts)
    _move_exports()
    op.drop_table("export_log")


def downgrade() -> None:
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
    _move_exports_back()
    _without_guards(_hash_without_districts)
    op.drop_column("audit", "district")


def _without_guards(change: Callable[[], None]) -> None:
    """Change entries, which the database refuses at any other time."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE audit DISABLE TRIGGER audit_only_added_to")
        change()
        op.execute("ALTER TABLE audit ENABLE TRIGGER audit_only_added_to")
        return
    for what in ("update", "delete"):
        op.execute(f"DROP TRIGGER audit_no_{what}")
    change()
    for what in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER audit_no_{what} BEFORE {what.upper()} ON audit "
            f"BEGIN SELECT RAISE(ABORT, '{GUARDED}'); END"
        )


def _give_districts() -> None:
    places = _places()
    given, number = sha256(), 0
    for row in _entries():
        number = row["number"]
        district = _district(places, row["who"], row["action"], row["subject"])
        op.get_bind().execute(sa.update(AUDIT).where(AUDIT.c.number == number).values(district=district))
        given.update(f"{number} {district or ''}\n".encode())
    if number:
        details = {"sha256": given.hexdigest()}
        now = datetime.now(UTC).replace(microsecond=0)
        _add("operator", "log districts", f"1 to {number}", now, details, None)


def _places() -> Mapping[str, Mapping[str, str]]:
    """What an entry may be about → its key → the district."""
    queries = {
        "account": "SELECT email, district FROM account",
        "round": "SELECT key, district FROM round",
        "school": "SELECT slug, district FROM school",
        "district": "SELECT code, code FROM district",
    }
    found = {what: op.get_bind().execute(sa.text(query)).all() for what, query in queries.items()}
    return {what: {key: district for key, district in rows if district} for what, rows in found.items()}


def _district(places: Mapping[str, Mapping[str, str]], who: str, action: str, subject: str) -> str | None:
    about = ABOUT.get(action) or ABOUT.get(action.partition(" ")[0], "")
    found = places.get(about, {}).get(subject.partition(" ")[0])
    return found or places["account"].get(who)


def _move_exports() -> None:
    """Exports from before: who made them was not kept."""
    there = {(row["action"], row["subject"], _time(row["at"])) for row in _entries()}
    rounds = _places()["round"]
    rows = op.get_bind().execute(sa.select(EXPORT_LOG).order_by(EXPORT_LOG.c.id)).mappings().all()
    for row in rows:
        action = f"export {row['kind']}"
        if (action, row["round"], _time(row["at"])) in there:
            continue
        details = {"purpose": row["purpose"], "rows": row["rows"]}
        details |= {"school": row["school"]} if row["school"] else {}
        _add("unknown", action, row["round"], row["at"], details, rounds.get(row["round"]))


def _move_exports_back() -> None:
    places = _places()
    for row in _entries():
        details = json.loads(row["details"])
        if row["action"] not in ("export rows", "export zip") or row["subject"] not in places["round"]:
            continue
        values = {"at": row["at"], "round": row["subject"], "kind": row["action"].partition(" ")[2]}
        school = details.get("school")
        values["school"] = school if school in places["school"] else None
        values |= {"purpose": str(details.get("purpose", ""))[:500], "rows": int(details.get("rows", 0))}
        op.get_bind().execute(sa.insert(EXPORT_LOG).values(**values))


def _hash_without_districts() -> None:
    previous = ""
    for row in _entries():
        values = {name: row[name] for name in ("number", "who", "action", "subject", "details")}
        previous = _hash(previous, {**values, "at": _time(row["at"])})
        op.get_bind().execute(sa.update(AUDIT).where(AUDIT.c.number == row["number"]).values(hash=previous))


def _entries() -> list[Mapping[str, Any]]:
    query = sa.select(AUDIT).order_by(AUDIT.c.number)
    return [dict(row) for row in op.get_bind().execute(query).mappings()]


def _add(
    who: str, action: str, subject: str, at: datetime, details: Mapping[str, object], district: str | None
) -> None:
    query = sa.select(AUDIT.c.number, AUDIT.c.hash).order_by(AUDIT.c.number.desc()).limit(1)
    number, previous = op.get_bind().execute(query).first() or (0, "")
    values = {"number": number + 1, "who": who, "action": action, "subject": subject, "district": district}
    values["details"] = json.dumps(dict(details), ensure_ascii=False, sort_keys=True)
    made = _hash(previous, {**values, "at": _time(at)})
    op.get_bind().execute(sa.insert(AUDIT).values(**values, at=at, hash=made))


def _time(at: datetime) -> str:
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _hash(previous: str, values: Mapping[str, object]) -> str:
    content = json.dumps([previous, values], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(content.encode()).hexdigest()

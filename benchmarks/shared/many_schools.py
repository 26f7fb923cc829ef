"""A district of hundreds of schools: each of the sample district's, with all that it has, many times over."""

import json
from hashlib import sha256

from sqlalchemy import Connection, text

PEOPLE = 600
ACTS = 5_000
# What belongs to a school, and the column that says to which.
_OF_A_SCHOOL = {
    "link": "school",
    "received_day": "school",
    "received_language": "school",
    "received_channel": "school",
    "release_part": "unit",
    "comment": "school",
}


def grow(connection: Connection, schools: int) -> None:
    """Let a prepared database have so many schools, 600 people with accounts, and a long log. For SQLite alone."""
    originals = list(connection.scalars(text("SELECT slug FROM school ORDER BY slug")))
    copies = [
        (number, originals[number % len(originals)], f"{originals[number % len(originals)]}-{number:03}")
        for number in range(schools - len(originals))
    ]
    for number, old, new in copies:
        own = {"slug": ":new", "cds": f"'{10**13 + number}'", "name": f"name || ' {number}'"}
        _copy(connection, "school", own, {"slug": old, "new": new})
        for table, column in _OF_A_SCHOOL.items():
            own = {column: ":new", **({"id": "randomblob(16)"} if table == "comment" else {})}
            _copy(connection, table, own, {column: old, "new": new})
    _list_parts(connection, {new: old for _number, old, new in copies})
    _add_people(connection, [*originals, *(new for _number, _old, new in copies)])
    _add_acts(connection)


def _copy(connection: Connection, table: str, own: dict[str, str], where: dict[str, str]) -> None:
    """Copy rows of a table. own: column → what it has instead. where: the row's column → value, and what is new."""
    names = [row.name for row in connection.execute(text(f'PRAGMA table_info("{table}")'))]
    taken = ", ".join(own.get(name, f'"{name}"') for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    (column,) = where.keys() - {"new"}
    query = f'INSERT INTO "{table}" ({listed}) SELECT {taken} FROM "{table}" WHERE {column} = :{column}'
    connection.execute(text(query), where)


def _list_parts(connection: Connection, copies: dict[str, str]) -> None:
    """Let each release say that it has the parts that were copied. copies: new → old."""
    for row in connection.execute(text("SELECT rowid, json FROM release")).all():
        header = json.loads(row.json)
        parts = header["parts"]
        parts |= {new: parts[old] for new, old in copies.items() if old in parts}
        written = json.dumps(header)
        known = {"json": written, "sha256": sha256(written.encode()).hexdigest(), "rowid": row.rowid}
        connection.execute(
            text("UPDATE release SET json = :json, sha256 = :sha256 WHERE rowid = :rowid"), known
        )


def _add_people(connection: Connection, schools: list[str]) -> None:
    query = text(
        "INSERT INTO account (email, name, role, district, schools, languages, is_disabled, created_at)"
        " SELECT :email, :name, 'coordinator', code, :schools, '[]', 0, '2026-01-01 00:00:00' FROM district LIMIT 1"
    )
    for number in range(PEOPLE):
        mine = json.dumps([schools[number % len(schools)]])
        connection.execute(
            query, {"email": f"p{number}@example.org", "name": f"Person {number}", "schools": mine}
        )


def _add_acts(connection: Connection) -> None:
    query = text(
        "INSERT INTO audit (number, at, who, action, subject, details, hash, district)"
        " SELECT coalesce(max(number), 0) + 1, '2026-05-01 00:00:00', 'ana@example.org', 'school change',"
        " 'merced-high', '{}', '', '24-65789' FROM audit"
    )
    for _number in range(ACTS):
        connection.execute(query)

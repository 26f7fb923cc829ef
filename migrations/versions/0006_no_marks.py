"""No mark beside answers that something was written; texts name no question that few wrote for, or beside "other".

Going down leaves it so: what is gone cannot be known again.

Revision: 0006, after 0005.
"""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

AT_ONCE = 1000
FORGET_RARE = """
    UPDATE comment SET question = '' WHERE (round, school, version, question) IN (
        SELECT round, school, version, question FROM comment
        WHERE round IN (SELECT key FROM round WHERE state = 'closed')
        GROUP BY round, school, version, question HAVING count(*) < 11
    )"""
RULES_OF_RULES = ("and", "or", "not")


def upgrade() -> None:
    connection = op.get_bind()
    texts: dict[str, set[str]] = {}
    for version, survey in connection.execute(sa.text("SELECT version, json FROM survey_version")).all():
        found = dict(text_questions(json.loads(survey)))
        texts[version] = set(found)
        for name in (name for name, is_for_all in found.items() if not is_for_all):
            blank = sa.text("UPDATE comment SET question = '' WHERE version = :version AND question = :name")
            connection.execute(blank, {"version": version, "name": name})
    connection.execute(sa.text("UPDATE comment SET question = '' WHERE question LIKE '%.other'"))
    connection.execute(sa.text(FORGET_RARE))
    remove_marks(connection, texts)
    if connection.dialect.name == "postgresql":
        leave_no_old_rows(connection)


def downgrade() -> None:
    pass


def text_questions(survey: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Name of each question for free text, and whether everybody at a school is asked it."""
    for section in survey["sections"]:
        for question in section["questions"]:
            if question["type"] in ("short_text", "long_text"):
                rules = [rule for rule in (section.get("when"), question.get("when")) if rule]
                looked_at = (name for rule in rules for name in names(rule))
                yield question["name"], all(name.startswith("school.") for name in looked_at)


def names(rule: list[Any]) -> Iterator[str]:
    """Every question and fact that a rule looks at."""
    if rule[0] in RULES_OF_RULES:
        for part in rule[1:]:
            yield from names(part)
    else:
        yield rule[1]


def remove_marks(connection: sa.Connection, texts: dict[str, set[str]]) -> None:
    """Write every row of the box anew, in the order of its random ids, without the questions for free text."""
    some_rows = sa.text(
        f"SELECT id, version, answers FROM box WHERE id > :last ORDER BY id LIMIT {AT_ONCE}"  # noqa: S608
    )
    write = sa.text("UPDATE box SET answers = :answers WHERE id = :id")
    last = b""
    while rows := connection.execute(some_rows, {"last": last}).all():
        last = bytes(rows[-1].id)
        connection.execute(
            write, [{"id": row.id, "answers": without(row.answers, texts[row.version])} for row in rows]
        )


def without(answers: str, questions: set[str]) -> str:
    kept = {name: answer for name, answer in json.loads(answers).items() if name not in questions}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def leave_no_old_rows(connection: sa.Connection) -> None:
    """Let Postgres write the tables into new files: an update leaves the old row, with its mark, in the old one."""
    # An expression that changes nothing, but that Postgres does not see through.
    connection.execute(sa.text("ALTER TABLE box ALTER COLUMN answers TYPE text USING answers || ''"))
    connection.execute(
        sa.text("ALTER TABLE comment ALTER COLUMN question TYPE varchar(80) USING question || ''")
    )

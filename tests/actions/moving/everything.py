"""Moves, and a district with rows in every table: the prepared sample, and a row where the sample has none."""

import re
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    Integer,
    LargeBinary,
    Table,
    func,
    insert,
    select,
)

from survey_app.actions.audit_log import OPERATOR, Actor
from survey_app.actions.moving.copy_to import Move, copy_to
from survey_app.actions.responses.store_responses import store_responses
from survey_app.config import day_of_last_count
from survey_app.store.database.engine import writing
from survey_app.store.tables import Base, Epoch
from tests.actions.responses.response_samples import a_submission

NOW = datetime(2027, 4, 6, 19, 0, 1, 500, tzinfo=UTC)
WORDS = 'a\tb\\N\n"c", ñ 漢'
BY_TYPE = {
    JSON: ["es", None, {"a": 1}],
    Boolean: True,
    Date: date(2027, 4, 6),
    DateTime: NOW,
    Integer: 7,
    LargeBinary: b"\x00\xff\\x41\n",
}


def move(source: Engine, target: Engine) -> Move:
    """Move as the operator does."""
    return copy_to(source, target, Actor(OPERATOR, NOW), lambda _: None)


def store(engine: Engine, count: int) -> None:
    """Store some responses."""
    with writing(engine) as connection:
        store_responses(connection, [a_submission() for _ in range(count)], day_of_last_count())


def count_rows(engine: Engine) -> dict[str, int]:
    """Table → how many rows it has."""
    with engine.connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in Base.metadata.sorted_tables
        }


def fill_empty_tables(engine: Engine) -> None:
    """Put a row into every table that has none: a table that is added later gets one, too."""
    empty = {name for name, rows in count_rows(engine).items() if not rows}
    with writing(engine) as connection:
        for table in Base.metadata.sorted_tables:
            if table.name in empty:
                row = {column.name: value_for(connection, table, column) for column in table.columns}
                connection.execute(insert(table).values(**row))


def value_for(connection: Connection, table: Table, column: Column[Any]) -> Any:
    """A value that the constraints of the column allow, and that is easily spoilt on the way."""
    for key in column.foreign_keys:
        return connection.scalar(select(key.column).limit(1))
    if table.name.startswith("inbox") and column.name == "epoch":
        return connection.scalar(select(Epoch.number).limit(1))
    if allowed := allowed_words(table, column.name):
        return allowed[0]
    for kind, value in BY_TYPE.items():
        if isinstance(column.type, kind):
            return value
    return f"{column.name}{WORDS}"[: getattr(column.type, "length", None) or 100]


def allowed_words(table: Table, name: str) -> list[str]:
    """The words that a CHECK allows in a column."""
    rules = [str(each.sqltext) for each in table.constraints if isinstance(each, CheckConstraint)]
    found = [match[1] for rule in rules if (match := re.match(rf"{name} IN \((.*)\)", rule))]
    return [word.strip(" '") for word in found[0].split(",")] if found else []

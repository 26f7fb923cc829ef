"""What all tables share."""

from collections.abc import Iterable

from sqlalchemy import (
    MetaData,
)
from sqlalchemy.orm import DeclarativeBase

from survey_app.vocabulary import AUDIENCES, CHANNELS


def one_of(column: str, values: Iterable[str]) -> str:
    """Write, as SQL, the condition that a column holds one of these values."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


AUDIENCE = one_of("audience", AUDIENCES)

CHANNEL = one_of("channel", CHANNELS)

UNORDERED = {"sqlite_with_rowid": False}

# Constraints need names, or SQLite's batch migrations could not drop them.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """All tables. Migrations are compared with `Base.metadata`."""

    metadata = MetaData(naming_convention=NAMING)

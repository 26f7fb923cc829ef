"""What all tables share."""

from sqlalchemy import (
    MetaData,
)
from sqlalchemy.orm import DeclarativeBase

AUDIENCE = "audience IN ('student', 'family', 'staff', 'partner')"

CHANNEL = "channel IN ('web', 'kiosk', 'paper', 'interview')"

UNORDERED = {"sqlite_with_rowid": False}

# Named constraints, or SQLite's batch migrations could not drop them.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """All tables; `Base.metadata` is what migrations are compared with."""

    metadata = MetaData(naming_convention=NAMING)

"""Move a running installation from SQLite to Postgres: copy every row while nothing can be stored."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import NamedTuple

from alembic import command
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import changing
from survey_app.errors import MoveError
from survey_app.store.database.copying import Copied, copy_rows, refuse_rows, said_by, tables_in
from survey_app.store.database.engine import write_lock
from survey_app.store.database.moved import MOVE, is_moved, mark_moved, refuse_moved, take_mark_back
from survey_app.store.database.one_sealer import only_sealer
from survey_app.store.database.safety import refuse_unsafe
from survey_app.store.database.schema import is_at_newest_migration, migration_config
from survey_app.store.tables import Base

UNDONE = "database move undone"


class Move(NamedTuple):
    """What was moved. seconds: how long nobody could send a response."""

    tables: Sequence[Copied]
    seconds: float


def copy_to(source: Engine, target: Engine, actor: Actor, tell: Callable[[str], object]) -> Move:
    """Copy every row to an empty Postgres, and let nobody write to the source afterwards.

    tell: hears a code for each step that may take a while. Raises MoveError, NotReady or UnsafeDatabase; then the
    source goes on as before.
    """
    _refuse_source(source)
    tell("preparing")
    _prepare(target)
    tell("waiting")
    with only_sealer(source), write_lock(source):
        began = time.monotonic()
        tell("copying")
        with _marked(source, target, actor), source.connect() as connection:
            tables = copy_rows(connection, target)
        return Move(tables, time.monotonic() - began)


def undo_move(source: Engine, actor: Actor) -> None:
    """Let everybody write to the source again. Raises MoveError if its rows have not moved."""
    with write_lock(source):
        with source.connect() as connection:
            if not is_moved(connection):
                raise MoveError("move_nothing_to_undo")
        _take_back(source, actor)


def name_of(target: Engine) -> str:
    """Name a database without its user and password."""
    url = target.url
    place = f"{url.host or 'this machine'}:{url.port}" if url.port else url.host or "this machine"
    return f"{place}/{url.database or ''}"[:200]


@contextmanager
def _marked(source: Engine, target: Engine, actor: Actor) -> Iterator[None]:
    """Mark the source first: if this process dies, both databases stand still, and none has what the other lacks."""
    with changing(source, actor, MOVE) as change:
        mark_moved(change.connection)
        change.log(name_of(target), None)
    try:
        yield
    except BaseException:
        _take_back(source, actor)
        raise


def _take_back(source: Engine, actor: Actor) -> None:
    with closing(source.raw_connection()) as connection:
        take_mark_back(connection.driver_connection)
    with changing(source, actor, UNDONE) as change:
        change.log("", None)


def _refuse_source(source: Engine) -> None:
    if source.dialect.name != "sqlite":
        raise MoveError("move_not_from_here")
    with source.connect() as connection:
        if not is_at_newest_migration(connection):
            raise MoveError("move_source_old")
        refuse_moved(connection)


def _prepare(target: Engine) -> None:
    """Make the tables of an empty database, or refuse one that cannot take the rows."""
    if target.dialect.name != "postgresql":
        raise MoveError("move_not_there")
    try:
        refuse_unsafe(target)
        with target.connect() as connection:
            tables = tables_in(connection)
            if strangers := sorted(tables - _ours()):
                raise MoveError("move_strangers", tables=strangers)
            is_new = not tables
            if not is_new and not is_at_newest_migration(connection):
                raise MoveError("move_target_old")
            if not is_new:
                refuse_rows(connection)
        if is_new:
            command.upgrade(migration_config(target), "head")
    except DBAPIError as error:
        raise MoveError("move_unreachable", name=name_of(target), reason=said_by(error)) from None


def _ours() -> set[str]:
    return {*Base.metadata.tables, "alembic_version"}

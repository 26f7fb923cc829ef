"""Databases of a Postgres: they are made and dropped over one connection, which is kept."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from time import monotonic

from psycopg.errors import ObjectInUse
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

_numbers = count(1)
_PATIENCE = 60.0  # seconds


def administer(server: str, statement: str) -> None:
    """Run a statement that no transaction may hold, such as CREATE DATABASE.

    Postgres waits five seconds until others leave a database. On a busy machine autovacuum, or the half of a killed
    process that is left there, may take longer.
    """
    begun = monotonic()
    while True:
        try:
            with administrator(server).connect() as connection:
                connection.execute(text(statement))
            return
        except OperationalError as error:
            if not isinstance(error.orig, ObjectInUse) or monotonic() - begun > _PATIENCE:
                raise


@cache
def administrator(server: str) -> Engine:
    """An engine that keeps its connection: to open one took half the time of a new database."""
    return create_engine(server, isolation_level="AUTOCOMMIT", pool_pre_ping=True)


def database_url(server: str, name: str) -> str:
    """The URL of another database of the same server."""
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@contextmanager
def copied(server: str, template: str) -> Iterator[str]:
    """The URL of a new database, a copy of this one; dropped afterwards."""
    name = f"survey_{os.getpid()}_{next(_numbers)}"
    # Half the time of writing all of it to the journal, too: the files lie in memory.
    administer(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    try:
        yield database_url(server, name)
    finally:
        administer(server, f"DROP DATABASE {name} WITH (FORCE)")

"""Databases of a Postgres: they are made and dropped over one connection, which is kept."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count

from sqlalchemy import Engine, create_engine, make_url, text

_numbers = count(1)


def administer(server: str, statement: str) -> None:
    """Run a statement that no transaction may hold, such as CREATE DATABASE."""
    with administrator(server).connect() as connection:
        connection.execute(text(statement))


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

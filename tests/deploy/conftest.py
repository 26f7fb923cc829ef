"""One Postgres with the files and roles of deploy/, and PgBouncer before it, for all tests here."""

from collections.abc import Iterator

import pytest

from benchmarks.servers.pgbouncer import PgBouncer
from benchmarks.servers.postgres import Postgres
from benchmarks.servers.programs import workplace
from tests.conftest import in_memory


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with workplace(in_memory()) as folder:
        postgres = Postgres(folder / "primary")
        postgres.make()
        postgres.start()
        postgres.make_roles()
        yield postgres
        postgres.stop()


@pytest.fixture(scope="session")
def pgbouncer(postgres: Postgres) -> Iterator[PgBouncer]:
    with workplace() as folder:
        pgbouncer = PgBouncer(folder / "pgbouncer", postgres.port)
        yield pgbouncer
        pgbouncer.program.stop()

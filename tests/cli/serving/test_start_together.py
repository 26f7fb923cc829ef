"""Three servers start at once on an empty database: each is ready, and everything is there once."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from survey_app.store.database.engine import make_engine
from survey_app.store.tables import Account, Round
from tests.conftest import administer, database_url
from tests.installation import Installation

# Each prepares, then makes a link for the operator, as a start does.
START = """
import sys
from flask.cli import cli
for command in (["prepare"], ["staff", "link"]):
    cli.main(["--app", sys.argv[1], *command], standalone_mode=False)
"""


@pytest.fixture
def empty_postgres(postgres_server, request):
    name = f"survey_empty_{abs(hash(request.node.name))}"
    administer(postgres_server, f"CREATE DATABASE {name}")
    yield database_url(postgres_server, name)
    administer(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request, instance):
    """The URL of a database without a table."""
    if request.param == "postgres":
        return request.getfixturevalue("empty_postgres")
    return f"sqlite:///{instance / 'survey.sqlite'}"


def test_three_servers_that_start_at_once_set_up_the_database_once(empty, instance, closing):
    servers = [start(Installation(instance, DATABASE_URL=empty)) for _ in range(3)]

    said = [server.communicate()[0] for server in servers]

    assert [server.returncode for server in servers] == [0, 0, 0], said
    with closing(make_engine(empty)).connect() as connection:
        counts = [connection.scalar(select(func.count()).select_from(table)) for table in (Round, Account)]
    # The sample has a round that is open and one that is finished.
    assert counts == [2, 1]
    assert sum("Loading the sample district" in each for each in said) == 1


def start(server: Installation) -> subprocess.Popen:
    wsgi = str(Path(__file__).parents[3] / "wsgi.py")
    return subprocess.Popen(
        [sys.executable, "-c", START, wsgi],
        env=server.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )

"""Three servers start at once on an empty database: each is ready, and everything is there once."""

import pytest
from flask.cli import cli
from sqlalchemy import func, select

from survey_app.actions.demo.sample_district import load_sample_district
from survey_app.store.database.engine import make_engine
from survey_app.store.tables import Account, Round
from tests.cli.serving.forks import Fork
from tests.conftest import administer, database_url
from tests.installation import PROJECT, Installation


def be_started() -> None:
    """Prepare, then make a link for the operator, as a start does. A small sample is as much to set up once."""
    load_sample_district.__kwdefaults__["responses"] = 60
    for command in (["prepare"], ["staff", "link"]):
        cli.main(["--app", str(PROJECT / "wsgi.py"), *command], standalone_mode=False)


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


def test_three_servers_that_start_at_once_set_up_the_database_once(empty, instance, closing, tmp_path):
    environment = Installation(instance, DATABASE_URL=empty).environment
    logs = [tmp_path / f"log-{number}" for number in range(3)]
    servers = [Fork(be_started, environment=environment, out=log, err=log) for log in logs]

    ended = [server.wait() for server in servers]

    said = [log.read_text() for log in logs]
    assert ended == [0, 0, 0], said
    with closing(make_engine(empty)).connect() as connection:
        counts = [connection.scalar(select(func.count()).select_from(table)) for table in (Round, Account)]
    # The sample has a round that is open and one that is finished.
    assert counts == [2, 1]
    assert sum("Loading the sample district" in each for each in said) == 1

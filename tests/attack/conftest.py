"""One scene per kind of database, shared by all attacks on it: letting people answer takes longest."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection

from survey_app.actions.responses.store_responses import Submission
from survey_app.actions.sealing import seal
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.sealing.seal import close_epoch, finish_seal, seal_now
from survey_app.store.database.engine import make_engine, writing
from survey_app.store.database.one_sealer import only_sealer
from survey_app.store.rounds.rounds import note_traces, set_round_state
from survey_app.store.sealing.epochs import closed_epoch
from tests.actions.responses.response_samples import DAY, ROUND, open_everything
from tests.attack.scenes import PEOPLE, SEALS, answer_naively, answer_one_by_one, make_naive_tables
from tests.conftest import administer, database_url


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.attack)


@dataclass
class Scene:
    """A database in which people answered, sealed on the way; what an attacker took of its files at three moments.

    waiting: the first of them wait. committed: all were sealed, and the computer lost power before anything was
    cleaned up. sealed: the seal is finished. keys: where the private keys are. naive: the same people in
    naive tables.
    """

    engine: Engine
    keys: Path
    submissions: list[Submission]
    waiting: Path
    committed: Path
    sealed: Path
    naive_engine: Engine
    naive: Path


Take = Callable[[Engine, Path], Path]


@pytest.fixture(scope="session")
def sqlite_scene(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("sqlite-scene")
    names = ("survey", "naive")
    urls = [f"sqlite:///{shutil.copy(sqlite_template, folder / f'{name}.sqlite')}" for name in names]
    with play(urls, folder, take_sqlite_files) as scene:
        yield scene


@pytest.fixture(scope="session")
def postgres_scene(
    postgres_server: str, postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    names = [f"{postgres_template}_{name}" for name in ("attacked", "naive")]
    for name in names:
        administer(postgres_server, f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    urls = [database_url(postgres_server, name) for name in names]
    # Of the journal, only what this scene writes: other tests of this process have used the same server.
    administer(postgres_server, "SELECT pg_switch_wal()")
    take = partial(take_postgres_files, journal_now(urls[0]))
    with play(urls, tmp_path_factory.mktemp("postgres-scene"), take) as scene:
        yield scene
    for name in names:
        administer(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def play(urls: list[str], folder: Path, take: Take) -> Iterator[Scene]:
    """People answer, the round is sealed; the attacker takes the files in between."""
    engine, naive_engine = (make_engine(url) for url in urls)
    keys = EpochKeys(folder / "keys")
    for each in (engine, naive_engine):
        hurry(each)
    open_everything(engine)
    make_naive_tables(naive_engine)
    answer_naively(naive_engine, range(PEOPLE))
    naive = take(naive_engine, folder / "of-naive")
    submissions = []
    for start in range(0, PEOPLE, PEOPLE // SEALS):
        submissions += answer_one_by_one(engine, keys, range(start, start + PEOPLE // SEALS))
        if start == 0:
            waiting = take(engine, folder / "waiting")
        if start < PEOPLE - PEOPLE // SEALS:
            assert seal_now(engine, keys, DAY) > 0
    mix_at_the_finish(engine, keys)
    committed = take(engine, folder / "committed")
    finish_seal(engine, keys)
    sealed = take(engine, folder / "sealed")
    yield Scene(engine, keys.folder, submissions, waiting, committed, sealed, naive_engine, naive)
    engine.dispose()
    naive_engine.dispose()


def mix_at_the_finish(engine: Engine, keys: EpochKeys) -> None:
    """Finish the round as `finish_round` does, up to where everything is mixed and nothing cleaned up."""
    with only_sealer(engine):
        with writing(engine) as connection:
            set_round_state(connection, ROUND, "closed")
            note_traces(connection, ROUND)
            close_epoch(connection, keys, keys.make())
        with engine.connect() as connection:
            epoch = closed_epoch(connection)
        seal._mix(engine, keys, epoch)


def hurry(engine: Engine) -> None:
    """Do not wait for the disk: what the files tell is the same."""
    statement = "PRAGMA synchronous=OFF" if engine.dialect.name == "sqlite" else "SET synchronous_commit=off"

    def set_up(connection: DBAPIConnection, _record: object) -> None:
        connection.execute(statement)
        connection.commit()

    event.listen(engine, "connect", set_up)


def take_sqlite_files(engine: Engine, target: Path) -> Path:
    """Copy the database, its log and whatever else lies beside it under the same name."""
    target.mkdir()
    database = Path(engine.url.database or "")
    for path in database.parent.glob(f"{database.name}*"):
        shutil.copy(path, target)
    return target


def journal_now(url: str) -> str:
    """The name of the file of the journal that Postgres writes to."""
    engine = make_engine(url)
    with engine.connect() as connection:
        name = str(
            connection.execute(text("SELECT pg_walfile_name(pg_current_wal_insert_lsn())")).scalar_one()
        )
    engine.dispose()
    return name


def take_postgres_files(first: str, engine: Engine, target: Path) -> Path:
    """Copy the database's tables, the journal of the whole server from a file on, and its log."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        data = Path(connection.execute(text("SHOW data_directory")).scalar_one())
        number = connection.execute(text("SELECT oid FROM pg_database WHERE datname = current_database()"))
        shutil.copytree(data / "base" / str(number.scalar_one()), target / "base")
    last = journal_now(engine.url.render_as_string(hide_password=False))
    (target / "pg_wal").mkdir()
    for path in (data / "pg_wal").iterdir():
        # Files with later names are old ones, kept to be written again.
        if path.is_file() and first <= path.name <= last:
            shutil.copy(path, target / "pg_wal")
    if (data / "log").is_file():
        shutil.copy(data / "log", target)
    return target

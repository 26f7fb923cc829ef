"""Nobody else reads what an installation keeps, also in a folder that was there before, with any mask."""

import os
import shutil
import sqlite3
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from survey_app.actions import private_files
from survey_app.actions.private_files import make_private
from survey_app.config import read_settings
from survey_app.errors import SettingsError
from survey_app.extensions import db
from survey_app.factory import create_app
from tests.cli.serving.forks import Fork
from tests.installation import Installation, be_flask

NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
# Prints which of the files that it is given can be opened: one process for all.
TRY_TO_OPEN = 'for each; do { true < "$each"; } 2>/dev/null && printf "%s\\0" "$each"; done; true'
LAID_OUT = ("keys/a.key", "envelopes/1.pem", "jobs/x.zip", "uploads/t/directory.txt", "secret_key", "pepper")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody can enter, as a mounted volume is, with files as an older version left them."""
    with tempfile.TemporaryDirectory(prefix="survey-open-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        instance = folder / "instance"
        for path in LAID_OUT:
            (instance / path).parent.mkdir(parents=True, exist_ok=True)
            (instance / path).write_text("secret")
        for path in [instance, *instance.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
        yield folder


@pytest.fixture
def loose_mask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def readable_by_others(folder: Path) -> list[str]:
    """The files that somebody else may use; asked as the user nobody where we may, else read from their modes."""
    open_ = [path for path in [folder, *folder.rglob("*")] if stat.S_IMODE(path.stat().st_mode) & 0o077]
    if os.geteuid() == 0:
        files = [path for path in folder.rglob("*") if path.is_file()]
        tried = [*NOBODY, "sh", "-c", TRY_TO_OPEN, "sh", *files]
        read = subprocess.run(tried, capture_output=True, check=True, text=True).stdout.split("\0")[:-1]
        assert not set(map(Path, read)) - set(open_)
    return sorted(str(path.relative_to(folder.parent)) for path in open_)


def test_what_was_there_before_is_mended_and_named(open_folder: Path) -> None:
    instance = open_folder / "instance"
    assert len(readable_by_others(instance)) > len(LAID_OUT)  # the control: nobody reads all of it

    mended = make_private(instance)

    assert readable_by_others(instance) == []
    assert all(any(path in line for line in mended) for path in LAID_OUT)
    assert f"{instance / 'pepper'} (0644)" in mended
    assert make_private(instance) == []


def test_a_database_is_private_wherever_it_is_with_what_sqlite_puts_beside_it(
    open_folder: Path, sqlite_template: Path, loose_mask: None
) -> None:
    database = Path(shutil.copy(sqlite_template, open_folder / "elsewhere.sqlite"))
    database.chmod(0o644)
    settings = {"DATABASE_URL": f"sqlite:///{database}", "INSTANCE_PATH": str(open_folder / "instance")}

    app = create_app(read_settings(settings))
    with app.app_context():
        with db.engine.begin() as connection:
            connection.exec_driver_sql("INSERT INTO district (code, name) VALUES ('24-65789', 'M')")
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in open_folder.glob("elsewhere*")}
        db.engine.dispose()

    assert {"elsewhere.sqlite", "elsewhere.sqlite-wal", "elsewhere.sqlite-shm"} <= set(modes)
    assert set(modes.values()) == {0o600}


def test_the_locks_beside_a_database_elsewhere_are_mended(open_folder: Path, loose_mask: None) -> None:
    database = open_folder / "elsewhere.sqlite"
    locks = [database.with_name(f"{database.name}{ending}") for ending in ("-turn", "-sealing")]
    for lock in locks:
        lock.touch()
    assert {stat.S_IMODE(lock.stat().st_mode) for lock in locks} == {0o644}

    make_private(open_folder / "instance", database)

    assert {stat.S_IMODE(lock.stat().st_mode) for lock in locks} == {0o600}


def test_a_new_database_is_private_under_any_mask(open_folder: Path, loose_mask: None) -> None:
    database = open_folder / "new.sqlite"

    make_private(open_folder / "instance", database)
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()

    assert stat.S_IMODE(database.stat().st_mode) == 0o600


def test_sqlite_alone_would_have_made_it_readable(open_folder: Path, loose_mask: None) -> None:
    with sqlite3.connect(open_folder / "naive.sqlite") as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()

    assert stat.S_IMODE((open_folder / "naive.sqlite").stat().st_mode) == 0o644


def test_what_cannot_be_mended_is_refused_by_name(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path, _mode: int) -> None:
        raise PermissionError

    monkeypatch.setattr(private_files.Path, "chmod", refuse)

    with pytest.raises(SettingsError, match=r"pepper \(0644\)"):
        make_private(open_folder / "instance")


def test_a_volume_that_forgets_modes_is_refused(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private_files.Path, "chmod", lambda _path, _mode: None)

    with pytest.raises(SettingsError, match="other users can read private files"):
        make_private(open_folder / "instance")


def test_a_secret_elsewhere_may_be_given_to_our_group_and_to_nobody_else(open_folder: Path) -> None:
    secret = open_folder / "oidc.json"
    secret.write_text("[]")
    secret.chmod(0o644)

    make_private(open_folder / "instance", secrets=[secret])

    assert stat.S_IMODE(secret.stat().st_mode) == 0o640


def be_loose(*command: str) -> None:
    """Be a command of the app that somebody runs with the usual mask."""
    os.umask(0o022)
    be_flask(*command)


def test_check_names_what_others_could_read_and_commands_make_private_files(
    open_folder: Path, prepared: Path
) -> None:
    shutil.copytree(prepared, open_folder / "instance", dirs_exist_ok=True)
    for path in [open_folder / "instance", *(open_folder / "instance").rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    (open_folder / "instance" / LAID_OUT[0]).unlink()
    installation = Installation(open_folder / "instance")

    said = open_folder / "said"

    def run(*command: str) -> None:
        Fork(be_loose, *command, environment=installation.environment, out=said, err=said).wait()

    run("check")
    checked = said.read_text()
    (open_folder / "instance" / "jobs.sqlite").touch()
    run("work")

    assert f"{installation.database} (0644)" in checked
    assert not (open_folder / "instance" / "jobs.sqlite").exists()  # the queue of an earlier version
    assert readable_by_others(open_folder / "instance") == []

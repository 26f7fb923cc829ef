"""Only the server's user can read what an installation keeps: database, keys, secrets, files of jobs.

The mask of a process (`MASK`, set in wsgi.py) makes new files private. Every start repairs older files, and refuses to
go on with files that it cannot repair.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile

from survey_app.errors import SettingsError

MASK = 0o077
"""Nobody else gets any rights on what a process makes."""

KEPT = {
    "survey.sqlite": ("The database, unless `DATABASE_URL` names another.", "yes, without `keys/`"),
    "survey.sqlite-wal, survey.sqlite-shm": ("What SQLite has not moved into the database yet.", "no"),
    "survey.sqlite-turn": ("Lets one process at a time write to SQLite.", "no"),
    "survey.sqlite-setup": ("Lets one process at a time set up the database.", "no"),
    "survey.sqlite-sealing, survey.sqlite-leading": ("Lets one process at a time seal.", "no"),
    "keys/": ("Keys of the responses that wait to be mixed. Each is destroyed after its day.", "**never**"),
    "envelopes/": ("Keys that open the responses that wait on devices.", "yes, apart from the database"),
    "pepper": ("Without it, printed access codes are worthless.", "yes, apart from the database"),
    "release.key": ("Decides the noise in results.", "yes, apart from the database"),
    "second_step_key": ("Without it, all staff need a new link to sign in.", "yes, apart from the database"),
    "recovery_key.pub": ("Backups seal to it what waits; its other half is on paper.", "with `backup`"),
    "secret_key": (
        "Signs the sessions of staff, unless `SECRET_KEY` is set.",
        "yes, apart from the database",
    ),
    "read-only": ("While it is there, nothing is changed: `maintenance`.", "no"),
    "address": ("Where the server was reached last, for links that commands print.", "no"),
    "jobs/": ("Files that long work made; removed after a day.", "no"),
    "uploads/": ("Files of the state while schools are imported; removed after an hour.", "no"),
    "static/": ("Style and scripts as browsers get them; made again at each start.", "no"),
}
"""What an instance folder holds: name, what it is for, and whether to back it up."""
_OLD_QUEUE = ("jobs.sqlite", "jobs.sqlite-wal", "jobs.sqlite-shm")
_BESIDE_A_DATABASE = ("", "-wal", "-shm", "-journal", "-turn", "-sealing", "-leading", "-setup")


def require_folder(folder: Path) -> None:
    """Make a folder that only we can enter, unless it is there. Raises SettingsError if we cannot write to it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise SettingsError("folder_not_ours", path=folder, why=str(error.strerror)) from error


def make_private(instance: Path, database: Path | None = None, secrets: Iterable[Path] = ()) -> list[str]:
    """Take the rights of others from everything here. Return the paths that had any, with the mode they had.

    instance: the folder of the installation, with everything in it; we make it if it is missing. database: a SQLite
    file, wherever it is, with the files that SQLite and we put beside it. If it is missing, we make it: SQLite would
    give it the rights that the mask leaves.
    secrets: files elsewhere that hold a secret; whoever looks after them may give them to our group.
    Raises SettingsError, naming each path that others can still read, with the remedy.
    """
    instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    if database and database.parent.is_dir():
        os.close(os.open(database, os.O_RDWR | os.O_CREAT, 0o600))
    kept = [*_everything(instance), *(_beside(database) if database else ())]
    tightened = [*_tighten(kept, MASK), *_tighten(secrets, 0o007)]
    if faults := [path_with_mode for path, path_with_mode, is_tight in tightened if not is_tight]:
        raise SettingsError("others_can_read", paths="\n  ".join(faults))
    return [path_with_mode for _path, path_with_mode, _is_tight in tightened]


def forget_old_queue(instance: Path) -> None:
    """Remove the queue of an earlier version. It held nothing but ids: what waits is in the table of jobs."""
    for name in _OLD_QUEUE:
        (instance / name).unlink(missing_ok=True)


def _everything(folder: Path) -> Iterator[Path]:
    """List a folder and everything in it. Does not follow links to elsewhere."""
    yield folder
    for place, folders, files in os.walk(folder):
        yield from (Path(place, name) for name in (*folders, *files))


def _beside(database: Path) -> Iterator[Path]:
    yield from (database.with_name(f"{database.name}{ending}") for ending in _BESIDE_A_DATABASE)


def _tighten(paths: Iterable[Path], others: int) -> list[tuple[Path, str, bool]]:
    """For each path that gives others a right, return path, path with its mode, and whether it is private now."""
    tightened = []
    for path in dict.fromkeys(paths):
        # Files of jobs and of SQLite come and go while we look.
        with suppress(FileNotFoundError):
            if path.is_symlink() and path.is_dir():
                continue
            mode = stat.S_IMODE(path.stat().st_mode)
            if mode & others:
                with suppress(PermissionError):
                    path.chmod(mode & ~others)
                tightened.append((path, f"{path} ({mode:04o})", not path.stat().st_mode & others))
    return tightened

"""Secrets in files beside the database: made once, safe on disk before use, readable by the server's user alone."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from survey_app.errors import KeyMissing


def make_secret(path: Path, content: bytes) -> None:
    """Write a secret, unless there is one. `known_secrets` decides when that is right: nobody else makes one."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f"unfinished-{secrets.token_hex(4)}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    # Several servers may come here at once: the first link wins, and all read the same file.
    with suppress(FileExistsError):
        os.link(unfinished, path)
    unfinished.unlink()
    # A power failure must not erase what somebody was already sealed to.
    sync_folder(path.parent)
    sync_folder(path.parent.parent)


def read_secret(path: Path) -> bytes:
    """Return a secret. Raises KeyMissing, with the remedy, if it is gone: another in its place would do harm."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise KeyMissing("secret_missing", path=path, name=path.name) from None


def kept_file(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return the content of a file. Make it on first use: only for what may be drawn again, such as chances."""
    if not path.exists():
        make_secret(path, make())
    return path.read_bytes()


def sync_folder(folder: Path) -> None:
    """Make sure that the names of the files in a folder survive a power failure."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

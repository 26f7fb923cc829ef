"""The secrets of an installation, on their way into a backup and out of it.

They are apart from the data: whoever holds only one part can do less. The keys of epochs are never among them.
"""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from survey_app.actions.backup.parts import PartReader, PartWriter
from survey_app.actions.secret_files import sync_folder
from survey_app.errors import BackupError

FILES = ("pepper", "release.key", "second_step_key", "secret_key")
FOLDERS = {"envelopes": ".pem"}
"""Folder → how the names of its secrets end."""


def secret_files(instance: Path) -> list[str]:
    """Name the secrets that this installation has: "pepper", "envelopes/1.pem"."""
    kept = [name for name in FILES if (instance / name).is_file()]
    for folder, ending in FOLDERS.items():
        kept += sorted(f"{folder}/{path.name}" for path in (instance / folder).glob(f"*{ending}"))
    return kept


def put_secrets(part: PartWriter, instance: Path) -> None:
    """Write every secret into a part of a backup."""
    for name in secret_files(instance):
        part.add(name, [(instance / name).read_bytes()])


def check_secrets(part: PartReader, sums: Mapping[str, str], path: Path) -> None:
    """Raise BackupError unless a part holds the secrets of the data, whole. sums: name → SHA-256."""
    part.check()
    if any(not _is_secret(name) for name in part.members):
        raise BackupError("no_backup_part", path=path)
    if {name: member.sha256 for name, member in part.members.items()} != sums:
        raise BackupError("secrets_of_another", path=path)


def refuse_other_secrets(instance: Path, sums: Mapping[str, str]) -> None:
    """Raise BackupError if this folder holds other secrets than those that come: nothing is ever overwritten."""
    here = {name: sha256((instance / name).read_bytes()).hexdigest() for name in secret_files(instance)}
    others = [name for name, total in here.items() if sums.get(name) != total]
    if others:
        raise BackupError("secrets_in_place", paths=", ".join(str(instance / name) for name in others))


@contextmanager
def bringing_back(part: PartReader | None, instance: Path) -> Iterator[None]:
    """Put the secrets of a backup into an installation, safe on disk. An error in the block takes them away again."""
    made: list[Path] = []
    try:
        for name in part.members if part else ():
            path = instance / name
            if not path.exists():
                _write(path, part.content(name) if part else b"")
                made.append(path)
        yield
    except BaseException:
        for path in made:
            path.unlink()
        raise


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    unfinished = path.with_name(f"unfinished-{secrets.token_hex(4)}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    sync_folder(path.parent)
    sync_folder(path.parent.parent)


def _is_secret(name: str) -> bool:
    folder, _, file = name.rpartition("/")
    is_in_folder = folder in FOLDERS and file.endswith(FOLDERS[folder]) and not file.startswith(".")
    return name in FILES or is_in_folder

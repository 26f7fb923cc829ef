"""Take a backup while people answer: everything as it is at one moment, in two parts that are kept apart.

Every response that was acknowledged before that moment is in it, once. What waits is sealed to the recovery key.
"""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from survey_app.actions.audit_log import Actor
from survey_app.actions.backup.parts import DATA, SECRETS, PartWriter, file_sum, writing_part
from survey_app.actions.backup.recovery_key import RecoveryKey, fingerprint, keep_public_key, public_key_of
from survey_app.actions.backup.secret_parts import put_secrets
from survey_app.actions.backup.waiting import nullifier_lines, seal_to_recovery, shuffled
from survey_app.actions.changing import changing
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.sealing.seal import mix_and_destroy_key
from survey_app.actions.secret_files import sync_folder
from survey_app.errors import BackupError
from survey_app.store.backup import kept_tables, lines_of, one_moment, waiting_nullifiers
from survey_app.store.database.one_sealer import only_sealer
from survey_app.store.database.schema import newest_migration
from survey_app.store.sealing.epochs import current_epoch, require_all_sealed

FORMAT = 1
"""The format of a backup. `restore` refuses any other."""

TABLES, WAITING, NULLIFIERS = "tables/", "waiting.sealed", "waiting.nullifiers"


@dataclass(frozen=True)
class BackupTaken:
    """What a backup holds. rows: of all tables. waiting: responses that wait to be mixed. sums: part → SHA-256."""

    path: Path
    rows: int
    waiting: int
    recovery_key: str | None
    sums: dict[str, str]


def make_recovery_key(engine: Engine, instance: Path, by: Actor) -> tuple[RecoveryKey, str | None]:
    """Make a recovery key, and keep its public half for all backups from now on.

    Return it, to be shown once, with the fingerprint of the key before it. Raises BackupError.
    """
    before = public_key_of(instance)
    key = RecoveryKey.make()
    with changing(engine, by, "recovery key") as change:
        change.log(fingerprint(key.public), None)
        keep_public_key(instance, key.public)
    return key, fingerprint(before) if before else None


def take_backup(engine: Engine, keys: EpochKeys, instance: Path, target: Path, by: Actor) -> BackupTaken:
    """Write a backup of an installation into a new folder, which only we can read.

    Raises BackupError if there is something at `target`, or if responses wait and there is no recovery key; KeyMissing
    if a response that waits cannot be opened. Then nothing is written.
    """
    public_key = public_key_of(instance)
    with _new_folder(target) as folder:
        with only_sealer(engine), writing_part(folder / DATA) as data, writing_part(folder / SECRETS) as kept:
            # A seal that was killed may have left a response in two places.
            mix_and_destroy_key(engine, keys)
            began = datetime.now(UTC).replace(microsecond=0)
            with one_moment(engine) as connection:
                # If this process stood still meanwhile, another sealer may be at work.
                require_all_sealed(connection)
                waiting = _write_waiting(data, connection, keys, public_key)
                for table in kept_tables():
                    data.add(TABLES + table.name, lines_of(connection, table))
            # A key for envelopes that was made meanwhile may be needed for what comes later.
            put_secrets(kept, instance)
            kept.end({"format": FORMAT, "part": "secrets"})
            data.end(_manifest(engine, public_key, began, kept))
        sums = {name: file_sum(folder / name) for name in (DATA, SECRETS)}
        with changing(engine, by, "backup") as change:
            # Before the files leave, as with every other file. Never how many answered.
            change.log(target.name[:200], None, {"sha256": sums})
    rows = sum(member.rows for name, member in data.members.items() if name.startswith(TABLES))
    return BackupTaken(target, rows, waiting, fingerprint(public_key) if public_key else None, sums)


def _write_waiting(
    part: PartWriter, connection: Connection, keys: EpochKeys, public_key: bytes | None
) -> int:
    epoch = current_epoch(connection)
    nullifiers = waiting_nullifiers(connection, epoch.number) if epoch else []
    if not nullifiers or epoch is None:
        return 0
    if public_key is None:
        raise BackupError("no_recovery_key")
    opener = keys.opener(epoch.public_key)
    sealed = seal_to_recovery(connection, epoch.number, opener, shuffled(nullifiers), public_key)
    part.add_boxes(WAITING, sealed)
    part.add(NULLIFIERS, nullifier_lines(nullifiers))
    return len(nullifiers)


def _manifest(
    engine: Engine, public_key: bytes | None, began: datetime, kept: PartWriter
) -> dict[str, object]:
    return {
        "format": FORMAT,
        "part": "data",
        "began": began.isoformat(),
        "engine": engine.dialect.name,
        "migration": newest_migration(),
        "recovery_key": public_key.hex() if public_key else None,
        "secrets": {name: member.sha256 for name, member in kept.members.items()},
    }


@contextmanager
def _new_folder(target: Path) -> Iterator[Path]:
    """Give a folder to write to, and let it appear as `target` only when it is whole. An error removes it."""
    if target.exists() or target.is_symlink():
        raise BackupError("path_exists", path=target)
    if not target.parent.is_dir():
        raise BackupError("no_folder", path=target.parent)
    folder = target.with_name(f"{target.name}.unfinished-{secrets.token_hex(4)}")
    try:
        folder.mkdir(mode=0o700)
        yield folder
        sync_folder(folder)
        folder.rename(target)
        sync_folder(target.parent)
    except OSError as error:
        raise BackupError("backup_not_written", path=target, why=error.strerror) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)

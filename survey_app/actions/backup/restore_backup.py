"""Put a backup back on an empty machine: all of it, or nothing.

First we check everything that can be wrong. Then one transaction brings back every row, and lets what waits wait again
under a new key, paired with its nullifiers by chance. An error undoes all of it.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor, verify_log
from survey_app.actions.backup.parts import DATA, SECRETS, PartReader
from survey_app.actions.backup.recovery_key import RecoveryKey, fingerprint, keep_public_key
from survey_app.actions.backup.secret_parts import bringing_back, check_secrets, refuse_other_secrets
from survey_app.actions.backup.take_backup import FORMAT, NULLIFIERS, TABLES, WAITING
from survey_app.actions.backup.waiting import paired_at_random, read_nullifiers
from survey_app.actions.changing import changing
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.errors import BackupError
from survey_app.store.backup import (
    continue_numbers,
    end_current_epoch,
    kept_tables,
    put_lines,
    put_waiting,
    tables_with_rows,
)
from survey_app.store.database.limits import LONG_WRITING, allowing
from survey_app.store.database.schema import newest_migration
from survey_app.store.sealing.epochs import add_epoch

_TOLD = {"began", "engine", "format", "migration", "recovery_key", "secrets"}
AskForKey = Callable[[str], RecoveryKey]
"""Gets the private recovery key from the person who keeps it. It is told the fingerprint of the key."""


@dataclass(frozen=True)
class Checked:
    """A backup in which nothing is wrong. key: the recovery key; None if nothing waits."""

    path: Path
    data: PartReader
    secrets: PartReader | None
    key: RecoveryKey | None

    @property
    def began(self) -> datetime:
        """When the backup began: answers that came later may be missing."""
        return datetime.fromisoformat(self.data.manifest["began"])

    @property
    def waiting(self) -> int:
        """How many responses wait to be mixed."""
        return self.data.members[WAITING].rows if WAITING in self.data.members else 0


@dataclass(frozen=True)
class Restored:
    """What was brought back. rows: table → how many. began: when the backup began."""

    rows: Mapping[str, int]
    waiting: int
    began: datetime


@contextmanager
def checked_backup(
    engine: Engine, instance: Path, path: Path, secrets: Path | None, ask: AskForKey
) -> Iterator[Checked]:
    """Open a backup and check all that can be checked: sums, versions, keys, and that nothing is here yet.

    secrets: the part with the secrets; None leaves them out. Raises BackupError. Nothing has changed then.
    """
    if names := tables_with_rows(engine):
        raise BackupError("database_not_empty", tables=", ".join(names[:3]))
    with PartReader.of(path / DATA if path.is_dir() else path) as data:
        _check_data(data, engine, path)
        if secrets is None:
            yield Checked(path, data, None, _ask(data, ask))
            return
        with PartReader.of(secrets / SECRETS if secrets.is_dir() else secrets) as kept:
            check_secrets(kept, data.manifest["secrets"], secrets)
            refuse_other_secrets(instance, data.manifest["secrets"])
            yield Checked(path, data, kept, _ask(data, ask))


def restore_backup(engine: Engine, keys: EpochKeys, instance: Path, backup: Checked, by: Actor) -> Restored:
    """Bring back a backup that was checked. The database has the newest migration, and no rows.

    Raises BackupError; then nothing has changed.
    """
    manifest = backup.data.manifest
    # The secrets go again after any error before the commit. If the commit itself fails, all may be there: they stay.
    with (
        allowing(writing=LONG_WRITING),
        keys.fresh() as public_key,
        changing(engine, by, "restore") as change,
        bringing_back(backup.secrets, instance),
    ):
        rows = _bring_back(change.connection, backup, public_key)
        change.log(backup.path.name[:200], None, {"began": manifest["began"]})
        if manifest["recovery_key"]:
            keep_public_key(instance, bytes.fromhex(manifest["recovery_key"]))
    return Restored(rows, backup.waiting, backup.began)


def _check_data(data: PartReader, engine: Engine, path: Path) -> None:
    manifest = data.manifest
    if manifest.get("part") != "data" or not manifest.keys() >= _TOLD:
        raise BackupError("no_backup_part", path=path)
    if manifest["format"] != FORMAT or manifest["migration"] != newest_migration():
        made_by = manifest["migration"]
        raise BackupError("backup_of_another_version", made_by=made_by, here=newest_migration())
    if manifest["engine"] != engine.dialect.name:
        raise BackupError("backup_of_another_engine", made_by=manifest["engine"], here=engine.dialect.name)
    data.check()


def _ask(data: PartReader, ask: AskForKey) -> RecoveryKey | None:
    if WAITING not in data.members:
        return None
    public_key = bytes.fromhex(data.manifest["recovery_key"])
    key = ask(fingerprint(public_key))
    if key.public != public_key:
        raise BackupError(
            "recovery_key_of_another", wanted=fingerprint(public_key), given=fingerprint(key.public)
        )
    return key


def _bring_back(connection: Connection, backup: Checked, public_key: bytes) -> dict[str, int]:
    try:
        rows = {
            table.name: put_lines(connection, table, backup.data.lines(TABLES + table.name))
            for table in kept_tables()
        }
        _let_wait(connection, backup, public_key)
        continue_numbers(connection)
    except (IntegrityError, DataError, ValueError, KeyError, TypeError) as error:
        raise BackupError("backup_does_not_fit") from error
    verify_log(Session(connection))
    return rows


def _let_wait(connection: Connection, backup: Checked, public_key: bytes) -> None:
    """Let what waits wait again, under a new epoch that goes on where the last one ended."""
    day = end_current_epoch(connection)
    if day is None:
        return
    epoch = add_epoch(connection, public_key, day)
    if backup.key is None:
        return
    nullifiers = read_nullifiers(backup.data.lines(NULLIFIERS))
    boxes: Any = backup.data.boxes(WAITING)
    rows = paired_at_random(connection, boxes, backup.key, nullifiers, public_key)
    put_waiting(connection, rows, epoch=epoch.number)

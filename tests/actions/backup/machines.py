"""Machines with an installation: people answer, somebody takes a backup, somebody brings one back."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from survey_app.actions.audit_log import Actor
from survey_app.actions.backup.recovery_key import RecoveryKey
from survey_app.actions.backup.restore_backup import Restored, checked_backup, restore_backup
from survey_app.actions.backup.take_backup import BackupTaken, make_recovery_key, take_backup
from survey_app.actions.responses.store_responses import Receipt, Submission, store_responses
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.errors import Refused
from survey_app.store.database.engine import writing
from survey_app.store.responses.inbox import waiting
from survey_app.store.sealing.epochs import current_epoch
from survey_app.store.tables import Base
from tests.actions.responses.response_samples import DAY, a_submission

BY = Actor("operator", datetime(2027, 4, 6, 19, tzinfo=UTC))
SECRETS = {
    "pepper": b"p" * 32,
    "release.key": b"r" * 32,
    "envelopes/1.pem": b"one",
    "envelopes/2.pem": b"two",
}


@dataclass
class Machine:
    """An installation: its database, and its folder with secrets and keys."""

    engine: Engine
    instance: Path
    keys: EpochKeys = field(init=False)

    def __post_init__(self) -> None:
        self.instance.mkdir(mode=0o700)
        self.keys = EpochKeys(self.instance / "keys")

    def keep_secrets(self) -> None:
        """Let it have secrets, as one that people used has."""
        for name, content in SECRETS.items():
            path = self.instance / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)

    def make_recovery_key(self) -> RecoveryKey:
        return make_recovery_key(self.engine, self.instance, BY)[0]

    def back_up(self, target: Path) -> BackupTaken:
        return take_backup(self.engine, self.keys, self.instance, target, BY)

    def restore(self, path: Path, key: RecoveryKey | None, secrets: Path | None = None) -> Restored:
        """Bring a backup back. secrets: by default those in the same folder."""

        def ask(_wanted: str) -> RecoveryKey:
            assert key is not None, "somebody was asked for a key"
            return key

        where = secrets or path
        with checked_backup(self.engine, self.instance, path, where, ask) as checked:
            return restore_backup(self.engine, self.keys, self.instance, checked, BY)

    def send(self, submissions: Sequence[Submission]) -> list[Receipt | Refused]:
        begin_epoch(self.engine, self.keys, DAY)
        with writing(self.engine) as connection:
            return store_responses(connection, submissions, DAY)

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """All rows of every table, sorted."""
        with self.engine.connect() as connection:
            return {
                table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=str)
                for table in Base.metadata.sorted_tables
            }

    def waiting(self) -> Counter[str]:
        """What waits, opened: each payload with how often it is there."""
        with self.engine.connect() as connection:
            epoch = current_epoch(connection)
            if epoch is None:
                return Counter()
            opener = self.keys.opener(epoch.public_key)
            return Counter(opener.open(row.sealed).decode() for row in waiting(connection, epoch.number))

    def waiting_by_nullifier(self) -> dict[bytes, dict[str, Any]]:
        """Nullifier → the payload of the row that it is beside."""
        with self.engine.connect() as connection:
            epoch = current_epoch(connection)
            assert epoch is not None
            opener = self.keys.opener(epoch.public_key)
            rows = list(waiting(connection, epoch.number))
        return {row.nullifier: json.loads(opener.open(row.sealed)) for row in rows}


def people(count: int, **changes: Any) -> list[Submission]:
    """Responses of this many people, each with words of its own."""
    return [
        a_submission({"belong": "some", "open_change": f"words {number}"}, **changes)
        for number in range(count)
    ]

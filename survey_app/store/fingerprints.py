"""Named queries for what the database knows of the secrets that belong to it."""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, exists, select, text

from survey_app.store.database.engine import insert_or_update
from survey_app.store.tables import AccessCode, Account, Release, Secret

FORGOTTEN = ""
"""The fingerprint of a secret that an operator gave up: whatever lies in its place next is the new one."""

_USES = {
    "pepper": select(exists(select(AccessCode.code_hash))),
    "release.key": select(exists(select(Release.number))),
    "second_step_key": select(exists(select(Account.id).where(Account.totp.is_not(None)))),
}


def hold_fingerprints(connection: Connection) -> None:
    """Let nobody else note a fingerprint until this transaction ends. On SQLite, a writer is always alone."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE secret IN EXCLUSIVE MODE"))


def read_fingerprints(connection: Connection) -> dict[str, str]:
    """Return name → fingerprint of every secret that this database was used with."""
    return {row.name: row.fingerprint for row in connection.execute(select(Secret.name, Secret.fingerprint))}


def note_fingerprints(connection: Connection, fingerprints: Mapping[str, str]) -> None:
    """Note the fingerprints of these secrets, in place of what was known of them."""
    for name, fingerprint in fingerprints.items():
        new = insert_or_update(connection.dialect.name, Secret).values(name=name, fingerprint=fingerprint)
        connection.execute(
            new.on_conflict_do_update(index_elements=["name"], set_={"fingerprint": fingerprint})
        )


def drop_fingerprint(connection: Connection, name: str) -> None:
    """Know nothing of a secret anymore."""
    connection.execute(delete(Secret).where(Secret.name == name))


def needs_secret(connection: Connection, name: str) -> bool:
    """Whether there are rows that only the secret of this name makes sense of."""
    use = _USES.get(name)
    return use is not None and bool(connection.execute(use).scalar_one())

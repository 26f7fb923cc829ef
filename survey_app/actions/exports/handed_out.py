"""Logs every file about people or their answers before anybody gets it: who, what, when, and its SHA-256."""

import hashlib
from collections.abc import Mapping
from io import BufferedReader
from pathlib import Path

from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import changing
from survey_app.store.audit_log import district_of_round


def log_handed_out(
    session: Session,
    by: Actor,
    action: str,
    key: str,
    files: Mapping[str, str],
    details: Mapping[str, object] | None = None,
) -> None:
    """Log that somebody gets files of a round. Hand the files out only after that.

    The line is its own unit of work. It stays even if the handing out fails, because somebody may have got a part.
    action: "download" or "export ...". key: of the round. files: name → hexadecimal SHA-256.
    """
    with changing(session, by, action) as change:
        with_hashes = {**(details or {}), "sha256": dict(files)}
        change.log(key, district_of_round(change.connection, key), with_hashes)


def sha256_of(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file, which may be larger than memory."""
    with path.open("rb") as file:
        return sha256_of_open(file)


def sha256_of_open(file: BufferedReader) -> str:
    """Return the same of an open file, and go back to its beginning."""
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return digest

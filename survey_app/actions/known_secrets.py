"""The secrets that belong to a database: made once for a new one, and recognized ever after.

The database keeps a fingerprint of each. So a missing or a different secret is noticed when a server starts, and not
when printed codes are refused. Nothing is made in place of a secret that is missing.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from sqlalchemy import Connection, Engine

from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import changing
from survey_app.actions.responses.envelopes import EnvelopeKeys
from survey_app.actions.secret_files import make_secret
from survey_app.errors import NotFound, NotReady
from survey_app.problems.problem import Problem
from survey_app.store.database.engine import writing
from survey_app.store.fingerprints import (
    FORGOTTEN,
    drop_fingerprint,
    hold_fingerprints,
    needs_secret,
    note_fingerprints,
    read_fingerprints,
)

SIGNING = "secret_key"
"""The secret that the setting SECRET_KEY can stand for."""
SETTING = "SECRET_KEY"
_MAKERS: Mapping[str, Callable[[], bytes]] = {
    "pepper": lambda: secrets.token_bytes(32),
    "release.key": lambda: secrets.token_bytes(32),
    "second_step_key": lambda: secrets.token_bytes(32),
    SIGNING: lambda: secrets.token_urlsafe(48).encode(),
}


class KnownSecrets:
    """The secrets of an installation. instance: its folder. signing_key: the setting SECRET_KEY, if it is set."""

    def __init__(self, instance: Path, signing_key: str | None) -> None:
        self._instance = instance
        self._signing_key = signing_key

    def settle(self, engine: Engine) -> None:
        """Make what a new database needs, and note the fingerprint of what is new. Then require all of them.

        However many servers start at once, they make one set. Raises NotReady; nothing is made or noted then.
        """
        with engine.connect() as connection:
            known = read_fingerprints(connection)
        if not self._is_settled(known):
            with writing(engine) as connection:
                hold_fingerprints(connection)
                known = read_fingerprints(connection)
                self._refuse([*self._faults(known), *self._lost_before(connection, known)])
                self._make_missing(known)
                new = {name: mark for name, mark in self._present().items() if not known.get(name)}
                note_fingerprints(connection, new)
        self.require(engine)

    def require(self, engine: Engine) -> None:
        """Raise NotReady unless each secret that the database was used with is here. Names the files, and a remedy."""
        with engine.connect() as connection:
            self._refuse(self._faults(read_fingerprints(connection)))

    def make_missing(self) -> None:
        """Make every secret that is not here, for a database that knows none yet."""
        self._make_missing({})

    def _is_settled(self, known: Mapping[str, str]) -> bool:
        needed = {*_MAKERS, *self._envelope_keys(), *known}
        has_envelope_key = any(name.startswith("envelopes/") and mark for name, mark in known.items())
        return has_envelope_key and all(known.get(name) for name in needed)

    def _make_missing(self, known: Mapping[str, str]) -> None:
        for name, make in _MAKERS.items():
            if not known.get(name) and not (name == SIGNING and self._signing_key):
                make_secret(self._instance / name, make())
        EnvelopeKeys.of(self._instance).make_first()

    def _lost_before(self, connection: Connection, known: Mapping[str, str]) -> list[Problem]:
        """Name what an earlier version worked with, before it noted fingerprints, and what is gone."""
        new = (name for name in _MAKERS if name not in known and not (self._instance / name).exists())
        return [self._fault("secret_missing", name) for name in new if needs_secret(connection, name)]

    def _faults(self, known: Mapping[str, str]) -> list[Problem]:
        present = self._present()
        noted = {name: mark for name, mark in known.items() if mark != FORGOTTEN}
        missing = [self._fault("secret_missing", name) for name in noted if name not in present]
        others = [name for name, mark in noted.items() if present.get(name, mark) != mark]
        return [*missing, *(self._fault("secret_is_another", name) for name in others)]

    def _fault(self, code: str, name: str) -> Problem:
        is_setting = name == SIGNING and self._signing_key
        return Problem(code, {"path": SETTING if is_setting else self._instance / name, "name": name})

    def _present(self) -> dict[str, str]:
        """Return name → fingerprint of every secret that is here."""
        paths = {name: self._instance / name for name in (*_MAKERS, *self._envelope_keys())}
        found = {name: path.read_bytes() for name, path in paths.items() if path.is_file()}
        if self._signing_key:
            found[SIGNING] = self._signing_key.encode()
        return {name: _fingerprint(name, content) for name, content in found.items()}

    def _envelope_keys(self) -> list[str]:
        return [f"envelopes/{path.name}" for path in EnvelopeKeys.of(self._instance).files()]

    @staticmethod
    def _refuse(faults: Iterable[Problem]) -> None:
        if all_faults := tuple(faults):
            raise NotReady.of(all_faults)


def signing_key(instance: Path, setting: str | None) -> str | None:
    """Return what signs the sessions of staff. None before the first start made it."""
    path = instance / SIGNING
    return setting or (path.read_text() if path.is_file() else None)


def find_secret(engine: Engine, name: str) -> None:
    """Raise NotFound, naming those that there are, unless the database knows this secret."""
    with engine.connect() as connection:
        known = read_fingerprints(connection)
    if name not in known:
        raise NotFound("no_secret", name=name, known=sorted(known))


def forget_secret(engine: Engine, name: str, by: Actor) -> None:
    """Give a secret up: at the next start, the database takes what lies in its place, or a new one is made.

    Raises NotFound as `find_secret`.
    """
    find_secret(engine, name)
    with changing(engine, by, "secret forget") as change:
        if name in _MAKERS:
            note_fingerprints(change.connection, {name: FORGOTTEN})
        else:
            drop_fingerprint(change.connection, name)
        change.log(name, None)


def _fingerprint(name: str, content: bytes) -> str:
    """Return what the database may know: nobody gets from it to the secret.

    Secrets that we made are random. An operator chose SECRET_KEY, so trying out guesses must take long.
    """
    if name == SIGNING:
        content = hashlib.scrypt(content, salt=b"survey_app " + name.encode(), n=2**14, r=8, p=1, dklen=32)
    return hmac.digest(content, f"survey_app fingerprint of {name}".encode(), "sha256").hex()

"""Whether a response could be stored now. We try it: a row, a file, the migration, the key."""

import secrets
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from survey_app.actions.sealing.key_watch import require_public_key
from survey_app.errors import KeyMissing
from survey_app.problems.english import in_english
from survey_app.problems.problem import Problem
from survey_app.store.database.engine import beside
from survey_app.store.database.probe import is_disk_full, write_and_take_back
from survey_app.store.database.schema import is_at_newest_migration

PATIENCE = 3.0
"""Seconds that a look may take. A database or a folder that needs longer is a fault by itself."""

KEPT = 1.0
"""Seconds for which the result of a look is told to others who ask."""

Problems = Sequence[Problem]


class Readiness:
    """Looks whether this server can do its work. One thread looks at a time, with connections of its own.

    However many ask, they take nothing from those who answer a survey. A look that hangs holds nobody up.
    """

    def __init__(
        self,
        engine: Engine,
        folder: Path,
        *,
        patience: float = PATIENCE,
        kept: float = KEPT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the database and the folder of the installation. patience, kept: seconds."""
        self._engine = beside(engine)
        self._folder = folder
        self._patience, self._kept, self._clock = patience, kept, clock
        self._turn = threading.Lock()
        self._look: Future[Problems] | None = None
        self._began = 0.0

    def problems(self) -> Problems:
        """Return what keeps this server from its work; empty if nothing does."""
        with self._turn:
            if self._look is None or (self._look.done() and self._clock() > self._began + self._kept):
                self._look, self._began = Future(), self._clock()
                threading.Thread(
                    target=self._settle, args=(self._look,), name="readiness", daemon=True
                ).start()
            look, latest = self._look, self._began + self._patience
        try:
            return look.result(max(0.0, latest - self._clock()))
        except NotYet:
            return (Problem("ready_slow", {"seconds": self._patience}),)

    def told(self) -> Sequence[Mapping[str, str]]:
        """Return the same for whoever runs the server: the code, and what is wrong with its remedy, in English."""
        return [{"code": problem.code, "message": in_english(problem)} for problem in self.problems()]

    def _settle(self, look: "Future[Problems]") -> None:
        try:
            found = (self._fault_of_database(), self._fault_of_folder())
            look.set_result(tuple(problem for problem in found if problem))
        finally:
            if not look.done():
                look.set_result((Problem("ready_slow", {"seconds": self._patience}),))

    def _fault_of_database(self) -> Problem | None:
        try:
            with self._engine.connect() as connection:
                if not is_at_newest_migration(connection):
                    return Problem("ready_migration_due")
            write_and_take_back(self._engine, secrets.token_bytes(32), datetime.now(UTC))
            # A web server has no private keys. The sealer notes beside the public key whether it has the other half.
            require_public_key(self._engine)
        except KeyMissing as error:
            return error.problems[0]
        except DBAPIError as error:
            return Problem("ready_database_full" if is_disk_full(error) else "ready_database_away")
        except OSError as error:  # the lock beside a SQLite file
            return Problem("ready_folder", {"reason": error.strerror or type(error).__name__})
        return None

    def _fault_of_folder(self) -> Problem | None:
        try:
            with tempfile.TemporaryFile(dir=self._folder, buffering=0) as file:
                file.write(b"ready")
        except OSError as error:
            return Problem("ready_folder", {"reason": error.strerror or type(error).__name__})
        return None

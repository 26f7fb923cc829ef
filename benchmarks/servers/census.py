"""What is stored, counted past the app: every acknowledged response is there, and no response is there twice."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Engine, bindparam, text

from benchmarks.servers.programs import wait_until
from survey_app.store.database.engine import make_engine

_WAITING = (
    "SELECT count(*) FROM inbox_even AS inbox JOIN epoch ON epoch.number = inbox.epoch"
    " WHERE state IN ('current', 'closed')"
)
_KNOWN = "SELECT nullifier FROM received_once WHERE nullifier IN :some"
_AT_ONCE = 500


@dataclass(frozen=True)
class Verdict:
    """What became of acknowledged responses. extra: rows of responses beyond one for each that was ever received."""

    acknowledged: int
    lost: int
    extra: int

    def __str__(self) -> str:
        return f"{self.acknowledged} acknowledged, {self.lost} lost, {self.extra} twice"


def _engine(url: str) -> Engine:
    return make_engine(url.replace("postgresql:", "postgresql+psycopg:"))


class Census:
    """Looks at the database of an installation, past every server and pooler."""

    def __init__(self, url: str) -> None:
        """Count what there is before anybody sends. url: of the primary or of the file."""
        self.engine = _engine(url)
        self.before = self._surplus()

    def move_to(self, url: str) -> None:
        """Look at another database from now on, which should hold the same."""
        self.close()
        self.engine = _engine(url)

    def close(self) -> None:
        """Leave the database."""
        self.engine.dispose()

    def judge(self, acknowledged: Collection[str]) -> Verdict:
        """Compare ids that were acknowledged with what is stored. Waits until no seal is half done."""
        wait_until(self.is_sealed_whole, "the sealer finishes what it began")
        known = self._known({sha256(name.encode()).digest() for name in acknowledged})
        surplus = self._surplus() - self.before
        # A response that was noted and is not there is a loss, whichever it is.
        return Verdict(len(acknowledged), len(acknowledged) - known + max(-surplus, 0), max(surplus, 0))

    def waiting(self) -> int:
        """How many responses wait for the sealer."""
        return self._count(_WAITING) + self._count(_WAITING.replace("inbox_even", "inbox_odd"))

    def is_sealing(self) -> bool:
        """Whether a sealer has closed an epoch and not finished it."""
        return self._count("SELECT count(*) FROM epoch WHERE state = 'closed'") > 0

    def is_sealed_whole(self) -> bool:
        """Whether no seal is half done."""
        return self._count("SELECT count(*) FROM epoch WHERE state IN ('closed', 'retired')") == 0

    def let_a_seal_be_due(self) -> None:
        """Let the sealer find that the last count is older than it was."""
        with self.engine.begin() as connection:
            connection.execute(text("UPDATE epoch SET day = '2026-01-01' WHERE state = 'current'"))

    def open_round(self) -> str:
        """The key of the round that people answer."""
        with self.engine.connect() as connection:
            return str(connection.execute(text("SELECT key FROM round WHERE state = 'open'")).scalar_one())

    def judge_by_words(self, acknowledged: Collection[str]) -> Verdict:
        """Look for each response by the comment that it carries, once its round is finished."""
        with self.engine.connect() as connection:
            bodies = connection.scalars(text("SELECT body FROM comment WHERE body LIKE 'tag %'"))
            found = Counter(body.removeprefix("tag ") for body in bodies)
        lost = sum(name not in found for name in acknowledged)
        return Verdict(len(acknowledged), lost, sum(count - 1 for count in found.values()))

    def _surplus(self) -> int:
        """How many more responses are stored than were noted as received; the sample's own have no note."""
        stored = self.waiting() + self._count("SELECT count(*) FROM box")
        return stored - self._count("SELECT count(*) FROM received_once")

    def _known(self, nullifiers: Collection[bytes]) -> int:
        ordered, query = list(nullifiers), text(_KNOWN).bindparams(bindparam("some", expanding=True))
        pieces = [ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE)]
        with self.engine.connect() as connection:
            return sum(len(connection.scalars(query, {"some": piece}).all()) for piece in pieces)

    def _count(self, query: str) -> int:
        with self.engine.connect() as connection:
            return int(connection.execute(text(query)).scalar_one())

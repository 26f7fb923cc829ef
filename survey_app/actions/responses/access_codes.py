"""Access codes: make them, take them back, and recognize them without keeping them.

A code exists only on paper. The database knows HMAC-SHA256(pepper, code), and the pepper is a file outside the
database. So nobody can try codes out on a backup of the database.
"""

import hmac
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, Engine

from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import changing
from survey_app.actions.secret_files import read_secret
from survey_app.errors import CodesMade, NotFound, RoundError
from survey_app.store.audit_log import district_of_round
from survey_app.store.responses.access_codes import (
    add_codes,
    count_made,
    count_voided,
    find_codes,
    get_link,
    void_unspent,
)
from survey_app.store.responses.received_once import round_phases
from survey_app.store.sealing.epochs import lock_epochs, take_current
from survey_app.surveys.access_codes import new_code, read_code
from survey_app.vocabulary import CHANGEABLE

MOST_AT_ONCE = 5000
"""Codes in one go: more than any school has students."""


class CodeBook:
    """Recognizes codes. path: of the pepper."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def of(cls, instance: Path) -> Self:
        """Return the book of an installation. instance: its folder."""
        return cls(instance / "pepper")

    def hash_of(self, code: str) -> bytes:
        """Return what the database knows of a code."""
        return hmac.new(self._pepper(), code.encode(), sha256).digest()

    def _pepper(self) -> bytes:
        return read_secret(self._path)


def make_codes(
    engine: Engine, book: CodeBook, place: tuple[str, str, str], count: int, by: Actor
) -> list[str]:
    """Make codes of a link. Nothing keeps them, so print them now. Raises as `draw_codes` and `keep_codes` do."""
    codes = draw_codes(count)
    keep_codes(engine, book, place, codes, by)
    return codes


def draw_codes(count: int) -> list[str]:
    """Draw codes that do not work yet: print them, then keep them. Raises RoundError for too many at once."""
    if not 1 <= count <= MOST_AT_ONCE:
        raise RoundError("codes_out_of_range", most=MOST_AT_ONCE)
    return [new_code() for _ in range(count)]


def keep_codes(
    engine: Engine,
    book: CodeBook,
    place: tuple[str, str, str],
    codes: Sequence[str],
    by: Actor,
    seen: int | None = None,
    files: Mapping[str, str] | None = None,
) -> None:
    """Make codes work at a link; each counts as one person who is asked. place: round, school, audience.

    seen: how many codes existed when the person asked for these; None if nobody looked. files: those that hold the
    codes, name → SHA-256. The log keeps them together with the codes, or keeps neither.
    Raises NotFound; RoundError when the link is open to everyone or the round is over; CodesMade when there are more
    codes than the person saw, so that pressing a button twice makes codes only once.
    """
    key, school, audience = place
    with changing(engine, by, "codes make") as change:
        connection = change.connection
        made = _codes_made(connection, place)
        if seen is not None and seen != made:
            raise CodesMade("codes_made", count=made)
        add_codes(connection, key, f"{school}/{audience}", [book.hash_of(code) for code in codes])
        count_made(connection, place, len(codes))
        details = {"link": f"{school}/{audience}", "count": len(codes), "sha256": dict(files or {})}
        change.log(key, district_of_round(connection, key), details)


def _codes_made(connection: Connection, place: tuple[str, str, str]) -> int:
    """How many codes were made for a link. Raises NotFound, and RoundError where the link takes no codes now."""
    key, school, audience = place
    link, phase = get_link(connection, *place), round_phases(connection, [key]).get(key)
    if link is None:
        raise NotFound("round_asks_not", key=key, link=f"{school}/{audience}")
    if link[0] != "codes" or phase not in (*CHANGEABLE, "open"):
        raise RoundError("codes_not_taken", link=f"{school}/{audience}", key=key, phase=phase)
    return link[1]


def void_codes(engine: Engine, place: tuple[str, str, str], by: Actor) -> None:
    """Take back the codes of a link that nobody has used. This never touches a response.

    Nobody learns how many they were, and the audit log does not say: the number tells how many people have answered.
    """
    key, school, audience = place
    with changing(engine, by, "codes void") as change:
        connection = change.connection
        # While we hold the epoch, nobody stores a response: so nobody can use a code that we take back.
        lock_epochs(connection)
        take_current(connection)
        if get_link(connection, *place) is None:
            raise NotFound("round_asks_not", key=key, link=f"{school}/{audience}")
        count_voided(connection, place, void_unspent(connection, key, f"{school}/{audience}"))
        change.log(key, district_of_round(connection, key), {"link": f"{school}/{audience}"})


class AccessCodes:
    """Recognizes the codes of a link.

    It never says whether a code was used. Otherwise a list of codes would tell who took part.
    """

    def __init__(self, engine: Engine, book: CodeBook) -> None:
        self._engine = engine
        self.book = book

    def state(self, round_key: str, link: str, typed: str) -> str:
        """Return "known", "unknown" (no code of this link) or "typo". link: "merced-high/family"."""
        code = read_code(typed)
        if code is None:
            return "typo"
        return "known" if self.knows(round_key, link, self.book.hash_of(code)) else "unknown"

    def knows(self, round_key: str, link: str, h: bytes) -> bool:
        """Whether this is the hash of a code of this link, used or not, taken back or not."""
        with self._engine.connect() as connection:
            code = find_codes(connection, [h]).get(h)
        return code is not None and (code.round, code.link) == (round_key, link)

"""Named queries for access codes. Rows go in sorted by hash, so that their order in the table tells nothing."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, exists, insert, select, update

from survey_app.store.tables import AccessCode, Link, ReceivedOnce


class KnownCode(NamedTuple):
    """What an access code is good for; the table explains the fields."""

    round: str
    link: str
    is_void: bool


def add_codes(connection: Connection, round_key: str, link: str, hashes: Iterable[bytes]) -> None:
    """Add the codes of a link ("merced-high/family")."""
    rows = [{"code_hash": h, "round": round_key, "link": link} for h in sorted(hashes)]
    if rows:
        connection.execute(insert(AccessCode), rows)


def find_codes(connection: Connection, hashes: Collection[bytes]) -> dict[bytes, KnownCode]:
    """Return what we know of these hashes, for those that are codes."""
    if not hashes:
        return {}
    query = select(AccessCode.code_hash, AccessCode.round, AccessCode.link, AccessCode.is_void).where(
        AccessCode.code_hash.in_(hashes)
    )
    rows = connection.execute(query)
    return {row.code_hash: KnownCode(row.round, row.link, row.is_void) for row in rows}


def void_unspent(connection: Connection, round_key: str, link: str) -> int:
    """Take back the codes of a link that no response has used. Return how many they were.

    We still recognize them. Otherwise only used codes would be known, and a list of codes would tell who took part.
    """
    used = exists().where(ReceivedOnce.nullifier == AccessCode.code_hash)
    unused = (AccessCode.round == round_key, AccessCode.link == link, ~AccessCode.is_void, ~used)
    return int(connection.execute(update(AccessCode).where(*unused).values(is_void=True)).rowcount)


def get_link(connection: Connection, round_key: str, school: str, audience: str) -> tuple[str, int] | None:
    """Return the access of a link and the number of codes made for it, or None if there is no such link."""
    query = select(Link.access, Link.codes).where(*_is(round_key, school, audience))
    row = connection.execute(query).first()
    return (row.access, row.codes) if row else None


def count_made(connection: Connection, place: tuple[str, str, str], made: int) -> None:
    """Add to the number of codes of a link. place: round, school and audience."""
    connection.execute(update(Link).where(*_is(*place)).values(codes=Link.codes + made))


def count_voided(connection: Connection, place: tuple[str, str, str], voided: int) -> None:
    """Note that codes of a link were taken back. 0 leaves the same mark: that all were used must stay private."""
    values = {"voided": Link.voided + voided, "has_voided": True}
    connection.execute(update(Link).where(*_is(*place)).values(**values))


def _is(round_key: str, school: str, audience: str) -> tuple[ColumnElement[bool], ...]:
    return (Link.round == round_key, Link.school == school, Link.audience == audience)

"""Named queries for access codes. Rows go in sorted by hash: a table without order tells no order."""

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, Connection, delete, exists, insert, select, update

from survey_app.store.tables import Link, Spent, Voucher


def add_vouchers(connection: Connection, round_key: str, link: str, hashes: Iterable[bytes]) -> None:
    """Add the codes of a link ("merced-high/family")."""
    rows = [{"h": h, "round": round_key, "link": link} for h in sorted(hashes)]
    if rows:
        connection.execute(insert(Voucher), rows)


def find_vouchers(connection: Connection, hashes: Collection[bytes]) -> dict[bytes, tuple[str, str]]:
    """Hash → round and link, for those of these that are codes."""
    if not hashes:
        return {}
    query = select(Voucher.h, Voucher.round, Voucher.link).where(Voucher.h.in_(hashes))
    return {row.h: (row.round, row.link) for row in connection.execute(query)}


def is_spent(connection: Connection, nullifier: bytes) -> bool:
    """Whether a response has used this."""
    return bool(connection.scalar(select(exists().where(Spent.nullifier == nullifier))))


def void_unspent(connection: Connection, round_key: str, link: str) -> int:
    """Remove the codes of a link that no response has used; how many they were."""
    used = exists().where(Spent.nullifier == Voucher.h)
    query = delete(Voucher).where(Voucher.round == round_key, Voucher.link == link, ~used)
    return int(connection.execute(query).rowcount)


def get_link(
    connection: Connection, round_key: str, school: str, audience: str
) -> tuple[str, int, int] | None:
    """Access, number of codes made and voided of a link; None when there is none."""
    query = select(Link.access, Link.codes, Link.voided).where(*_is(round_key, school, audience))
    row = connection.execute(query).first()
    return (row.access, row.codes, row.voided) if row else None


def count_codes(connection: Connection, place: tuple[str, str, str], made: int, voided: int) -> None:
    """Add to the numbers of codes of a link; place: round, school and audience."""
    values = {"codes": Link.codes + made, "voided": Link.voided + voided}
    connection.execute(update(Link).where(*_is(*place)).values(**values))


def _is(round_key: str, school: str, audience: str) -> tuple[ColumnElement[bool], ...]:
    return (Link.round == round_key, Link.school == school, Link.audience == audience)

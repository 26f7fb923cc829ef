"""Paper with old words: which sheets of a kit somebody printed before words on them changed."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from survey_app.actions.kit.kit import KitOf, WordingOf
from survey_app.store.audit_log import handed_out_of
from survey_app.store.texts import newest_wordings
from survey_app.surveys.words.wordings import INTERFACE

NameOf = Callable[[tuple[str, ...], str], str]
"""Takes languages and the kind of a sheet. Returns the name of its file."""


def printed_before(
    session: Session,
    key: str,
    district: str,
    kit: KitOf,
    sheets: Iterable[tuple[tuple[str, ...], str]],
    name_of: NameOf,
    wording_of: WordingOf,
) -> dict[tuple[tuple[str, ...], str], datetime]:
    """Return (languages, kind) → when the sheet was last taken, for sheets whose words are other ones now.

    key: of the round. A zip of the whole kit counts for each of its sheets.
    """
    taken = handed_out_of(session, key)
    of_zip = taken.get(f"{key}-kit.zip")
    found: dict[tuple[tuple[str, ...], str], datetime] = {}
    for languages, kind in sheets:
        times = [at for at in (taken.get(name_of(languages, kind)), of_zip) if at is not None]
        if times and _differs(session, district, kit, languages, max(times), wording_of):
            found[languages, kind] = max(times)
    return found


def _differs(
    session: Session,
    district: str,
    kit: KitOf,
    languages: tuple[str, ...],
    since: datetime,
    wording_of: WordingOf,
) -> bool:
    """Whether paper in these languages says something else now than it did then."""
    then = replace(kit.asked, said=tuple(newest_wordings(session, district, INTERFACE, until=since)))
    if then.said == kit.asked.said:
        return False
    return any(wording_of(each, then) != wording_of(each, kit.asked) for each in languages)

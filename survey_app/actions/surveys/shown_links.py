"""Which of several links the audience of a school gets, on a day."""

from collections.abc import Iterable
from datetime import date

from survey_app.store.catalog import LinkRow

_BEST_FIRST = ("open", "rehearsal", "closed")


def choose(rows: Iterable[LinkRow], today: date) -> list[LinkRow]:
    """Choose one link for every school and audience: of the open round, else a rehearsal, else the newest closed one.

    The sample's own round shows only where no other round asks.
    """
    rows = [row._replace(state=_state(row, today)) for row in rows]
    best_last = sorted(
        rows, key=lambda row: (not row.trial, -_BEST_FIRST.index(row.state), row.closes_on, row.round)
    )
    return list({(row.school, row.audience): row for row in best_last}.values())


def _state(row: LinkRow, today: date) -> str:
    """Return the state on this day. An open round shows nothing before its first day or after its last."""
    is_out_of_time = row.state == "open" and not row.opens_on <= today <= row.closes_on
    return "closed" if is_out_of_time or row.state == "late" else row.state


def by_school(rows: Iterable[LinkRow]) -> dict[str, list[LinkRow]]:
    """Return school → its links."""
    found: dict[str, list[LinkRow]] = {}
    for row in rows:
        found.setdefault(row.school, []).append(row)
    return found

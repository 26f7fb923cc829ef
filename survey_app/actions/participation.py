"""Show participation: who came, in steps that no single person can be read from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from survey_app.store.catalogue import schools
from survey_app.store.participation import Count, received_by_audience
from survey_app.store.rounds import RoundLine, round_lines
from survey_app.surveys.model import AUDIENCES

SMALLEST_GROUP = 11
STEP = 10


@dataclass(frozen=True)
class RoundView:
    """A round as staff see it.

    total: responses rounded down to tens, None for fewer than 11. received: school name → audience → the same.
    """

    line: RoundLine
    total: int | None
    received: Mapping[str, Mapping[str, int | None]]


def show_rounds(session: Session) -> list[RoundView]:
    """Every round with its participation, the newest first."""
    names = {school.slug: school.name for school in schools(session)}
    return [
        RoundView(line, in_steps(line.received), _table(names, received_by_audience(session, line.key)))
        for line in round_lines(session)
    ]


def in_steps(n: int) -> int | None:
    """A count that tells nobody who came just now: rounded down to tens; None when fewer than 11."""
    return n // STEP * STEP if n >= SMALLEST_GROUP else None


def _table(names: Mapping[str, str], counts: Iterable[Count]) -> dict[str, dict[str, int | None]]:
    table: dict[str, dict[str, int | None]] = {}
    for count in sorted(counts, key=lambda count: names[count.school]):
        row = table.setdefault(names[count.school], dict.fromkeys(AUDIENCES))
        row[count.audience] = in_steps(count.n)
    return table

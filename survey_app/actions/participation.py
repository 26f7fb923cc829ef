"""Show participation: who came, in steps that no single person can be read from. It reads counters only.

Every number is rounded down to tens, and a group of fewer than 11 is never shown, however it is cut.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy.orm import Session

from survey_app.results.release.precision import RECEIVED_STEP, SMALLEST
from survey_app.store.catalogue import schools
from survey_app.store.participation import received_at, received_by
from survey_app.store.round_setup import get_round, links_of
from survey_app.store.tables import Link, ReceivedChannel, ReceivedDay, ReceivedLanguage, Round, School
from survey_app.surveys.model import AUDIENCES


@dataclass(frozen=True)
class Group:
    """One audience at one school.

    n: responses in steps, None for fewer than 11. asked: how many are asked, None when nobody knows; source: who says
    so. per_cent: n of asked, rounded down; None when either is not known. goal: per cent.
    """

    school: str
    slug: str
    audience: str
    n: int | None
    asked: int | None
    source: str
    per_cent: int | None
    goal: int

    @property
    def is_missing(self) -> bool:
        """Whether the goal is not reached, as far as is known."""
        return self.n is None or (self.per_cent is not None and self.per_cent < self.goal)

    @property
    def lacking(self) -> int:
        """How many people are missing to the goal; 0 where nobody knows how many are asked."""
        return max(0, (self.asked or 0) * self.goal // 100 - (self.n or 0))


@dataclass(frozen=True)
class Participation:
    """A round as staff follow it. by_day: day → responses until its end, for each day since the first.

    by_language, by_channel: the same people cut another way. All numbers in steps, None for fewer than 11.
    """

    total: int | None
    groups: Sequence[Group]
    by_audience: Mapping[str, int | None]
    by_language: Mapping[str, int | None]
    by_channel: Mapping[str, int | None]
    by_day: Mapping[date, int | None] = field(default_factory=dict)

    @property
    def missing(self) -> list[Group]:
        """Whose voice is missing, the most people first."""
        return sorted((each for each in self.groups if each.is_missing), key=lambda each: -each.lacking)


def in_steps(n: int) -> int | None:
    """A count that tells nobody who came just now: rounded down to tens; None when fewer than 11."""
    return n // RECEIVED_STEP * RECEIVED_STEP if n >= SMALLEST else None


def show_participation(session: Session, key: str, links: Iterable[Link], today: date) -> Participation:
    """Participation in a round at the places of these links. Raises NotFound."""
    places = list(links)
    row = get_round(session, key)
    assert row is not None  # noqa: S101  # whoever has its links has found it
    named = {school.slug: school for school in schools(session)}
    reach = {link.school for link in places}
    counts = {place: n for place, n in received_at(session, key).items() if place[0] in reach}
    groups = [
        _group(row, link, named[link.school], counts.get((link.school, link.audience), 0)) for link in places
    ]
    by_audience = Counter[str]()
    for (_, audience), n in counts.items():
        by_audience[audience] += n
    return Participation(
        total=in_steps(sum(counts.values())),
        groups=sorted(groups, key=lambda group: (group.school, group.slug, AUDIENCES.index(group.audience))),
        by_audience=_cut(by_audience),
        by_language=_cut(received_by(session, ReceivedLanguage.language, key, reach)),
        by_channel=_cut(received_by(session, ReceivedChannel.channel, key, reach)),
        by_day=_by_day(received_by(session, ReceivedDay.day, key, reach), row, today),
    )


def links_in_reach(session: Session, key: str, slugs: Iterable[str]) -> list[Link]:
    """The links of a round at these schools."""
    reach = set(slugs)
    return [link for link in links_of(session, key) if link.school in reach]


def _group(row: Round, link: Link, school: School, count: int) -> Group:
    n = in_steps(count)
    asked, source = people_asked(row, link, school)
    known = n is not None and asked is not None and asked >= SMALLEST
    per_cent = min(100, (n or 0) * 100 // (asked or 1)) if known else None
    return Group(school.name, school.slug, link.audience, n, asked, source, per_cent, row.goal)


def people_asked(row: Round, link: Link, school: School) -> tuple[int | None, str]:
    """How many are asked, and who says so: the codes that were given out, or the students of the school."""
    if link.access == "codes":
        return (link.codes - link.voided, "codes") if link.codes else (None, "")
    if link.audience == "student" or (link.audience == "family" and row.per == "child"):
        return school.enrolment, school.enrolment_source or ""
    return None, ""


def _cut(counts: Mapping[str, int]) -> dict[str, int | None]:
    return {value: in_steps(n) for value, n in Counter(counts).most_common()}


def _by_day(counts: Mapping[date, int], row: Round, today: date) -> dict[date, int | None]:
    if not counts:
        return {}
    first, last = min(counts), max(min(today, row.late_until or row.closes_on), *counts)
    so_far, days = 0, {}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        so_far += counts.get(day, 0)
        days[day] = in_steps(so_far)
    return days

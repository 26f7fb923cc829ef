"""Show participation: how many came, in numbers that tell nothing about one person. It reads only counters.

While a round is open, the numbers come from the last daily count, in tens. Once it is finished, they are exact from
11 people on. Smaller numbers are never told, however somebody cuts the numbers
(docs/decisions/0027-participation-once-a-day.md).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from survey_app.config import CALIFORNIA, COUNT_HOUR, last_count
from survey_app.results.shown import FEWEST, RECEIVED_STEP
from survey_app.store.rounds.participation import received_at, received_by
from survey_app.store.rounds.rounds import RoundLine
from survey_app.store.rounds.setup import get_round, links_at, links_of, schools_by_slug
from survey_app.store.sealing.epochs import current_epoch
from survey_app.store.tables import Link, ReceivedChannel, ReceivedDay, ReceivedLanguage, Round, School
from survey_app.vocabulary import AUDIENCES

MET, MISSED, UNCLEAR, UNKNOWN = "met", "missed", "unclear", "unknown"


@dataclass(frozen=True)
class Count:
    """How many responses there are, as far as we tell it: the true number lies from low to high, both included."""

    at_least: int
    at_most: int

    def __str__(self) -> str:
        if self.at_least == 0:
            return f"fewer than {self.at_most + 1}"
        return f"{self.at_least}" if self.at_least == self.at_most else f"{self.at_least} or more"


FEW = Count(0, FEWEST - 1)


def in_steps(n: int) -> Count:
    """Round a count to tens. For fewer than 11, tell only that."""
    tens = n // RECEIVED_STEP * RECEIVED_STEP
    return Count(tens, tens + RECEIVED_STEP - 1) if n >= FEWEST else FEW


def exactly(n: int) -> Count:
    """Give a count exactly. For fewer than 11, tell only that."""
    return Count(n, n) if n >= FEWEST else FEW


@dataclass(frozen=True)
class AskedGroup:
    """One audience at one school.

    asked: how many people are asked, None if nobody knows. source: who says so. goal: percent of them.
    """

    school: str
    slug: str
    audience: str
    n: Count
    asked: int | None
    source: str
    goal: int

    @property
    def share(self) -> tuple[int, int] | None:
        """Percent of those asked, at least and at most, rounded down. None when those are not known, or too few."""
        if self.asked is None or self.asked < FEWEST:
            return None
        low, high = (min(100, n * 100 // self.asked) for n in (self.n.at_least, self.n.at_most))
        return low, high

    @property
    def verdict(self) -> str:
        """Whether the goal is met: only if every number that may be true says the same."""
        if self.share is None:
            return UNKNOWN
        if self.share[0] >= self.goal:
            return MET
        return MISSED if self.share[1] < self.goal else UNCLEAR

    @property
    def is_missing(self) -> bool:
        """Whether this voice is surely missing: the goal is missed, or is unknown and fewer than 11 came."""
        return self.verdict == MISSED or (self.verdict == UNKNOWN and self.n == FEW)

    @property
    def lacking(self) -> int:
        """How many more people the goal needs at least; 0 if nobody knows how many are asked."""
        return max(0, (self.asked or 0) * self.goal // 100 - self.n.at_most)


@dataclass(frozen=True)
class Participation:
    """A round as staff follow it: audiences at schools, and the same people by audience and by day.

    by_day: day of the count → responses until then, in tens, from the first day with at least 11.
    counted_at: when, in California; None in a rehearsal, which counts every response at once.
    """

    total: Count
    groups: Sequence[AskedGroup]
    by_audience: Mapping[str, Count]
    by_day: Mapping[date, Count]
    counted_at: datetime | None

    @property
    def missing(self) -> list[AskedGroup]:
        """The groups whose voice is missing, the most people first."""
        return sorted((each for each in self.groups if each.is_missing), key=lambda each: -each.lacking)

    @property
    def unclear(self) -> list[AskedGroup]:
        """The groups that may or may not have reached the goal: nobody can say yet."""
        return [each for each in self.groups if each.verdict == UNCLEAR]


@dataclass(frozen=True)
class Ways:
    """How people of a whole round came. Languages and channels of fewer than 11 are left out."""

    by_language: Mapping[str, Count]
    by_channel: Mapping[str, Count]


def show_participation(session: Session, key: str, links: Iterable[Link], now: datetime) -> Participation:
    """Show participation in a round at the places of these links. Raises NotFound."""
    row = get_round(session, key)
    assert row is not None  # noqa: S101  # whoever has its links has found it
    places, counts = list(links), received_at(session, key)
    schools = schools_by_slug(session, {link.school for link in places})
    received = {link: counts.get((link.school, link.audience), 0) for link in places}
    phase = _phase(row)
    tell = exactly if phase == "closed" else in_steps
    groups = [_group(row, link, schools[link.school], tell(n)) for link, n in received.items()]
    audiences = [each for each in AUDIENCES if any(link.audience == each for link in places)]
    by_day = received_by(session, ReceivedDay.day, key, {link.school for link in places})
    return Participation(
        total=_sum(phase, received.values()),
        groups=sorted(groups, key=lambda group: (group.school, group.slug, AUDIENCES.index(group.audience))),
        by_audience={
            audience: _sum(phase, (n for link, n in received.items() if link.audience == audience))
            for audience in audiences
        },
        by_day=_by_day(by_day, row, now),
        counted_at=None if phase == "rehearsal" else _counted_at(session, now),
    )


def _phase(row: Round) -> str:
    """Return the phase that decides the numbers. A round that just ended is finished once all is counted and mixed."""
    return "late" if row.phase == "closed" and row.has_traces else row.phase


def _counted_at(session: Session, now: datetime) -> datetime:
    """Return when the sealer last counted. If it has stopped, the page must not say that it counted."""
    epoch = current_epoch(session.connection())
    return datetime.combine(epoch.day, time(COUNT_HOUR), CALIFORNIA) if epoch else last_count(now)


def show_ways(session: Session, key: str) -> Ways:
    """Show how people came, for the whole round: whoever sees only one school must not see this. Raises NotFound."""
    row = get_round(session, key)
    assert row is not None  # noqa: S101  # whoever asks has found it
    places = {(link.school, link.audience) for link in links_of(session, key)}
    counts, slugs = received_at(session, key), {school for school, _ in places}
    has_few = any(counts.get(place, 0) < FEWEST for place in places)
    return Ways(
        *(
            _ways(received_by(session, column, key, slugs), exact=_phase(row) == "closed" and not has_few)
            for column in (ReceivedLanguage.language, ReceivedChannel.channel)
        )
    )


def total_of(line: RoundLine) -> Count:
    """Return the responses of a round for a list of rounds."""
    if line.phase != "closed" or line.has_traces:
        return in_steps(line.received)
    return Count(line.in_large, line.in_large + line.small * FEW.at_most)


def links_in_reach(session: Session, key: str, slugs: Iterable[str]) -> list[Link]:
    """Return the links of a round at these schools."""
    return list(links_at(session, key, set(slugs)))


def _group(row: Round, link: Link, school: School, n: Count) -> AskedGroup:
    asked, source = people_asked(row, link, school)
    return AskedGroup(school.name, school.slug, link.audience, n, asked, source, row.goal)


def people_asked(row: Round, link: Link, school: School) -> tuple[int | None, str]:
    """Return how many are asked, and who says so: the codes that were given out, or the students of the school.

    Somebody may take back codes that nobody used, and their number tells how many people had answered until then. So
    we tell the number of those asked again only when the round is finished.
    """
    if link.access == "codes":
        is_known = link.codes and (row.phase == "closed" or not link.has_voided)
        return (link.codes - link.voided, "codes") if is_known else (None, "")
    if link.audience == "student" or (link.audience == "family" and row.per == "child"):
        return school.enrollment, school.enrollment_source or ""
    return None, ""


def _sum(phase: str, counts: Iterable[int]) -> Count:
    """Add groups together. Exact sums add only what we tell of each: a full sum would reveal the small groups."""
    numbers = list(counts)
    if phase != "closed":
        return in_steps(sum(numbers))
    exact = [exactly(n) for n in numbers]
    return Count(sum(each.at_least for each in exact), sum(each.at_most for each in exact))


def _ways(counts: Mapping[str, int], *, exact: bool) -> dict[str, Count]:
    """Sort languages or channels: the most people first, as far as we tell, then by name."""
    tell = exactly if exact and min(counts.values(), default=0) >= FEWEST else in_steps
    told = {value: tell(n) for value, n in sorted(counts.items()) if n >= FEWEST}
    return dict(sorted(told.items(), key=lambda item: -item[1].at_least))


def _by_day(counts: Mapping[date, int], row: Round, now: datetime) -> dict[date, Count]:
    """Return days, always in tens: the difference of two exact days may be one person."""
    if not counts:
        return {}
    today = now.astimezone(CALIFORNIA).date()
    first, last = min(counts), max(min(today, row.late_until or row.closes_on), *counts)
    so_far, days = 0, {}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        so_far += counts.get(day, 0)
        if so_far >= FEWEST:
            days[day] = in_steps(so_far)
    return days

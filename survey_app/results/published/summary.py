"""What a reader wants first: needs, strengths, pillars, gaps and changes. Uses only the noised counts of one unit."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import ceil, floor
from typing import NamedTuple

import numpy as np

from survey_app.results.cells import SurveyFile
from survey_app.results.findings.comparisons import Comparison, Difference, clear_differences, direction
from survey_app.results.findings.counts import Count
from survey_app.results.findings.ranks import ranked
from survey_app.results.instruments import NEEDS, NO_NEED, STRENGTHS, first_asked
from survey_app.results.published.model import (
    Change,
    Choice,
    Gap,
    Numbers,
    Part,
    Pillar,
    Rank,
    Row,
    Summary,
    Voice,
)
from survey_app.results.release.compiler import Compiled
from survey_app.results.release.plan import NOT_SAID, Plan
from survey_app.results.release.ranges import total_shares
from survey_app.results.shown import SMALLEST_GROUP, Share
from survey_app.vocabulary import PILLARS

MOST_GAPS = 5
LEAST_POINTS = 5


class About(NamedTuple):
    """What a comparison is about. code: a need, None for favorable answers. by: a who-question, "" for rounds."""

    variable: str
    code: str | None
    by: str


class Unit(NamedTuple):
    """A school or the district, with all we know of it. place: its position in the tables. numbers: those published.

    before: the same unit in the round before, if there is one.
    """

    file: SurveyFile
    plan: Plan
    compiled: Sequence[Compiled]
    place: int
    numbers: Sequence[Numbers]
    before: Part | None

    @property
    def questions(self) -> Sequence[Compiled]:
        """The questions that are shown here, without the first table, which counts people."""
        return [one for one in self.compiled[1:] if one.total.is_shown[self.place]]


def summarize(unit: Unit, before_name: str | None) -> Summary:
    """Summarize one unit. before_name: the name of the round before."""
    gaps, changes = _differences(unit)
    by_name = {one.asked.name: one for one in unit.questions}
    return Summary(
        needs=tuple(_ranks(by_name.get(first_asked(NEEDS, by_name) or ""), unit.place)),
        strengths=tuple(_ranks(by_name.get(first_asked(STRENGTHS, by_name) or ""), unit.place)),
        pillars=tuple(_pillars(unit)),
        gaps=tuple(sorted(gaps, key=lambda gap: -gap.points)[:MOST_GAPS]),
        before=before_name if changes else None,
        changes=tuple(changes),
    )


def voices(
    compiled: Sequence[Compiled], plan: Plan, place: int, enrollment: Mapping[str, int]
) -> Iterator[Voice]:
    """Compare each grade's share of the responses with its share of the enrollment; nothing if either is unknown.

    The share of responses is of the people who gave their grade. enrollment: code of the grade question → students, in
    the grades and at the schools that were asked.
    """
    people, asked = compiled[0], sum(enrollment.values())
    breakdowns = zip(plan.breakdowns, people.groups, strict=True)
    of_grade = next(((by, groups) for by, groups in breakdowns if by.name == "grade"), None)
    if of_grade is None or not asked:
        return
    by, groups = of_grade
    # People who did not give their grade may be in any grade.
    said = max(1, sum(int(groups.n[place, at]) for at, name in enumerate(by.groups) if name != NOT_SAID))
    for at, grade in enumerate(by.groups):
        if grade in enrollment:
            n = int(groups.n[place, at])
            share, expected = _share_of(n, said), round(100 * enrollment[grade] / asked)
            yield Voice(
                grade=grade,
                of_responses=share if n >= SMALLEST_GROUP else None,
                of_enrollment=expected,
                is_missing=share.high + LEAST_POINTS <= expected,
            )


def _share_of(part: int, n: int) -> Share:
    shares = total_shares(np.array([float(part)]), np.array([n]), 1, 1)
    return Share(*(float(each[0]) for each in shares))


def _ranks(one: Compiled | None, place: int) -> Iterator[Rank]:
    """The answers to a "choose several" question, in ranks that the data can tell apart."""
    if one is None:
        return
    named = [at for at, code in enumerate(one.asked.codes) if code not in NO_NEED]
    n = float(one.total.n[place])
    counts = [
        Count(float(one.total.counts[place, at]), n, is_exact=one.total.is_exact(place)) for at in named
    ]
    shares = list(zip(*(each.tolist() for each in one.total.shares(place)), strict=True))
    for group in ranked(counts):
        choices = [
            Choice(code=one.asked.codes[named[at]], share=Share(*shares[named[at]])) for at in group.places
        ]
        yield Rank(choices=tuple(choices), is_level=group.is_even)


def _pillars(unit: Unit) -> Iterator[Pillar]:
    pillars_of = {
        question.name: question.pillars
        for survey in unit.file.versions[::-1]
        for question in survey.questions()
    }
    scores: dict[str, list[Share]] = defaultdict(list)
    for one in unit.numbers:
        pillars = pillars_of.get(one.question, ())
        if one.total and one.total.good and not one.is_need and len(pillars) == 1:
            scores[pillars[0]].append(one.total.good)
    for pillar in PILLARS:
        if good_shares := scores.get(pillar):
            low, high, about = (sum(ends) / len(good_shares) for ends in zip(*good_shares, strict=True))
            # If each range holds its true share, the mean of the ranges holds the mean of the true shares.
            score = Share(floor(10 * low + 1e-9) / 10, ceil(10 * high - 1e-9) / 10, round(about, 1))
            yield Pillar(pillar=pillar, score=score, questions=len(good_shares))


def _differences(unit: Unit) -> tuple[list[Gap], list[Change]]:
    """Find the clear differences between groups, and what became of every question since the round before."""
    groups = {about: (names, counts) for about, names, counts in _groups(unit)}
    rounds = dict(_then_and_now(unit))
    comparisons = [Comparison(about, counts) for about, (_, counts) in groups.items()]
    comparisons += [Comparison(about, [then, now]) for about, (then, now, _, _) in rounds.items()]
    # One call for both: it limits the false discoveries of the whole page.
    announced = {each.comparison.name: each for each in clear_differences(comparisons)}
    rows = {one.name: one for one in unit.numbers}
    gaps = [
        _gap(about, announced[about], names, rows[about.variable])
        for about, (names, _) in groups.items()
        if about in announced
    ]
    changes = [
        Change(
            variable=about.variable,
            code=about.code,
            before=before,
            now=now,
            verdict=direction(announced.get(about)),
        )
        for about, (_, _, before, now) in rounds.items()
    ]
    return gaps, changes


def _gap(about: About, difference: Difference, names: Sequence[str], numbers: Numbers) -> Gap:
    """The gap to publish for an announced difference. names: the groups that were compared."""
    high, low = names[difference.high], names[difference.low]
    return Gap(
        variable=about.variable,
        code=about.code,
        by=about.by,
        high=high,
        high_share=_published_share(numbers, about, high),
        low=low,
        low_share=_published_share(numbers, about, low),
        points=difference.points,
    )


def _groups(unit: Unit) -> Iterator[tuple[About, list[str], list[Count]]]:
    """Every comparison between the groups of a who-question, of favorable answers and of each need."""
    for one in unit.questions:
        for by, groups in zip(unit.plan.breakdowns, one.groups, strict=True):
            shown = [
                at for at in groups.is_shown[unit.place].nonzero()[0].tolist() if by.groups[at] != NOT_SAID
            ]
            if len(shown) < 2:
                continue
            names = [by.groups[at] for at in shown]
            for code, at_code in _compared(one):
                counted = groups.good if code is None else groups.counts
                if counted is not None:
                    at = counted[unit.place] if code is None else counted[unit.place, :, at_code]
                    counts = [
                        Count(float(at[each]), float(groups.n[unit.place, each]), is_exact=False)
                        for each in shown
                    ]
                    yield About(one.asked.name, code, by.name), names, counts


def _compared(one: Compiled) -> Iterator[tuple[str | None, int]]:
    """What to compare in a question: (None, -1) for the favorable share, (code, position) for each need."""
    if one.asked.good:
        yield None, -1
    elif one.asked.name in NEEDS:
        yield from ((code, place) for place, code in enumerate(one.asked.codes) if code not in NO_NEED)


def _then_and_now(unit: Unit) -> Iterator[tuple[About, tuple[Count, Count, Share, Share]]]:
    """Comparisons with the round before: questions with equal name and answers, and 30 people in both rounds."""
    if unit.before is None:
        return
    rows = {one.name: one for one in unit.numbers}
    for one in unit.questions:
        now, then = rows[one.asked.name], unit.before.numbers(one.asked.name)
        if then is None or then.codes != now.codes or then.good != now.good or not (now.total and then.total):
            continue
        if min(now.total.n.low, then.total.n.low) < SMALLEST_GROUP:
            continue
        for code, place in _compared(one):
            before, after = (
                row.good if code is None else row.shares[place] for row in (then.total, now.total)
            )
            if before and after:
                yield (
                    About(one.asked.name, code, ""),
                    (*_counts(then.total, before, now.total, after), before, after),
                )


def _counts(then: Row, before: Share, now: Row, after: Share) -> tuple[Count, Count]:
    first, second = (
        Count(share.about / 100 * sum(row.n) / 2, sum(row.n) / 2, is_exact=row.n.low == row.n.high)
        for row, share in ((then, before), (now, after))
    )
    return first, second


def _published_share(numbers: Numbers, about: About, group: str) -> Share:
    """The published share of a group."""
    row = next(row for row in numbers.by(about.by) if row.group == group)
    share = row.good if about.code is None else row.shares[numbers.codes.index(about.code)]
    assert share is not None  # noqa: S101  # it was compared, so it is published
    return share

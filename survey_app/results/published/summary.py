"""What a reader wants first, from published numbers alone: needs, strengths, pillars, gaps, change."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import ceil, sqrt

import numpy as np

from survey_app.results.cells import SurveyFile
from survey_app.results.published.model import (
    Change,
    Gap,
    Numbers,
    Part,
    Pillar,
    Row,
    Share,
    Summary,
    Verdict,
    Voice,
)
from survey_app.results.release.plan import NOT_SAID
from survey_app.results.release.precision import Range, share_range
from survey_app.results.release.rounding import bases, interval

NEEDS, STRENGTHS = "needs3", "strengths3"
PILLARS = ("P1", "P2", "P3", "P4")
LEAST_POINTS = 5
_MOST_GAPS = 5
_NO_NEED = {"none", "other"}
_SURE = 1.96  # standard errors: 19 of 20 samples


def share_of_asked(n: Range, asked: int, goal: int) -> int | None:
    """Per cent of those asked, rounded down and at most 100; None where it would say more than is known.

    n: a published number of people, which was rounded. Where the true number may be on either side of the goal, a share
    would call it missed or met by chance. asked: people, > 0. goal: per cent.
    """
    if n.low != n.high:
        return None
    published = np.array([n.low])
    low, high = (100 * int(end[0]) // asked for end in interval(published, bases(published)))
    return min(100, 100 * n.low // asked) if (low >= goal) == (high >= goal) else None


def summarize(
    file: SurveyFile, questions: Sequence[Numbers], before: Part | None = None, before_name: str | None = None
) -> Summary:
    """The summary of one unit. before: the same unit in an earlier round, with the name of that round."""
    by_name = {one.name: one for one in questions}
    changes = tuple(_changes(questions, before)) if before else ()
    return Summary(
        needs=_most_chosen(by_name.get(NEEDS)),
        strengths=_most_chosen(by_name.get(STRENGTHS)),
        pillars=tuple(_pillars(file, questions)),
        gaps=tuple(sorted(_gaps(questions), key=lambda gap: -gap.points)[:_MOST_GAPS]),
        before=before_name if changes else None,
        changes=changes,
    )


def voices(people: Numbers, by: str, enrolment: Mapping[str, int | None]) -> Iterator[Voice]:
    """Each grade's share of the responses beside its share of the enrolment; none where either is not known."""
    rows, asked = people.by(by), sum(n or 0 for n in enrolment.values())
    total = people.total
    if not total or not asked or total.n.low != total.n.high:
        return
    for row in rows:
        n = enrolment.get(row.name or "")
        if n is None or row.n.low != row.n.high:
            continue
        share, expected = share_range(row.n.low / total.n.low, total.n.low), round(100 * n / asked)
        yield Voice(
            grade=row.group[0],
            of_responses=share,
            of_enrolment=expected,
            is_missing=share.high + LEAST_POINTS <= expected,
        )


def margin(one: Range, n_one: Range, two: Range, n_two: Range) -> int:
    """By how many points two shares must differ, at least, before chance alone is no likely reason."""

    def variance(share: Range, n: Range) -> float:
        part = share.middle / 100
        return part * (1 - part) / n.low

    return max(LEAST_POINTS, ceil(100 * _SURE * sqrt(variance(one, n_one) + variance(two, n_two))))


def _most_chosen(numbers: Numbers | None) -> tuple[Share, ...]:
    if numbers is None or numbers.total is None:
        return ()
    found = [
        Share(code=code, share=share)
        for code, share in zip(numbers.codes, numbers.total.shares, strict=True)
        if code not in _NO_NEED
    ]
    # Sorting is stable: equal shares stay in the order of the survey, which tells nothing.
    return tuple(sorted(found, key=lambda one: -one.share.middle))


def _pillars(file: SurveyFile, questions: Sequence[Numbers]) -> Iterator[Pillar]:
    of = {
        question.name: question.pillars for survey in file.versions[::-1] for question in survey.questions()
    }
    scores: dict[str, list[Range]] = defaultdict(list)
    for one in questions:
        pillars = of.get(one.question, ())
        if one.total and one.total.good and not one.is_need and len(pillars) == 1:
            scores[pillars[0]].append(one.total.good)
    for pillar in PILLARS:
        if found := scores.get(pillar):
            low, high = (sum(ends) / len(found) for ends in zip(*found, strict=True))
            yield Pillar(pillar=pillar, score=Range(int(low), ceil(high)), questions=len(found))


def _compared(one: Numbers) -> Iterator[tuple[str | None, int]]:
    """What of a question is compared: (None, -1) for the favourable share, (code, place) for each need."""
    if one.good:
        yield None, -1
    elif one.name == NEEDS:
        yield from ((code, place) for place, code in enumerate(one.codes) if code not in _NO_NEED)


def _share(row: Row, place: int) -> Range | None:
    return row.good if place < 0 else row.shares[place]


def _gaps(questions: Sequence[Numbers]) -> Iterator[Gap]:
    """The widest gap of each question: between groups that stand alone and say who they are."""
    for one in questions:
        found = [
            gap
            for table in one.tables
            if len(table.by) == 1
            for code, place in _compared(one)
            for first, second in combinations(
                [row for row in table.rows if row.name not in (None, NOT_SAID)], 2
            )
            if (gap := _gap(one, table.by[0], code, place, first, second))
        ]
        if found:
            yield max(found, key=lambda gap: gap.points)


def _gap(one: Numbers, by: str, code: str | None, place: int, first: Row, second: Row) -> Gap | None:
    shares = [(share, row) for row in (first, second) if (share := _share(row, place))]
    (low, low_row), (high, high_row) = sorted(shares, key=lambda pair: pair[0].middle)
    points = high.low - low.high
    if points < margin(high, high_row.n, low, low_row.n):
        return None
    return Gap(
        variable=one.name, code=code, by=by, high=high_row.group[0], high_share=high, low=low_row.group[0],
        low_share=low, points=points,
    )  # fmt: skip


def _changes(questions: Sequence[Numbers], before: Part) -> Iterator[Change]:
    """Only of questions with the same name and the same answers in both rounds."""
    for one in questions:
        then = before.numbers(one.name)
        if then is None or then.codes != one.codes or then.good != one.good or not (one.total and then.total):
            continue
        for code, place in _compared(one):
            was, now = _share(then.total, place), _share(one.total, place)
            if was and now:
                least = margin(was, then.total.n, now, one.total.n)
                yield Change(
                    variable=one.name, code=code, before=was, now=now, verdict=_verdict(was, now, least)
                )


def _verdict(was: Range, now: Range, least: int) -> Verdict:
    if now.low - was.high >= least:
        return "up"
    return "down" if was.low - now.high >= least else "same"

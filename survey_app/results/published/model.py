"""The shapes of a frozen release as the database holds it: a header, and one part per school and for the district.

Shares are ranges of per cent with the best single guess; a number of people is exact, or a range.
"""

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from survey_app.results.shown import People, Share

Verdict = Literal["up", "down", "same"]


class _Frozen(BaseModel):
    # By alias: releases never change, so what is frozen keeps the names that it was written with.
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


class Row(_Frozen):
    """The people of one group; "" for all. n: how many answered, exact for all.

    shares: one per code of the question; none for a group of which the favorable share alone is told. good: the share
    of favorable answers, or of need.
    """

    group: str
    n: People
    shares: tuple[Share, ...] = ()
    good: Share | None = None


class Breakdown(_Frozen):
    """A question by a who-question; "" for all together. rows: the groups that are shown.

    in_district: groups that are shown for the district only. too_few: those that are shown nowhere. Both are named
    once for each school, where it is told how many people took part.
    """

    by: str
    rows: tuple[Row, ...]
    in_district: tuple[str, ...] = ()
    too_few: tuple[str, ...] = ()


class Numbers(_Frozen):
    """What was answered to one variable. question, row: of the survey; row is None but for a matrix.

    good: the codes that count as favorable; with is_need, as a need.
    """

    name: str
    question: str
    row: str | None
    codes: tuple[str, ...]
    several: bool
    good: tuple[str, ...]
    is_need: bool
    tables: tuple[Breakdown, ...]

    def by(self, who: str) -> tuple[Row, ...]:
        """The groups of one who-question; none where none is shown."""
        return next((table.rows for table in self.tables if table.by == who), ())

    @property
    def total(self) -> Row | None:
        """Everybody; None where fewer than 20 answered."""
        return next(iter(self.by("")), None)


class Participation(_Frozen):
    """Who took part, and who was asked.

    n: exact, but where a school of the district is too small to be told. asked: of how many, as far as known, with the
    source; per_cent, goal: of those asked.
    """

    n: People
    asked: int | None
    source: str
    per_cent: int | None
    goal: int


class Voice(_Frozen):
    """How much of the responses, and of the enrollment, one grade makes up. is_missing: clearly less.

    of_responses: None where the grade is too small to be shown.
    """

    grade: str
    of_responses: Share | None
    of_enrollment: int = Field(alias="of_enrolment")
    is_missing: bool


class Choice(_Frozen):
    """How many chose one code."""

    code: str
    share: Share


class Rank(_Frozen):
    """Answers that the data cannot put in order, the most chosen first. All of them were chosen more often than those
    of the next rank. is_level: surely about equally often; if not, they are in no clear order.
    """

    choices: tuple[Choice, ...]
    is_level: bool


class Gap(_Frozen):
    """Two groups that differ by at least so many points. code: of a need; None where favorable shares are compared."""

    variable: str
    code: str | None
    by: str
    high: str
    high_share: Share
    low: str
    low_share: Share
    points: int


class Change(_Frozen):
    """The same question in the round before. verdict: same where the numbers cannot carry more."""

    variable: str
    code: str | None
    before: Share
    now: Share
    verdict: Verdict


class Pillar(_Frozen):
    """The mean of the favorable shares of a pillar's questions, in per cent; of how many questions."""

    pillar: str
    score: Share
    questions: int


class Summary(_Frozen):
    """What a reader wants first. needs, strengths: most chosen first. before: the round that changes refer to."""

    needs: tuple[Rank, ...] = ()
    strengths: tuple[Rank, ...] = ()
    pillars: tuple[Pillar, ...] = ()
    gaps: tuple[Gap, ...] = ()
    before: str | None = None
    changes: tuple[Change, ...] = ()


class Part(_Frozen):
    """One school, or the district (unit ""). people: how many took part, by each breakdown.

    questions: those that 20 people or more answered. Where there is none, participation alone is told.
    """

    unit: str
    people: Numbers
    questions: tuple[Numbers, ...]
    participation: Participation
    voices: tuple[Voice, ...] = ()
    summary: Summary = Summary()

    def numbers(self, name: str) -> Numbers | None:
        """Those of one variable."""
        return next((one for one in self.questions if one.name == name), None)


class Brief(BaseModel):
    """What an overview needs of a part: read from the same JSON, many times faster than all of it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    participation: Participation
    summary: Summary


class Header(_Frozen):
    """A release of one survey. versions: newest first. made_on: ISO day.

    parts: unit → SHA-256 of its JSON, None where too few took part. key: fingerprint of the secret of the noise.
    """

    round: str
    round_name: str
    survey: str
    audience: str
    versions: tuple[str, ...]
    number: int
    made_on: str
    opens_on: str
    closes_on: str
    sample: bool
    key: str
    breakdowns: tuple[str, ...]
    parts: dict[str, str | None]

    def shown(self) -> Iterator[str]:
        """The schools that have a part."""
        return (unit for unit, digest in self.parts.items() if unit and digest)

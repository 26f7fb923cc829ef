"""The shapes of a frozen release in the database: a header, one part per school, and one for the district.

A share is a range of percent with the best single guess. A number of people is exact, or a range.
"""

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from survey_app.results.shown import People, Share

Verdict = Literal["up", "down", "same"]


class _Frozen(BaseModel):
    # By alias: releases never change, so a frozen release keeps the names that it was written with.
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


class Row(_Frozen):
    """The people of one group; group "" is everybody. n: how many answered.

    shares: one per code of the question; empty for a group that shows only its favorable share. good: the share of
    favorable answers, or of need.
    """

    group: str
    n: People
    shares: tuple[Share, ...] = ()
    good: Share | None = None


class Breakdown(_Frozen):
    """A question split by a who-question; by "" is everybody together. rows: the groups that are shown.

    in_district: groups that are shown only for the district. too_few: groups that are shown nowhere. Only the table of
    how many people took part names them, once for each school.
    """

    by: str
    rows: tuple[Row, ...]
    in_district: tuple[str, ...] = ()
    too_few: tuple[str, ...] = ()


class Numbers(_Frozen):
    """The answers to one variable. question, row: their names in the survey; row is None except in a matrix.

    good: the codes that count as favorable, or as a need if is_need.
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
        """The groups of one who-question; empty if none is shown."""
        return next((table.rows for table in self.tables if table.by == who), ())

    @property
    def total(self) -> Row | None:
        """The row of everybody; None if fewer than 20 answered."""
        return next(iter(self.by("")), None)


class Participation(_Frozen):
    """How many people took part, out of how many.

    n: exact, unless a school of the district is too small to show. asked: how many people were asked; None if unknown.
    source: where that number comes from. per_cent, goal: percent of those asked.
    """

    n: People
    asked: int | None
    source: str
    per_cent: int | None
    goal: int


class Voice(_Frozen):
    """One grade's share of the responses beside its share of the enrollment. is_missing: its voice is clearly missing.

    of_responses: None if the grade is too small to be shown.
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
    """Answers that the data cannot put in order, the most chosen first.

    All of them were chosen more often than those of the next rank. is_level: they were surely chosen about equally
    often. If not, they are in no clear order.
    """

    choices: tuple[Choice, ...]
    is_level: bool


class Gap(_Frozen):
    """Two groups that differ by at least `points`. code: the need compared; None if favorable shares are compared."""

    variable: str
    code: str | None
    by: str
    high: str
    high_share: Share
    low: str
    low_share: Share
    points: int


class Change(_Frozen):
    """A question compared with the round before. verdict: "same" if the numbers show no clear change."""

    variable: str
    code: str | None
    before: Share
    now: Share
    verdict: Verdict


class Pillar(_Frozen):
    """The mean of the favorable shares of a pillar's questions, in percent. questions: how many there are."""

    pillar: str
    score: Share
    questions: int


class Summary(_Frozen):
    """What a reader wants first. needs, strengths: the most chosen first. before: the round that changes refer to."""

    needs: tuple[Rank, ...] = ()
    strengths: tuple[Rank, ...] = ()
    pillars: tuple[Pillar, ...] = ()
    gaps: tuple[Gap, ...] = ()
    before: str | None = None
    changes: tuple[Change, ...] = ()


class Part(_Frozen):
    """One school, or the district (unit ""). people: how many took part, by each breakdown.

    questions: those that at least 20 people answered. If there are none, the part tells only the participation.
    """

    unit: str
    people: Numbers
    questions: tuple[Numbers, ...]
    participation: Participation
    voices: tuple[Voice, ...] = ()
    summary: Summary = Summary()

    def numbers(self, name: str) -> Numbers | None:
        """The numbers of one variable; None if they are not shown."""
        return next((one for one in self.questions if one.name == name), None)


class Brief(BaseModel):
    """The fields of a part that an overview needs. Reading only these from the JSON is many times faster."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    participation: Participation
    summary: Summary


class Reworded(_Frozen):
    """A text whose words in a language began to mean something else on a day. source: the English. on: ISO day."""

    language: str
    source: str
    on: str


class Header(_Frozen):
    """A release of one survey. versions: newest first. made_on: ISO day.

    parts: unit → SHA-256 of its JSON, None if too few took part. key: fingerprint of the secret behind the noise.
    reworded: what changed its meaning while people answered.
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
    # The JSON leaves it out if it is empty, as in releases that we froze before it existed.
    reworded: tuple[Reworded, ...] = Field(default=(), exclude_if=lambda texts: not texts)

    def shown(self) -> Iterator[str]:
        """The schools that have a part."""
        return (unit for unit, digest in self.parts.items() if unit and digest)

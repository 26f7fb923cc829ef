"""The shapes of a frozen release as the database holds it: a header, and one part per school and for the district.

Shares and numbers of people are ranges [low, high], both included; in per cent, or in people.
"""

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict

from survey_app.results.release.precision import Range

Verdict = Literal["up", "down", "same"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Row(_Frozen):
    """The people of one group. group: codes that are pooled in it; "9 hispanic" of two breakdowns; empty for all.

    n: how many answered. shares: one per code of the question. good: the share of favourable answers, or of need.
    """

    group: tuple[str, ...]
    n: Range
    shares: tuple[Range, ...]
    good: Range | None = None

    @property
    def name(self) -> str | None:
        """The code of a group that stands alone."""
        return self.group[0] if len(self.group) == 1 else None


class Breakdown(_Frozen):
    """A question by no, one or two identifiers."""

    by: tuple[str, ...]
    rows: tuple[Row, ...]


class Numbers(_Frozen):
    """What was answered to one variable. question, row: of the survey; row is None but for a matrix.

    good: the codes that count as favourable; with is_need, as a need.
    """

    name: str
    question: str
    row: str | None
    codes: tuple[str, ...]
    several: bool
    good: tuple[str, ...]
    is_need: bool
    tables: tuple[Breakdown, ...]

    def by(self, *identifiers: str) -> tuple[Row, ...]:
        """The rows of one breakdown; none where it is not shown."""
        return next((table.rows for table in self.tables if table.by == identifiers), ())

    @property
    def total(self) -> Row | None:
        """Everybody; None where fewer than 11 answered."""
        return next(iter(self.by()), None)


class Participation(_Frozen):
    """n: who took part. asked: of how many, as far as known, with the source; per_cent, goal: of those asked."""

    n: Range
    asked: int | None
    source: str
    per_cent: int | None
    goal: int


class Voice(_Frozen):
    """How much of the responses, and of the enrolment, one grade makes up. is_missing: clearly less."""

    grade: str
    of_responses: Range
    of_enrolment: int
    is_missing: bool


class Share(_Frozen):
    """How many chose one code."""

    code: str
    share: Range


class Gap(_Frozen):
    """Two groups that differ. code: of a need; None where favourable shares are compared. points: at least so many."""

    variable: str
    code: str | None
    by: str
    high: str
    high_share: Range
    low: str
    low_share: Range
    points: int


class Change(_Frozen):
    """The same question in the round before. verdict: same when rounding or the number of people cannot carry more."""

    variable: str
    code: str | None
    before: Range
    now: Range
    verdict: Verdict


class Pillar(_Frozen):
    """The mean of the favourable shares of a pillar's questions, in per cent; of how many questions."""

    pillar: str
    score: Range
    questions: int


class Summary(_Frozen):
    """What a reader wants first. needs, strengths: most chosen first. before: the round that changes refer to."""

    needs: tuple[Share, ...] = ()
    strengths: tuple[Share, ...] = ()
    pillars: tuple[Pillar, ...] = ()
    gaps: tuple[Gap, ...] = ()
    before: str | None = None
    changes: tuple[Change, ...] = ()


class Part(_Frozen):
    """One school, or the district (unit ""). people: how many took part, by each breakdown."""

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

    parts: unit → SHA-256 of its JSON, None where too few took part.
    key: fingerprint of the secret that numbers were rounded with. steps: unit → step → questions that had to give way.
    kept: unit → questions that stay as in the release before, since too few answers came to tell them apart.
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
    interim: bool
    sample: bool
    key: str
    breakdowns: tuple[tuple[str, ...], ...]
    parts: dict[str, str | None]
    steps: dict[str, dict[str, int]]
    kept: dict[str, int]

    def shown(self) -> Iterator[str]:
        """The schools that have a part."""
        return (unit for unit, digest in self.parts.items() if unit and digest)

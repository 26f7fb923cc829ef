"""One survey's part of a release in one language: every number beside the words that it is about."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from survey_app.results.files.labels import ALL_OTHERS, label_of, question_of
from survey_app.results.published.model import Breakdown, Header, Numbers, Part, Row, Share
from survey_app.results.release.precision import Range
from survey_app.results.variables import Variable, variables_of
from survey_app.surveys.model import Survey
from survey_app.surveys.text import Shown, fill

_MOST_NAMED = 3


@dataclass(frozen=True)
class Group:
    """The people of one row. name: None for everybody. n: people; shares: of each answer, good: favourable."""

    name: str | None
    n: Range
    shares: tuple[Range, ...]
    good: Range | None


@dataclass(frozen=True)
class Split:
    """A question by one breakdown. name: of the identifier. by: its question in words."""

    name: str
    by: Shown
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Asked:
    """A question, or a row of one, with what was answered. total: None where fewer than 11 answered.

    order: the places of the answers as they are drawn: of several, the most chosen first; of a scale, as in the survey.
    breakdowns: by one identifier each; `Reader.splits` puts them in words.
    """

    name: str
    words: Shown
    answers: tuple[Shown, ...]
    several: bool
    good: tuple[str, ...]
    is_need: bool
    total: Group | None
    breakdowns: tuple[Breakdown, ...]
    order: tuple[int, ...]


@dataclass(frozen=True)
class Chapter:
    """A section of the survey. name: of the section, as in the survey."""

    name: str
    title: Shown
    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class Choice:
    """An answer and how many gave it."""

    code: str
    words: Shown
    share: Range


@dataclass(frozen=True)
class GapView:
    """Two groups that differ, in words. what: the question; answer: the need that is compared, if one is."""

    what: Shown
    answer: Shown | None
    by: Shown
    high: str
    high_share: Range
    low: str
    low_share: Range
    points: int


@dataclass(frozen=True)
class ChangeView:
    """What became of an answer since the round before."""

    what: Shown
    answer: Shown | None
    before: Range
    now: Range
    verdict: str


class Reader:
    """Reads the parts of one release in one language. versions: of the survey, newest first."""

    def __init__(
        self, header: Header, versions: Sequence[Survey], language: str, facts: Mapping[str, object]
    ) -> None:
        self.header = header
        self.survey = versions[0]
        self.language = language
        self._facts = facts
        self._variables = {variable.name: variable for variable in variables_of(versions)}
        self._versions = versions

    @property
    def title(self) -> Shown:
        """Of the survey."""
        return self._said(self.survey.title.in_language(self.language))

    def chapters(self, part: Part) -> list[Chapter]:
        """Every question that has numbers, or would have if more had answered, by section.

        A question that only an older version asks stands last in the section of that name.
        """
        numbers: dict[str, list[Numbers]] = {}
        for one in part.questions:
            numbers.setdefault(one.question, []).append(one)
        titles: dict[str, Shown] = {}
        found: dict[str, list[Asked]] = {}
        for survey in self._versions:
            for section in survey.sections:
                titles.setdefault(section.name, self._said(section.title.in_language(self.language)))
                for question in section.questions:
                    # A question belongs to the section of the newest version that asks it.
                    asked = [self.asked(one) for one in numbers.pop(question.name, ())]
                    found.setdefault(section.name, []).extend(asked)
        return [Chapter(name, titles[name], tuple(asked)) for name, asked in found.items() if asked]

    def asked(self, one: Numbers) -> Asked:
        """One question in words."""
        variable = self._variables[one.name]
        shares = one.total.shares if one.total else ()
        order: Sequence[int] = range(len(one.codes))
        if one.several and shares:
            # Equal shares stay in the order of the survey: sorting is stable, and tells nothing that is not shown.
            order = sorted(order, key=lambda place: -shares[place].middle)
        return Asked(
            name=one.name,
            words=self._said(question_of(variable, self.language)),
            answers=tuple(label_of(variable, code, self.language) for code in one.codes),
            several=one.several,
            good=one.good,
            is_need=one.is_need,
            total=self._group(one.total, None) if one.total else None,
            breakdowns=tuple(table for table in one.tables if len(table.by) == 1),
            order=tuple(order),
        )

    def splits(self, one: Asked) -> Iterator[Split]:
        """A question by each breakdown."""
        for table in one.breakdowns:
            yield self._split(table.by[0], table.rows)

    def people(self, part: Part) -> Iterator[Split]:
        """How many took part, by each breakdown."""
        for table in part.people.tables:
            if len(table.by) == 1:
                yield self._split(table.by[0], table.rows)

    def choices(self, name: str, found: Sequence[Share]) -> list[Choice]:
        """Shares of one question in words."""
        variable = self._variables.get(name)
        if variable is None:
            return []
        return [Choice(one.code, label_of(variable, one.code, self.language), one.share) for one in found]

    def gaps(self, part: Part) -> Iterator[GapView]:
        """The widest gaps between groups."""
        for gap in part.summary.gaps:
            by = self._variables[gap.by]
            yield GapView(
                *self._compared(gap.variable, gap.code),
                by=self._said(question_of(by, self.language)),
                high=label_of(by, gap.high, self.language).words,
                high_share=gap.high_share,
                low=label_of(by, gap.low, self.language).words,
                low_share=gap.low_share,
                points=gap.points,
            )

    def changes(self, part: Part) -> Iterator[ChangeView]:
        """What changed since the round before, what is clearest first; then what stayed the same."""
        for change in sorted(part.summary.changes, key=lambda one: one.verdict == "same"):
            yield ChangeView(
                *self._compared(change.variable, change.code), change.before, change.now, change.verdict
            )

    def grade(self, code: str) -> str:
        """The name of a grade."""
        variable = self._variables.get("grade")
        return label_of(variable, code, self.language).words if variable else code

    def _compared(self, name: str, code: str | None) -> tuple[Shown, Shown | None]:
        variable = self._variables[name]
        answer = label_of(variable, code, self.language) if code else None
        return self._said(question_of(variable, self.language)), answer

    def _split(self, name: str, rows: Sequence[Row]) -> Split:
        by = self._variables[name]
        groups = (self._group(row, self._group_name(by, row)) for row in rows)
        return Split(name, self._said(question_of(by, self.language)), tuple(groups))

    def _group_name(self, by: Variable, row: Row) -> str:
        if len(row.group) > _MOST_NAMED:
            return label_of(by, ALL_OTHERS, self.language).words
        return ", ".join(label_of(by, code, self.language).words for code in row.group)

    def _group(self, row: Row, name: str | None) -> Group:
        return Group(name, row.n, row.shares, row.good)

    def _said(self, shown: Shown) -> Shown:
        return shown._replace(words=fill(shown.words, self._facts))

"""One survey's part of a release in one language: every number beside the words that it belongs to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from survey_app.results.files.labels import label_of, question_of
from survey_app.results.instruments import NEEDS, first_asked
from survey_app.results.published.model import Breakdown, Header, Numbers, Part, Rank, Row
from survey_app.results.shown import People, Share
from survey_app.results.variables import variables_of
from survey_app.surveys.model import Survey
from survey_app.surveys.text import Shown, fill


@dataclass(frozen=True)
class GroupView:
    """The people of one row; name None is everybody. shares: one per answer. good: of favorable answers, or of need."""

    name: str | None
    n: People
    shares: tuple[Share, ...]
    good: Share | None


@dataclass(frozen=True)
class Split:
    """A question split by one breakdown. name: the identifier's name. by: the identifier's question in words.

    in_district, too_few: names of the groups that are not shown here. Only the count of people fills them.
    """

    name: str
    by: Shown
    groups: tuple[GroupView, ...]
    in_district: tuple[str, ...] = ()
    too_few: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuestionView:
    """A question, or one row of a matrix, with its answers. good: the favorable answers, or the needs.

    question: its name in the survey. ask, row: the words of the question and of the row; row is None except in a
    matrix. order: positions of the answers in the order to draw them. A "choose several" starts with the most chosen;
    a scale keeps the order of the survey. breakdowns: one per identifier; `Reader.splits` puts them into words.
    """

    name: str
    question: str
    words: Shown
    ask: Shown
    row: Shown | None
    answers: tuple[Shown, ...]
    several: bool
    good: tuple[Shown, ...]
    is_need: bool
    total: GroupView
    breakdowns: tuple[Breakdown, ...]
    order: tuple[int, ...]


@dataclass(frozen=True)
class Chapter:
    """A section of the survey. name: the section's name in the survey."""

    name: str
    title: Shown
    asked: tuple[QuestionView, ...]


@dataclass(frozen=True)
class ChoiceView:
    """An answer, and the share of people who gave it."""

    code: str
    words: Shown
    share: Share


@dataclass(frozen=True)
class RankView:
    """Answers that the data cannot put in order. size: how many there are; a page may have room for fewer."""

    choices: tuple[ChoiceView, ...]
    size: int
    is_level: bool

    @property
    def left_out(self) -> int:
        """How many answers of this rank are not named."""
        return self.size - len(self.choices)


@dataclass(frozen=True)
class GapView:
    """Two groups that differ, in words. what: the question. answer: the need compared; None for favorable answers."""

    what: Shown
    answer: Shown | None
    by: Shown
    high: str
    high_share: Share
    low: str
    low_share: Share
    points: int


@dataclass(frozen=True)
class ChangeView:
    """How an answer changed since the round before."""

    what: Shown
    answer: Shown | None
    before: Share
    now: Share
    verdict: str


class Reader:
    """Puts the parts of one release into words in one language. versions: the survey's versions, newest first."""

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
        """The survey's title."""
        return self._filled(self.survey.title.in_language(self.language))

    def chapters(self, part: Part) -> list[Chapter]:
        """Every question that has numbers, by section.

        A question that only an older version asks comes last in the section of the same name.
        """
        numbers: dict[str, list[tuple[Numbers, Row]]] = {}
        for one in part.questions:
            if one.total:
                numbers.setdefault(one.question, []).append((one, one.total))
        titles: dict[str, Shown] = {}
        by_section: dict[str, list[QuestionView]] = {}
        for survey in self._versions:
            for section in survey.sections:
                titles.setdefault(section.name, self._filled(section.title.in_language(self.language)))
                for question in section.questions:
                    # A question belongs to the section of the newest version that asks it.
                    asked = [self.asked(*each) for each in numbers.pop(question.name, ())]
                    by_section.setdefault(section.name, []).extend(asked)
        return [Chapter(name, titles[name], tuple(asked)) for name, asked in by_section.items() if asked]

    def asked(self, one: Numbers, total: Row) -> QuestionView:
        """Put one question into words. total: the row of everybody."""
        variable = self._variables[one.name]
        order: Sequence[int] = range(len(one.codes))
        if one.several:
            # Answers with equal guesses keep the order of the survey.
            order = sorted(order, key=lambda place: -total.shares[place].about)
        return QuestionView(
            name=one.name,
            question=one.question,
            words=self._filled(question_of(variable, self.language)),
            ask=self._filled(variable.question.ask.in_language(self.language)),
            row=self._filled(variable.part.text.in_language(self.language)) if variable.part else None,
            answers=tuple(label_of(variable, code, self.language) for code in one.codes),
            several=one.several,
            good=tuple(label_of(variable, code, self.language) for code in one.good),
            is_need=one.is_need,
            total=_group(total, None),
            breakdowns=tuple(table for table in one.tables if table.by),
            order=tuple(order),
        )

    def splits(self, one: QuestionView) -> Iterator[Split]:
        """A question split by each of its breakdowns."""
        return map(self._split, one.breakdowns)

    def people(self, part: Part) -> Iterator[Split]:
        """How many people took part, by each breakdown, and which groups are too small to be shown."""
        return (
            self._split(table)
            for table in part.people.tables
            if table.by and (table.rows or table.in_district or table.too_few)
        )

    def ranks(self, names: Sequence[str], ranks: Sequence[Rank], most: int, longest: int) -> list[RankView]:
        """The first `most` answers of a question in words. The first rank is shown whole up to `longest` answers.

        names: of the question; see `first_asked`.
        """
        name = first_asked(names, self._variables)
        if name is None or not ranks:
            return []
        first = len(ranks[0].choices)
        room = first if most < first <= longest else most
        shown = []
        for rank in ranks:
            choices = tuple(self._choices(name, rank)[:room])
            room -= len(choices)
            if choices:
                shown.append(RankView(choices, len(rank.choices), rank.is_level))
        return shown

    def gaps(self, part: Part) -> Iterator[GapView]:
        """The widest gaps between groups."""
        for gap in part.summary.gaps:
            yield GapView(
                *self._compared(gap.variable, gap.code),
                by=self._ask(gap.by),
                high=self._label(gap.by, gap.high).words,
                high_share=gap.high_share,
                low=self._label(gap.by, gap.low).words,
                low_share=gap.low_share,
                points=gap.points,
            )

    def changes(self, part: Part) -> Iterator[ChangeView]:
        """The changes since the round before: first what changed clearly, then what stayed the same."""
        for change in sorted(part.summary.changes, key=lambda one: one.verdict == "same"):
            yield ChangeView(
                *self._compared(change.variable, change.code), change.before, change.now, change.verdict
            )

    def grade(self, code: str) -> str:
        """The name of a grade."""
        return self._label("grade", code).words if "grade" in self._variables else code

    def _choices(self, name: str, rank: Rank) -> list[ChoiceView]:
        return [ChoiceView(one.code, self._label(name, one.code), one.share) for one in rank.choices]

    def _compared(self, name: str, code: str | None) -> tuple[Shown, Shown | None]:
        return self._ask(name), self._label(name, code) if code else None

    def _split(self, table: Breakdown) -> Split:
        return Split(
            name=table.by,
            by=self._ask(table.by),
            groups=tuple(_group(row, self._label(table.by, row.group).words) for row in table.rows),
            in_district=tuple(self._label(table.by, code).words for code in table.in_district),
            too_few=tuple(self._label(table.by, code).words for code in table.too_few),
        )

    def _ask(self, name: str) -> Shown:
        return self._filled(question_of(self._variables[name], self.language))

    def _label(self, name: str, code: str) -> Shown:
        return label_of(self._variables[name], code, self.language)

    def _filled(self, shown: Shown) -> Shown:
        return shown._replace(words=fill(shown.words, self._facts))


def has_groups(part: Part) -> bool:
    """Whether any question has two groups to compare, by favorable answers or by needs."""
    compared = (one for one in part.questions if one.good or one.name in NEEDS)
    return any(len(table.rows) > 1 for one in compared for table in one.tables if table.by)


def _group(row: Row, name: str | None) -> GroupView:
    return GroupView(name, row.n, row.shares, row.good)

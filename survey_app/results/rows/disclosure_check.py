"""Attack a file of rows: measure what its cells really show, not what we meant them to show.

We do not hand out a file unless every combination in it is large enough. Withholding one thing takes rows away from
another, so a variable may still show something rare or unanimous. The attack names it, and we withhold all of it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from math import comb
from random import Random
from sys import intern
from typing import NamedTuple

from survey_app.errors import ExportError
from survey_app.results.cells import SurveyFile
from survey_app.results.rows.generalization import GRADE_BANDS, OTHER_SCHOOLS, TWO_OR_MORE
from survey_app.results.rows.homogeneity import LEAST_DISSENT
from survey_app.results.rows.plan import RowPlan
from survey_app.results.series import Series, joint
from survey_app.results.shown import FEWEST
from survey_app.results.variables import MISSING, PREFERS_NOT, WITHHELD, Column
from survey_app.vocabulary import ROW_COLUMNS

_KNOWN_COLUMNS = ("school", "version", "channel")
_ANSWERLESS = frozenset(MISSING) - {PREFERS_NOT}
_SAMPLED_ROWS = 5_000
_SAMPLED_SETS = 20
_COARSER = frozenset({*GRADE_BANDS, OTHER_SCHOOLS, TWO_OR_MORE})


class Kept(NamedTuple):
    """How much of one quasi-identifier a file keeps: three shares of the rows, each 0 to 1, that add up to 1."""

    name: str
    as_given: float
    coarser: float
    withheld: float


@dataclass(frozen=True)
class DisclosureCheck:
    """What an attack on a file found.

    rows: how many the file has. smallest: rows in the smallest combination of quasi-identifiers. exposed: variables
    that show an answer of too few rows, or an answer on which a whole group agrees. withheld: column → share of its
    cells that are withheld, 0 to 1. It leaves out columns that withhold nothing, and 1/0 columns that withhold as much
    as the answer column beside them. groups: combination → rows. kept: one entry each for the school, the identifiers
    in order of importance, the version and the channel.
    """

    rows: int
    smallest: int
    exposed: frozenset[str]
    withheld: dict[str, float]
    groups: Counter[tuple[str, ...]]
    kept: tuple[Kept, ...] = ()


@dataclass(frozen=True)
class SingledOut:
    """How many rows an attacker can single out who knows the identifiers and a few answers; shares from 0 to 1.

    by_none: for an attacker who knows no answer. by_answers: for one who knows one, two, three and four answers, each
    the mean over the sets of answers that we tried. worst: the one answer that tells the most; worst_share: its share.
    sampled: how many rows we tried.
    """

    by_none: float
    by_answers: tuple[float, float, float, float]
    worst: str
    worst_share: float
    sampled: int


def audit_rows(file: SurveyFile, column_of: Callable[[str], Series[str]], smallest: int) -> DisclosureCheck:
    """Attack the columns of a file. column_of: name → the column's cells, exactly as the file has them."""
    places = _Places(file)
    groups: Series[tuple[str, ...]] = joint([column_of(places.names[at]) for at in places.known])
    sizes = groups.counts()
    exposed: set[str] = set()
    withheld: Counter[int] = Counter()
    for at, name in enumerate(places.names[1:], 1):
        cells = column_of(name)
        counts = cells.counts()
        withheld[at] = counts[WITHHELD]
        if at in places.rare and places.shows_rare(at, counts, smallest):
            exposed.add(places.columns[at].variable.name)
        if at in places.sensitive and places.is_agreed(at, joint([groups, cells]).counts(), sizes):
            exposed.add(places.columns[at].variable.name)
    return DisclosureCheck(
        rows=sizes.total(),
        smallest=min(sizes.values(), default=0),
        exposed=frozenset(exposed),
        withheld=places.by_column(+withheld, sizes.total()),
        groups=sizes,
        kept=tuple(_kept(name, column_of(name).counts()) for name in _known_names(file)),
    )


def settle(plan: RowPlan, attack: Callable[[RowPlan], DisclosureCheck]) -> tuple[RowPlan, DisclosureCheck]:
    """Attack what a plan prints and withhold what the attack exposes, until it exposes nothing.

    Raises ExportError if a combination of quasi-identifiers has too few rows. That must not happen.
    """
    while True:
        audit = attack(plan)
        if audit.rows and audit.smallest < FEWEST:
            raise ExportError("rows_recognizable", survey=plan.file.name)
        if audit.exposed <= plan.hidden:
            return plan, audit
        plan = plan.hiding(audit.exposed)


def measure_singled_out(file: SurveyFile, lines: Iterable[list[str]], random: Random) -> SingledOut:
    """Measure how many rows an attacker can single out. Uses the first 5,000 rows given.

    lines: whole groups of rows; see `some_groups`. A row is singled out if no other row of its group could be the same
    person. A withheld answer could be any answer. If a group does not fit, its rows are compared only with those that
    fit: the risk comes out higher, never lower.
    """
    places = _Places(file)
    by_group: defaultdict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    sampled = 0
    for row in islice(places.rows(lines), _SAMPLED_ROWS):
        # Many rows repeat a few cells, so we keep each cell once.
        by_group[places.group(row)].append(tuple(intern(row[at]) for at in places.answers))
        sampled += 1
    answers = range(len(places.answers))
    ones = [_share_alone(by_group.values(), (at,), sampled) for at in answers]
    two, three, four = (
        _mean([_share_alone(by_group.values(), at, sampled) for at in _some_sets(len(answers), size, random)])
        for size in (2, 3, 4)
    )
    worst = max(answers, key=ones.__getitem__, default=None)
    return SingledOut(
        by_none=sum(len(rows) == 1 for rows in by_group.values()) / max(sampled, 1),
        by_answers=(_mean(ones), two, three, four),
        worst="" if worst is None else places.names[places.answers[worst]],
        worst_share=0.0 if worst is None else ones[worst],
        sampled=sampled,
    )


class _Places:
    """The positions of a file's columns, by what the columns mean."""

    def __init__(self, file: SurveyFile) -> None:
        self.names = [*ROW_COLUMNS, *(column.name for column in file.columns)]
        self.columns = dict(enumerate(file.columns, len(ROW_COLUMNS)))
        first = [ROW_COLUMNS.index(name) for name in _KNOWN_COLUMNS]
        joined = {at: column.variable for at, column in self.columns.items() if column.code is None}
        self.known = first + [at for at, variable in joined.items() if variable.privacy == "identifier"]
        self.answers = [at for at, variable in joined.items() if variable.privacy != "identifier"]
        self.sensitive = [at for at, column in self.columns.items() if self._counts(column, "sensitive")]
        self.rare = [at for at, column in self.columns.items() if self._counts(column, "rare")]

    def rows(self, lines: Iterable[list[str]]) -> Iterable[list[str]]:
        """The lines after the header. Raises ValueError if the header is not this survey's."""
        lines = iter(lines)
        if next(lines) != self.names:
            raise ValueError("the header is not that of the survey")
        return lines

    def group(self, row: Sequence[str]) -> tuple[str, ...]:
        """The quasi-identifiers of a row: what an attacker may know."""
        return tuple(row[at] for at in self.known)

    def by_column(self, withheld: Mapping[int, int], rows: int) -> dict[str, float]:
        """The share of cells that each column withholds; see `DisclosureCheck`."""
        of_answer = {self.columns[at].variable.name: n for at, n in withheld.items() if self._is_joined(at)}
        return {
            self.names[at]: n / rows
            for at, n in sorted(withheld.items())
            if at not in self.columns
            or self._is_joined(at)
            or n != of_answer.get(self.columns[at].variable.name)
        }

    def _is_joined(self, at: int) -> bool:
        return at in self.columns and self.columns[at].code is None

    def shows_rare(self, at: int, cells: Mapping[str, int], smallest: int) -> bool:
        """Whether an answer, or "withheld", appears in at least one row but in too few."""
        return any(
            rows < smallest and cell not in _ANSWERLESS - {WITHHELD} and self._is_answer(at, cell)
            for cell, rows in cells.items()
        )

    def is_agreed(
        self, at: int, cells: Mapping[tuple[tuple[str, ...], str], int], sizes: Mapping[tuple[str, ...], int]
    ) -> bool:
        """Whether nearly a whole group gave the same answer. cells: (group, cell) → rows."""
        return any(
            cell not in _ANSWERLESS and self._is_answer(at, cell) and sizes[group] - rows < LEAST_DISSENT
            for (group, cell), rows in cells.items()
        )

    def _is_answer(self, at: int, cell: str) -> bool:
        # In a 1/0 column only the 1 is an answer. A set of choices is counted choice by choice.
        return cell != "0" if self.columns[at].code is not None else True

    @staticmethod
    def _counts(column: Column, privacy: str) -> bool:
        return column.variable.privacy == privacy and (
            column.code is not None or not column.variable.is_split
        )


def some_groups(groups: Counter[tuple[str, ...]], random: Random) -> set[tuple[str, ...]]:
    """Draw groups at random until they hold 5,000 rows together; all groups if there are fewer rows."""
    order = sorted(groups)
    random.shuffle(order)
    chosen: set[tuple[str, ...]] = set()
    rows = 0
    for group in order:
        if rows >= _SAMPLED_ROWS:
            break
        chosen.add(group)
        rows += groups[group]
    return chosen


def _known_names(file: SurveyFile) -> list[str]:
    return ["school", *(variable.name for variable in file.by_importance), "version", "channel"]


def _kept(name: str, cells: Counter[str]) -> Kept:
    rows = max(cells.total(), 1)
    coarser = sum(n for cell, n in cells.items() if cell in _COARSER) / rows
    withheld = cells[WITHHELD] / rows
    return Kept(name, 1 - coarser - withheld, coarser, withheld)


def _some_sets(answers: int, size: int, random: Random) -> list[tuple[int, ...]]:
    """Sets of `size` answers: every such set, or 20 drawn at random."""
    size = min(size, answers)
    if comb(answers, size) <= _SAMPLED_SETS:
        return list(combinations(range(answers), size))
    sets: set[tuple[int, ...]] = set()
    while len(sets) < _SAMPLED_SETS:
        sets.add(tuple(sorted(random.sample(range(answers), size))))
    return sorted(sets)


def _share_alone(held: Iterable[Sequence[tuple[str, ...]]], at: Sequence[int], sampled: int) -> float:
    """The share of rows that are alone in their group: by these answers, no other row could be the same person."""
    alone = 0
    for rows in held:
        seen = Counter(_select(row, at) for row in rows)
        # A withheld answer tells nothing, but the other answers do: look for each row by the answers that it shows.
        by_shown: defaultdict[tuple[int, ...], list[tuple[str, ...]]] = defaultdict(list)
        for cells in seen:
            by_shown[_shown(cells)].append(cells)
        alone += sum(_count_alone(seen, shown, own) for shown, own in by_shown.items())
    return alone / max(sampled, 1)


def _count_alone(
    seen: Counter[tuple[str, ...]], shown: tuple[int, ...], own: Iterable[tuple[str, ...]]
) -> int:
    """Count the rows that show exactly these answers and are alone with them. seen: cells → rows; own: their cells."""
    all_rows: Counter[tuple[str, ...]] = Counter()
    for cells, n in seen.items():
        all_rows[_select(cells, shown)] += n
    # A withheld answer could be any answer, so the row could belong to anyone who gave its other answers.
    could_be: defaultdict[tuple[int, ...], set[tuple[str, ...]]] = defaultdict(set)
    for cells in all_rows:
        if WITHHELD in cells:
            could_be[_shown(cells)].add(_select(cells, _shown(cells)))
    return sum(
        all_rows[cells] == 1
        and not any(_select(cells, places) in others for places, others in could_be.items())
        for cells in (_select(each, shown) for each in own)
    )


def _shown(cells: tuple[str, ...]) -> tuple[int, ...]:
    if WITHHELD not in cells:
        return tuple(range(len(cells)))
    return tuple(place for place, cell in enumerate(cells) if cell != WITHHELD)


def _select(cells: tuple[str, ...], places: Sequence[int]) -> tuple[str, ...]:
    # This runs a million times for 5,000 rows: the list inside is twice as fast as a generator.
    return tuple([cells[place] for place in places])


def _mean(shares: Sequence[float]) -> float:
    return sum(shares) / len(shares) if shares else 0.0

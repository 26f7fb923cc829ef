"""Attack a file of rows after it was written: what it really holds is measured, not what was meant.

A file whose combinations are not all large enough is not handed out. Variables that show something rare or unanimous
all the same (because other withholding took rows away) are named, to be withheld as a whole.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random
from sys import intern

from survey_app.errors import ExportError
from survey_app.results.cells import SurveyFile
from survey_app.results.rows.plan import SMALLEST, RowPlan
from survey_app.results.rows.unanimous import LEAST_DISSENT
from survey_app.results.variables import FIRST_COLUMNS, MISSING, PREFERS_NOT, WITHHELD, Column

_KNOWN_COLUMNS = ("school", "version", "channel")
_ANSWERLESS = frozenset(MISSING) - {PREFERS_NOT}
_SAMPLED_ROWS = 5_000
_SAMPLED_PAIRS = 60


@dataclass(frozen=True)
class RowAudit:
    """What an attack on a file found.

    rows: in the file. smallest: rows of the smallest combination of what others may know. exposed: variables that show
    an answer of too few rows, or one on which a whole group agrees. withheld: column → share of its cells, 0 to 1;
    columns that withhold nothing are left out, and 1/0 columns that withhold as much as the answer beside them.
    groups: combination → rows.
    """

    rows: int
    smallest: int
    exposed: frozenset[str]
    withheld: dict[str, float]
    groups: Counter[tuple[str, ...]]


@dataclass(frozen=True)
class SingledOut:
    """The share of rows, 0 to 1, that a person can tell apart who knows the identifiers and some answers besides.

    by_one, by_two: mean over the answers, or pairs of answers, that were tried. worst: the one answer that tells most.
    sampled: rows that were tried.
    """

    by_none: float
    by_one: float
    by_two: float
    worst: str
    worst_share: float
    sampled: int


def audit_rows(file: SurveyFile, lines: Iterable[list[str]], smallest: int) -> RowAudit:
    """Attack the lines of a file, its header first. Memory: counts per combination and per answer."""
    places = _Places(file)
    groups: Counter[tuple[str, ...]] = Counter()
    seen = [Counter[str]() for _ in places.rare]
    opinions: dict[tuple[str, ...], list[Counter[str]]] = {}
    withheld: Counter[int] = Counter()
    for row in places.rows(lines):
        group = places.group(row)
        if group not in opinions:
            opinions[group] = [Counter[str]() for _ in places.sensitive]
        groups[group] += 1
        _count(seen, [row[at] for at in places.rare])
        _count(opinions[group], [row[at] for at in places.sensitive])
        for at in [at for at, cell in enumerate(row) if cell == WITHHELD]:
            withheld[at] += 1
    return RowAudit(
        rows=groups.total(),
        smallest=min(groups.values(), default=0),
        exposed=frozenset(places.rare_shown(seen, smallest) | places.agreed(opinions.values())),
        withheld=places.by_column(withheld, groups.total()),
        groups=groups,
    )


def _count(counters: Sequence[Counter[str]], cells: Sequence[str]) -> None:
    for counter, cell in zip(counters, cells, strict=True):
        counter[cell] += 1


def settle(plan: RowPlan, attack: Callable[[RowPlan], RowAudit]) -> tuple[RowPlan, RowAudit]:
    """Attack what a plan prints, and withhold what is exposed, until nothing is.

    Raises ExportError when some combination of what others may know stands in too few rows: that must not happen.
    """
    while True:
        audit = attack(plan)
        if audit.rows and audit.smallest < SMALLEST:
            raise ExportError(
                f"{plan.file.name}: rows came out that could be recognized; nothing was exported"
            )
        if audit.exposed <= plan.hidden:
            return plan, audit
        plan = plan.hiding(audit.exposed)


def measure_singled_out(
    file: SurveyFile, lines: Iterable[list[str]], groups: Counter[tuple[str, ...]], random: Random
) -> SingledOut:
    """Try to single out rows: all of them, or those of groups drawn at random that have up to 5,000 rows together.

    A row is singled out when no other row of its group could be the same person; a withheld answer could be any. Where
    a group does not fit whole, its rows are compared with those that do: the risk comes out higher, never lower.
    """
    places = _Places(file)
    chosen = _some_groups(groups, random)
    held: defaultdict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    sampled = 0
    for row in places.rows(lines):
        if sampled < _SAMPLED_ROWS and (group := places.group(row)) in chosen:
            # Few different cells make up many rows: each is held once.
            held[group].append(tuple(intern(row[at]) for at in places.answers))
            sampled += 1
    answers = range(len(places.answers))
    ones = [_share_alone(held.values(), (at,), sampled) for at in answers]
    pairs = list(combinations(answers, 2))
    twos = [
        _share_alone(held.values(), pair, sampled)
        for pair in random.sample(pairs, min(len(pairs), _SAMPLED_PAIRS))
    ]
    worst = max(answers, key=ones.__getitem__, default=None)
    return SingledOut(
        by_none=sum(len(rows) == 1 for rows in held.values()) / max(sampled, 1),
        by_one=_mean(ones),
        by_two=_mean(twos),
        worst="" if worst is None else places.names[places.answers[worst]],
        worst_share=0.0 if worst is None else ones[worst],
        sampled=sampled,
    )


class _Places:
    """Where the columns of a file are, by what they mean."""

    def __init__(self, file: SurveyFile) -> None:
        self.names = [*FIRST_COLUMNS, *(column.name for column in file.columns)]
        self.columns = dict(enumerate(file.columns, len(FIRST_COLUMNS)))
        first = [FIRST_COLUMNS.index(name) for name in _KNOWN_COLUMNS]
        joined = {at: column.variable for at, column in self.columns.items() if column.code is None}
        self.known = first + [at for at, variable in joined.items() if variable.privacy == "identifier"]
        self.answers = [at for at, variable in joined.items() if variable.privacy != "identifier"]
        self.sensitive = [at for at, column in self.columns.items() if self._counts(column, "sensitive")]
        self.rare = [at for at, column in self.columns.items() if self._counts(column, "rare")]

    def rows(self, lines: Iterable[list[str]]) -> Iterable[list[str]]:
        """The lines without the header. Raises ValueError if it is not the header of this survey."""
        lines = iter(lines)
        if next(lines) != self.names:
            raise ValueError("the header is not that of the survey")
        return lines

    def group(self, row: Sequence[str]) -> tuple[str, ...]:
        """What others may know of a row."""
        return tuple(row[at] for at in self.known)

    def by_column(self, withheld: Mapping[int, int], rows: int) -> dict[str, float]:
        """The share that each column withholds; see `RowAudit`."""
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

    def rare_shown(self, seen: Iterable[Counter[str]], smallest: int) -> set[str]:
        """The variables with an answer, or "withheld", in too few rows but at least one."""
        return {
            self.columns[at].variable.name
            for at, cells in zip(self.rare, seen, strict=True)
            for cell, rows in cells.items()
            if rows < smallest and cell not in _ANSWERLESS - {WITHHELD} and self._is_answer(at, cell)
        }

    def agreed(self, opinions: Iterable[Sequence[Counter[str]]]) -> set[str]:
        """The variables in which nearly a whole group gave the same answer."""
        return {
            self.columns[at].variable.name
            for of_group in opinions
            for at, cells in zip(self.sensitive, of_group, strict=True)
            for cell, rows in cells.items()
            if cell not in _ANSWERLESS and self._is_answer(at, cell) and cells.total() - rows < LEAST_DISSENT
        }

    def _is_answer(self, at: int, cell: str) -> bool:
        # A choice that was not chosen is no answer, and which set of choices was chosen is counted choice by choice.
        return cell != "0" if self.columns[at].code is not None else True

    @staticmethod
    def _counts(column: Column, privacy: str) -> bool:
        return column.variable.privacy == privacy and (
            column.code is not None or not column.variable.is_split
        )


def _some_groups(groups: Counter[tuple[str, ...]], random: Random) -> set[tuple[str, ...]]:
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


def _share_alone(held: Iterable[Sequence[tuple[str, ...]]], at: Sequence[int], sampled: int) -> float:
    """The share of rows for which no other row of their group could be the same person, by these answers."""
    alone = 0
    for rows in held:
        seen = Counter(tuple(row[place] for place in at) for row in rows)
        open_to_guess = [cells for cells in seen if WITHHELD in cells]
        for cells, n in seen.items():
            if n == 1 and WITHHELD not in cells:
                alone += not any(_could_be(other, cells) for other in open_to_guess)
    return alone / max(sampled, 1)


def _could_be(other: tuple[str, ...], cells: tuple[str, ...]) -> bool:
    return all(one in (WITHHELD, cell) for one, cell in zip(other, cells, strict=True))


def _mean(shares: Sequence[float]) -> float:
    return sum(shares) / len(shares) if shares else 0.0

"""Anonymized response rows: what may be printed of each response so that its row points at nobody.

1. Identifiers, school, version and channel are made coarser until every combination that is printed stands in eleven
   rows or more (`pooling`). So is the path through the survey, where it tells who somebody is (`paths`).
2. Rare answers are withheld (`rare`), and sensitive ones where a group is of one mind (`unanimous`).
3. A question is withheld wherever the answer that decides about it is.

What is printed depends on all responses of the round and on nothing else, so the same response has the same cells in
every file: files that were made for different purposes give nothing more when they are laid side by side.
Memory grows with the number of different combinations, not with the number of rows.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace

from survey_app.results.cells import Cell, CellReader, Response, SurveyFile
from survey_app.results.ladders import ladder_of, plain_ladder, school_ladder
from survey_app.results.paths import Paths, paths_of
from survey_app.results.pooling import Combination, Ladder, partition
from survey_app.results.rare import RareRule, Tally, rare_rule
from survey_app.results.unanimous import Opinions, veiled_groups
from survey_app.results.variables import NOT_REACHED, WITHHELD, Variable

SMALLEST = 11
"""The least number of people behind anything that is shown."""

Responses = Callable[[], Iterable[Response]]
"""Gives all responses from the beginning, each time in the order of their random ids."""


@dataclass(frozen=True)
class RowPlan:
    """What may be printed of each response of one survey; made by `plan_rows`.

    labels: combination of what others may know → what is printed in its place. lent: the few rows that print
    something else, to hide others among them. rare: variable → rules that are applied in turn. veiled: see
    `unanimous.veiled_groups`. hidden: variables withheld in all rows. school: print rows of this school only.
    """

    file: SurveyFile
    paths: Paths
    labels: Mapping[Combination, Combination]
    lent: Mapping[bytes, Combination]
    rare: Mapping[str, tuple[RareRule, ...]] = field(default_factory=dict)
    veiled: Set[tuple[Combination, str]] = frozenset()
    hidden: frozenset[str] = frozenset()
    school: str | None = None

    def hiding(self, variables: Iterable[str]) -> "RowPlan":
        """The same plan with more variables withheld in all rows."""
        return replace(self, hidden=self.hidden.union(variables))


class RowPrinter:
    """Prints responses by a plan."""

    def __init__(self, plan: RowPlan) -> None:
        self._plan = plan
        self._reader = CellReader(plan.file)
        self._known = _Known(plan.file, plan.paths)
        self._telling = {variable.name for variable in plan.paths.telling}
        self._hidden = _with_followers(plan)
        self._dropped = {
            name: frozenset().union(*(rule.dropped for rule in rules)) for name, rules in plan.rare.items()
        }

    def print(self, response: Response) -> list[str] | None:
        """The cells of one row in column order, without the first, which is a random number of the file.

        None for a row that does not belong in the file: it does not print the school that the file is of.
        """
        cells = self._reader.read(response)
        labels = self._labels(response, cells)
        known = self._known.by_name(labels)
        if self._plan.school not in (None, known["school"]):
            return None
        printed: list[str] = [known["school"], self._plan.file.name, known["version"], known["channel"]]
        for variable, cell in self._shown(response.id, cells, labels):
            if variable.privacy == "identifier":
                printed += _identifier_cells(variable, cell, known[variable.name])
            else:
                printed += _answer_cells(variable, cell, self._dropped.get(variable.name, frozenset()))
        return printed

    def count(self, response: Response, tallies: Mapping[str, Tally], opinions: Opinions) -> None:
        """Count the rare and the sensitive answers that one row would show."""
        cells = self._reader.read(response)
        labels = self._labels(response, cells)
        known = self._known.by_name(labels)
        if self._plan.school not in (None, known["school"]):
            return
        opinions.sizes[labels] += 1
        for variable, cell in self._shown(response.id, cells, labels):
            if variable.privacy == "rare":
                tallies[variable.name].add(cell, response.id)
            elif variable.privacy == "sensitive":
                opinions.add(labels, variable.name, cell)

    def _labels(self, response: Response, cells: Mapping[str, Cell]) -> Combination:
        if (lent := self._plan.lent.get(response.id)) is not None:
            return lent
        return self._plan.labels[self._known.combination(response, cells)]

    def _shown(
        self, row: bytes, cells: Mapping[str, Cell], labels: Combination
    ) -> Iterator[tuple[Variable, Cell]]:
        """Every variable with the cell that may be shown of it; of identifiers the true one."""
        plan = self._plan
        hides_path = self._known.by_name(labels)["path"] == WITHHELD
        withheld: set[str] = set()
        for variable in plan.file.variables:
            name, cell = variable.name, cells[variable.name]
            if variable.privacy != "identifier":
                is_telling = hides_path and name in self._telling
                follows = not plan.paths.deciders[name].isdisjoint(withheld)
                if is_telling or follows or name in self._hidden or (labels, name) in plan.veiled:
                    cell = WITHHELD
                for rule in plan.rare.get(name, ()):
                    cell = rule.apply(cell, row)
                if cell == WITHHELD:
                    withheld.add(name)
            yield variable, cell


def plan_rows(file: SurveyFile, responses: Responses, smallest: int = SMALLEST) -> RowPlan:
    """Decide what may be printed. Reads all responses three times; there must be `smallest` of them or more."""
    paths = paths_of(file)
    known = _Known(file, paths)
    reader = CellReader(file)
    combinations = Counter(known.combination(response, reader.read(response)) for response in responses())
    shares = _shares(_best_partition(combinations, known, smallest))
    labels = {
        combination: max(share, key=lambda one: (share[one], one)) for combination, share in shares.items()
    }
    lent = {}
    if any(len(share) > 1 for share in shares.values()):
        for response in responses():
            combination = known.combination(response, reader.read(response))
            if (printed := _next_share(shares[combination], labels[combination])) != labels[combination]:
                lent[response.id] = printed
    return _withhold(RowPlan(file, paths, labels, lent), responses, smallest)


def plan_school_rows(plan: RowPlan, school: str, responses: Responses, smallest: int = SMALLEST) -> RowPlan:
    """The plan of a file with the rows of one school: it withholds besides what is rare or of one mind there."""
    return _withhold(replace(plan, school=school), responses, smallest)


def _withhold(plan: RowPlan, responses: Responses, smallest: int) -> RowPlan:
    """Add to a plan what must be withheld of the rare and sensitive answers that it would show."""
    printer = RowPrinter(plan)
    tallies = {
        variable.name: Tally(smallest) for variable in plan.file.variables if variable.privacy == "rare"
    }
    opinions = Opinions()
    if tallies or any(variable.privacy == "sensitive" for variable in plan.file.variables):
        for response in responses():
            printer.count(response, tallies, opinions)
    rare = {name: (*plan.rare.get(name, ()), rare_rule(tally)) for name, tally in tallies.items()}
    return replace(plan, rare=rare, veiled=plan.veiled | veiled_groups(opinions))


class _Known:
    """What others may know about a person, as one combination per response.

    The school is kept best, then the identifiers, then how the response came to be.
    """

    def __init__(self, file: SurveyFile, paths: Paths) -> None:
        self._paths = paths
        self._identifiers = file.identifiers
        self.names = ["school"]
        self.ladders: list[Ladder] = [school_ladder]
        for variable in file.identifiers:
            # Who stopped early shows it by the questions that follow, withheld or not: such rows hide nobody else.
            self.names += [f"{variable.name}/reached", variable.name]
            self.ladders += [plain_ladder, ladder_of(variable)]
        self.names += ["path", "version", "channel"]
        self.ladders += [plain_ladder, plain_ladder, plain_ladder]

    def combination(self, response: Response, cells: Mapping[str, Cell]) -> Combination:
        """The values of one response."""
        values = [response.school]
        for variable in self._identifiers:
            cell = cells[variable.name]
            joined = cell if isinstance(cell, str) else " ".join(cell)
            values += [NOT_REACHED if cell == NOT_REACHED else "reached", joined]
        return (*values, self._paths.path_of(response.school, cells), response.version, response.channel)

    def orders(self) -> list[list[int]]:
        """Orders to try: school, an identifier, the others, and the rest; in each the places in a combination."""
        pairs = [[place, place + 1] for place in range(1, 2 * len(self._identifiers), 2)]
        rest = list(range(2 * len(pairs) + 1, len(self.names)))
        orders = [
            [0, *first, *(at for pair in pairs if pair != first for at in pair), *rest] for first in pairs
        ]
        return orders or [[0, *rest]]

    def kept(self, groups: Mapping[Combination, Counter[Combination]]) -> float:
        """How many cells of identifiers stay as they are; one that became coarser counts half."""
        places = range(2, 2 * len(self._identifiers) + 1, 2)
        return sum(
            rows
            * sum(1.0 if labels[at] == combination[at] else 0.5 for at in places if labels[at] != WITHHELD)
            for labels, group in groups.items()
            for combination, rows in group.items()
        )

    def by_name(self, labels: Combination) -> dict[str, str]:
        """What is printed for each of them."""
        return dict(zip(self.names, labels, strict=True))


def _best_partition(
    combinations: Mapping[Combination, int], known: _Known, smallest: int
) -> dict[Combination, Counter[Combination]]:
    """Try each identifier in front of the others, which follow in survey order; the order that keeps most wins."""
    found = [partition(combinations, known.ladders, smallest, order) for order in known.orders()]
    return max(found, key=known.kept)


def _shares(groups: Mapping[Combination, Counter[Combination]]) -> dict[Combination, Counter[Combination]]:
    """Combination → how many of its rows print which labels."""
    shares: dict[Combination, Counter[Combination]] = {}
    for labels, group in groups.items():
        for combination, rows in group.items():
            shares.setdefault(combination, Counter())[labels] += rows
    return shares


def _next_share(share: Counter[Combination], usual: Combination) -> Combination:
    """What the next row of a combination prints: first what is lent, then the usual. Rows come in random order."""
    if len(share) == 1:
        return usual
    labels = min(label for label in share if label != usual)
    share[labels] -= 1
    if share[labels] == 0:
        del share[labels]
    return labels


def _with_followers(plan: RowPlan) -> frozenset[str]:
    """The variables withheld in all rows, and those that would give away what is missing in them."""
    rules = [(name, rule) for name, in_turn in plan.rare.items() for rule in in_turn]
    hidden = set(plan.hidden) | {name for name, rule in rules if rule.everything}
    incomplete = hidden | {name for name, rule in rules if rule.dropped}
    followers = {
        name for name, deciders in plan.paths.deciders.items() if not deciders.isdisjoint(incomplete)
    }
    return frozenset(hidden | followers)


def _identifier_cells(variable: Variable, cell: Cell, label: str) -> Iterator[str]:
    """The label, and 1/0 only where the label is the whole truth."""
    yield label
    if variable.is_split:
        is_exact = label == (cell if isinstance(cell, str) else " ".join(cell))
        yield from _choice_cells(variable, cell if is_exact else WITHHELD, frozenset())


def _answer_cells(variable: Variable, cell: Cell, dropped: Set[str]) -> Iterator[str]:
    yield cell if isinstance(cell, str) else " ".join(cell)
    if variable.is_split:
        yield from _choice_cells(variable, cell, dropped)


def _choice_cells(variable: Variable, cell: Cell, dropped: Set[str]) -> Iterator[str]:
    if isinstance(cell, str):
        yield from [cell] * len(variable.codes)
        return
    for code in variable.codes:
        yield WITHHELD if code in dropped else str(int(code in cell))

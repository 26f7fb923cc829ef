"""Print responses by a plan."""

from collections.abc import Iterator, Mapping, Sequence, Set

from survey_app.results.cells import Cell, CellReader, Response
from survey_app.results.rows.known import Known
from survey_app.results.rows.plan import RowPlan
from survey_app.results.rows.pooling import Combination
from survey_app.results.rows.rare import Tally
from survey_app.results.rows.unanimous import Opinions
from survey_app.results.variables import WITHHELD, Variable

_REMEMBERED = 10_000


class RowPrinter:
    """Prints responses by a plan, or counts what would be printed. variables: only these, all when left out."""

    def __init__(self, plan: RowPlan, variables: Sequence[Variable] | None = None) -> None:
        self._plan = plan
        self._known = Known(plan.file, plan.paths)
        self._path = self._known.names.index("path")
        wanted = plan.file.variables if variables is None else variables
        self._reader = CellReader(
            plan.file, list({v.name: v for v in (*wanted, *self._known.variables)}.values())
        )
        self._slots = [_Slot(variable, plan, self._known) for variable in wanted]

    def print(self, response: Response) -> list[str] | None:
        """The cells of one row in column order, without the first, which is a random number of the file.

        None for a row that does not belong in the file: it does not print the school that the file is of.
        """
        cells = self._reader.read(response)
        labels = self._labels(response, cells)
        if self._plan.school not in (None, labels[0]):
            return None
        # The last two labels are those of version and channel.
        printed: list[str] = [labels[0], self._plan.file.name, *labels[-2:]]
        for slot, cell in self._shown(response.id, cells, labels):
            printed += slot.columns(cell, labels)
        return printed

    def count(self, response: Response, tallies: Mapping[str, Tally], opinions: Opinions) -> None:
        """Count the rare and the sensitive answers that one row would show."""
        cells = self._reader.read(response)
        labels = self._labels(response, cells)
        if self._plan.school not in (None, labels[0]):
            return
        opinions.sizes[labels] += 1
        for slot, cell in self._shown(response.id, cells, labels):
            variable = slot.variable
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
    ) -> Iterator[tuple["_Slot", Cell]]:
        """Every variable with the cell that may be shown of it; of identifiers the true one."""
        veiled = self._plan.veiled
        hides_path = labels[self._path] == WITHHELD
        withheld: set[str] = set()
        for slot in self._slots:
            cell = cells[slot.name]
            if slot.place is None:
                if (
                    slot.is_hidden
                    or (hides_path and slot.is_telling)
                    or (withheld and not slot.deciders.isdisjoint(withheld))
                    or (labels, slot.name) in veiled
                ):
                    cell = WITHHELD
                for rule in slot.rules:
                    cell = rule.apply(cell, row)
                if cell == WITHHELD:
                    withheld.add(slot.name)
            yield slot, cell


class _Slot:
    """What the plan says of one variable. place: of its label among the labels; None where it is no identifier."""

    def __init__(self, variable: Variable, plan: RowPlan, known: Known) -> None:
        self.variable = variable
        self.name = variable.name
        is_identifier = variable.privacy == "identifier"
        self.place = known.names.index(variable.name) if is_identifier else None
        self.is_hidden = variable.name in plan.withheld_everywhere()
        self.is_telling = variable in plan.paths.telling
        self.deciders = plan.paths.deciders.get(variable.name, frozenset())
        self.rules = plan.rare.get(variable.name, ())
        self._dropped = frozenset().union(*(rule.dropped for rule in self.rules))
        self._columns: dict[tuple[Cell, str | None], list[str]] = {}

    def columns(self, cell: Cell, labels: Combination) -> list[str]:
        """The answer column and the 1/0 columns; an identifier's are told only where its label is the whole truth."""
        label = None if self.place is None else labels[self.place]
        key = (cell, label)
        if key not in self._columns:
            if len(self._columns) >= _REMEMBERED:
                self._columns.clear()
            joined = cell if isinstance(cell, str) else " ".join(cell)
            if label not in (None, joined):
                joined, cell = label or "", WITHHELD
            self._columns[key] = [joined, *_choice_cells(self.variable, cell, self._dropped)]
        return self._columns[key]


def _choice_cells(variable: Variable, cell: Cell, dropped: Set[str]) -> list[str]:
    if not variable.is_split:
        return []
    if isinstance(cell, str):
        return [cell] * len(variable.codes)
    return [WITHHELD if code in dropped else str(int(code in cell)) for code in variable.codes]

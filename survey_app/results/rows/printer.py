"""Print a frame as a plan says: turn every response into the cells of its row."""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from operator import itemgetter

import numpy as np

from survey_app.results.cells import Cell, SurveyFile
from survey_app.results.rows.plan import RowPlan
from survey_app.results.rows.pooling import Combination
from survey_app.results.rows.quasi_identifiers import QuasiIdentifiers, joined
from survey_app.results.series import Mask, Rows, Series, joint
from survey_app.results.variables import WITHHELD, Variable
from survey_app.vocabulary import ROW_COLUMNS

Block = Series[tuple[str, ...]]
"""Columns of the file that are printed together. One value per response: its cells in these columns."""

_AT_ONCE = 500


@dataclass(frozen=True)
class Printed:
    """A file of rows without its first column, which holds a random number for each row.

    header: the names of all columns. blocks: the columns. groups: the quasi-identifiers of each row as it is printed;
    see `disclosure_check.DisclosureCheck`. rows: which responses the file prints, ordered by their random ids.
    """

    header: tuple[str, ...]
    blocks: tuple[Block, ...]
    groups: Series[tuple[str, ...]]
    rows: Rows

    def column(self, name: str) -> Series[str]:
        """Any column of the file except the first."""
        at = self.header.index(name) - 1
        for block in self.blocks:
            width = len(block.values[0])
            if at < width:
                return block.at(self.rows).map(itemgetter(at))
            at -= width
        raise IndexError(name)

    def translated(self, header: Sequence[str], words: Sequence[Callable[[str], str]]) -> "Printed":
        """The same rows with words instead of codes. header, words: see `labels.Labels`."""
        blocks = []
        rest = iter(words[1:])
        for block in self.blocks:
            some = list(islice(rest, len(block.values[0])))
            blocks.append(block.map(partial(_in_words, some)))
        return replace(self, header=tuple(header), blocks=tuple(blocks))


def print_rows(plan: RowPlan) -> Printed:
    """Print the cells of every row."""
    known = QuasiIdentifiers(plan.file, plan.paths)
    # The last two labels are the version and the channel.
    first = plan.labels.map(lambda labels: (labels[0], plan.file.name, *labels[-2:]))
    blocks = [first]
    for variable, cells in shown(plan):
        rules = plan.rare.get(variable.name, ())
        dropped = frozenset().union(*(rule.dropped for rule in rules))
        if variable.privacy == "identifier":
            label = plan.labels.map(_label(known.names.index(variable.name)))
            blocks.append(joint([cells, label]).map(partial(_identifier_cells, variable)))
        else:
            blocks.append(cells.map(partial(_answer_cells, variable, dropped)))
    places = [known.names.index(variable.name) for variable in plan.file.identifiers]
    groups = plan.labels.map(lambda labels: (labels[0], *labels[-2:], *(labels[at] for at in places)))
    return replace(
        no_rows(plan.file), blocks=tuple(blocks), groups=groups, rows=np.flatnonzero(is_printed(plan))
    )


def no_rows(file: SurveyFile) -> Printed:
    """A file that has only a header."""
    header = (*ROW_COLUMNS, *(column.name for column in file.columns))
    nothing = np.zeros(0, dtype=np.uint8)
    return Printed(header, (), Series((), nothing), np.flatnonzero(nothing))


def shown(plan: RowPlan) -> Iterator[tuple[Variable, Series[Cell]]]:
    """Every variable with the cells that may be shown. Identifiers keep their true cells here."""
    path = QuasiIdentifiers(plan.file, plan.paths).names.index("path")
    hides_path = plan.labels.mask(lambda labels: labels[path] == WITHHELD)
    deciding = frozenset[str]().union(*plan.paths.deciders.values())
    withheld: dict[str, Mask] = {}
    for variable in plan.file.variables:
        cells = plan.frame.cells[variable.name]
        if variable.privacy != "identifier":
            deciders = [withheld[name] for name in plan.paths.deciders[variable.name] if name in withheld]
            telling = [hides_path] if variable in plan.paths.telling else []
            cells = _suppress(plan, variable, cells, [*deciders, *telling])
            if variable.name in deciding:
                withheld[variable.name] = cells.mask(lambda cell: cell == WITHHELD)
        yield variable, cells


def is_printed(plan: RowPlan) -> Mask:
    """Which rows belong in the file: all, or those that print the school the file is about."""
    return plan.labels.mask(lambda labels: plan.school in (None, labels[0]))


def lines(printed: Printed, rows: Rows) -> Iterator[list[str]]:
    """The header, then some rows of a file, each beginning with the number of its response."""
    yield list(printed.header)
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        for number, *cells in zip(some.tolist(), *(block.at(some) for block in printed.blocks), strict=True):
            yield [str(number), *chain.from_iterable(cells)]


def texts(
    printed: Printed, rows: Rows, first: Iterable[str], text_of: Callable[[Sequence[str]], str]
) -> Iterator[str]:
    """Some rows of a file as lines of text, without the header. first: the first cell of each line.

    text_of: cells → their text in a line. It is called once for cells that are equal.
    """
    tables = [np.array([*map(text_of, block.values), None], dtype=object) for block in printed.blocks]
    first_cells = iter(first)
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        columns = [
            table[block.places[some]].tolist() for table, block in zip(tables, printed.blocks, strict=True)
        ]
        yield from map(",".join, zip(islice(first_cells, len(some)), *columns, strict=True))


def _suppress(plan: RowPlan, variable: Variable, cells: Series[Cell], masks: Sequence[Mask]) -> Series[Cell]:
    """Withhold cells of a variable that is not an identifier. masks: where other variables require it."""
    if variable.name in plan.withheld_everywhere():
        return cells.map(lambda _: WITHHELD)
    suppressed = plan.labels.mask(lambda labels: (labels, variable.name) in plan.suppressed)
    hidden = np.logical_or.reduce([suppressed, *masks])
    if hidden.any():
        cells = cells.replaced({WITHHELD: hidden})
    for rule in plan.rare.get(variable.name, ()):
        cells = rule.apply(cells)
    return cells


def _in_words(words: Sequence[Callable[[str], str]], cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(find(cell) for find, cell in zip(words, cells, strict=True))


def _label(place: int) -> Callable[[Combination], str]:
    return lambda labels: labels[place]


def _identifier_cells(variable: Variable, known: tuple[Cell, str]) -> tuple[str, ...]:
    """The answer column and the 1/0 columns. The 1/0 columns show an answer only if the label is the exact answer."""
    cell, label = known
    return (label, *_choice_cells(variable, cell if label == joined(cell) else WITHHELD))


def _answer_cells(variable: Variable, dropped: Set[str], cell: Cell) -> tuple[str, ...]:
    return (joined(cell), *_choice_cells(variable, cell, dropped))


def _choice_cells(variable: Variable, cell: Cell, dropped: Set[str] = frozenset()) -> tuple[str, ...]:
    if not variable.is_split:
        return ()
    if isinstance(cell, str):
        return (cell,) * len(variable.codes)
    return tuple(WITHHELD if code in dropped else str(int(code in cell)) for code in variable.codes)

"""The sheet survey as a tree: groups with rows in them, and grids."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from survey_app.surveys.xlsform.notes import NoteList
from survey_app.surveys.xlsform.reading.row_types import KNOWN, ONE, RowType, read_type
from survey_app.surveys.xlsform.sheets.rows import Row

_TRUE = ("yes", "true", "true()", "1")


@dataclass(frozen=True)
class Asked:
    """A row that is a question or a note."""

    row: Row
    type: RowType


@dataclass
class Group:
    """A group. row: that begins it; None for the whole form. is_grid: its rows share one list of choices.

    is_repeat: it is asked several times. lost: names of questions that are not taken, for the whole form.
    """

    row: Row | None
    items: "list[Asked | Group]" = field(default_factory=list)
    is_grid: bool = False
    is_repeat: bool = False
    lost: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its name, for notes."""
        return (self.row.cell("name") or self.row.words("label")) if self.row else ""

    def questions(self) -> Iterator[Asked]:
        """Every row in it, also in inner groups."""
        for item in self.items:
            if isinstance(item, Group):
                yield from item.questions()
            else:
                yield item


def read_groups(rows: Iterable[Row], aliases: Mapping[str, str], notes: NoteList) -> Group:
    """Build the tree. Notes rows that are not taken."""
    whole = Group(None)
    open_groups = [whole]
    for row in rows:
        kind = read_type(row.cell("type"), aliases)
        if row.cell("disabled").lower() in _TRUE:
            notes.add("row_disabled", row.sheet, row.number, name=row.cell("name") or kind.written)
        elif kind.kind == "begin":
            is_grid = "table-list" in row.cell("appearance").split()
            group = Group(row, is_grid=is_grid, is_repeat=kind.is_repeat)
            open_groups[-1].items.append(group)
            open_groups.append(group)
        elif kind.kind == "end":
            _end(row, open_groups, notes)
        elif kind.kind:
            open_groups[-1].items.append(Asked(row, kind))
        elif kind.written or row.cell("name") or row.words("label"):
            values = {"type": kind.written, "known": KNOWN}
            notes.add(kind.lost, row.sheet, row.number, "type", **values)
            whole.lost.append(row.cell("name"))
    for group in open_groups[1:]:
        if group.row:
            notes.add("group_not_closed", group.row.sheet, group.row.number, "type", name=group.name)
    return whole


def _end(row: Row, open_groups: list[Group], notes: NoteList) -> None:
    if len(open_groups) == 1:
        notes.add("end_without_group", row.sheet, row.number, "type")
    else:
        open_groups.pop()


def with_grids(items: Sequence[Asked | Group]) -> Iterator[Asked | Group]:
    """The items, with rows that look like a grid as one: a row `label`, then rows `list-nolabel`, all of one list."""
    at = 0
    while at < len(items):
        rows = _grid_at(items, at)
        if rows:
            yield Group(rows[0].row, list(rows[1:]), is_grid=True)
        else:
            yield items[at]
        at += len(rows) or 1


def _grid_at(items: Sequence[Asked | Group], at: int) -> list[Asked]:
    first = items[at]
    if not isinstance(first, Asked) or not _looks(first, "label"):
        return []
    rows = [first]
    for item in items[at + 1 :]:
        if not isinstance(item, Asked) or not _looks(item, "list-nolabel"):
            break
        if item.type.list_name != first.type.list_name:
            break
        rows.append(item)
    return rows if len(rows) > 1 else []


def _looks(asked: Asked, appearance: str) -> bool:
    return asked.type.kind == ONE and appearance in asked.row.cell("appearance").split()

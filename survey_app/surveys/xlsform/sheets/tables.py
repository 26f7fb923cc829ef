"""A sheet as a table of texts, and how much of one we read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

MOST_ROWS = 20_000
MOST_COLUMNS = 300
"""Twelve languages take about 110 columns."""
FIRST_ROWS = 10
"""The headings are in one of them; rows above them are a title."""
Wanted = Callable[[str, int], bool]
"""Whether a sheet is part of a form, by its name and by how many sheets there are."""


@dataclass(frozen=True)
class Odd:
    """A cell that needs a note. code: of the note. row: counted from 1. values: for its words."""

    code: str
    row: int
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """One sheet. rows: the texts of its cells, trimmed, "" for an empty one; rows[0] is row 1.

    merged: ranges of merged cells, such as "A1:B2".
    """

    name: str
    rows: tuple[list[str], ...]
    odd: tuple[Odd, ...] = ()
    merged: tuple[str, ...] = ()

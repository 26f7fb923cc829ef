"""Coded columns of a data frame: each distinct value is stored once, with one small number per response.

A million answers have only a few distinct values. So a column takes a byte or two per response, and work on a value is
done once.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Value = TypeVar("Value", bound=Hashable)
Other = TypeVar("Other", bound=Hashable)
Number = TypeVar("Number", bound=np.signedinteger[Any])
Places = NDArray[np.unsignedinteger[Any]]
Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]

_MOST_KEYS = 1 << 62
_FEW = 2
"""With up to this many possible keys per row, a table of all keys costs less than sorting the rows."""
_KINDS = {"B": 1 << 8, "H": 1 << 16, "I": 1 << 32}
"""Array type codes of small unsigned numbers → how many values each can hold."""


@dataclass(frozen=True)
class Series(Generic[Value]):
    """One fact about every response. values: the distinct values. places: for each response, the index of its value."""

    values: tuple[Value, ...]
    places: Places

    def __len__(self) -> int:
        return len(self.places)

    def __iter__(self) -> Iterator[Value]:
        return (self.values[place] for place in self.places.tolist())

    def map(self, change: Callable[[Value], Other]) -> "Series[Other]":
        """Change every value. Values that become equal are merged into one."""
        changed = [change(value) for value in self.values]
        numbers = _numbered(changed)
        if len(numbers) == len(changed):
            return Series(tuple(changed), self.places)
        table = _narrow(np.array([numbers[value] for value in changed]), len(numbers))
        return Series(tuple(numbers), table[self.places])

    def mask(self, is_wanted: Callable[[Value], bool]) -> Mask:
        """Which rows have a wanted value."""
        return np.array([is_wanted(value) for value in self.values], dtype=np.bool_)[self.places]

    def numbers(self, number_of: Callable[[Value], int], kind: type[Number]) -> NDArray[Number]:
        """Each row's value as a number. Raises OverflowError if a number is too large for `kind`."""
        return np.array([number_of(value) for value in self.values], dtype=kind)[self.places]

    def replaced(self, changes: Mapping[Value, Rows | Mask]) -> "Series[Value]":
        """The same column with other values in some rows. changes: value → the rows that get it."""
        numbers = _numbered((*self.values, *changes))
        places = self.places.astype(np.min_scalar_type(max(len(numbers) - 1, 0)))
        for value, where in changes.items():
            places[where] = numbers[value]
        return Series(tuple(numbers), places)

    def at(self, rows: Rows) -> "Series[Value]":
        """Only these rows."""
        return Series(self.values, self.places[rows])

    def counts(self) -> Counter[Value]:
        """Value → number of rows. Values that are in no row are left out."""
        counts = np.bincount(self.places, minlength=len(self.values)).tolist()
        return Counter({value: n for value, n in zip(self.values, counts, strict=True) if n})

    def rows(self) -> Iterator[tuple[Value, Rows]]:
        """Every value with its rows, in row order."""
        order = np.argsort(self.places, kind="stable")
        ends = np.cumsum(np.bincount(self.places, minlength=len(self.values)))
        # Nothing is left after the last end.
        return zip(self.values, np.split(order, ends)[:-1], strict=True)


class _Numbers(dict[Value, int]):
    """Value → number. Numbers follow the order in which values first appear."""

    def __missing__(self, value: Value) -> int:
        self[value] = len(self)
        return self[value]


class Collector(Generic[Value]):
    """Builds a coded column from values as they arrive."""

    def __init__(self) -> None:
        self._numbers = _Numbers[Value]()
        self._places = array("B")

    def add(self, values: Iterable[Value]) -> None:
        """Add the values of the next responses."""
        added = array("I", map(self._numbers.__getitem__, values))
        kind = next(kind for kind, most in _KINDS.items() if len(self._numbers) <= most)
        if kind != self._places.typecode:
            self._places = array(kind, self._places)
        self._places.extend(array(kind, added))

    def series(self) -> Series[Value]:
        """The column of all values added so far."""
        return Series(tuple(self._numbers), np.frombuffer(self._places, dtype=self._places.typecode))


def joint(columns: Sequence[Series[Any]]) -> Series[tuple[Any, ...]]:
    """Combine several columns into one column of tuples."""
    keys: Places = np.zeros(len(columns[0]), dtype=np.uint8)
    most = 1
    for column in columns:
        if most * len(column.values) > _MOST_KEYS:
            first, keys = _renumbered(keys, most)
            most = len(first)
        most *= len(column.values)
        # The type must also hold the factor itself.
        keys = _narrow(keys, most + 1)
        keys *= keys.dtype.type(len(column.values))
        keys += column.places
    first, places = _renumbered(keys, most)
    values = zip(*(column.at(first) for column in columns), strict=True)
    return Series(tuple(values), places)


def _renumbered(keys: Places, most: int) -> tuple[Rows, Places]:
    """The first row of each distinct key, ordered by key, and for every row the index of its key among them."""
    if most > _FEW * len(keys):
        _, first, places = np.unique(keys, return_index=True, return_inverse=True)
        return first, _narrow(places, len(first))
    # With few possible keys, a table of all keys avoids the sort.
    firsts = np.full(most, len(keys), dtype=np.uintc)
    firsts[keys[::-1]] = np.arange(len(keys) - 1, -1, -1, dtype=np.uintc)
    keys_in_use = np.flatnonzero(firsts < len(keys))
    numbers = np.zeros(most, dtype=np.uintc)
    numbers[keys_in_use] = np.arange(len(keys_in_use))
    return firsts[keys_in_use].astype(np.intp), _narrow(numbers, len(keys_in_use))[keys]


def _numbered(values: Iterable[Value]) -> dict[Value, int]:
    return {value: number for number, value in enumerate(dict.fromkeys(values))}


def _narrow(places: NDArray[Any], values: int) -> Places:
    """Use the smallest type that can number that many values."""
    return places.astype(np.min_scalar_type(max(values - 1, 0)))

"""Columns of a data frame, coded: the different values once, and one small number per response.

Few different values make up a million answers, so a column takes a byte or two per response, and what is done to a
value is done once.
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
"""Possible keys per row up to which a table of all of them is smaller than sorting the rows."""
_KINDS = {"B": 1 << 8, "H": 1 << 16, "I": 1 << 32}
"""Types of small numbers, by how many there are."""


@dataclass(frozen=True)
class Series(Generic[Value]):
    """One thing about every response. values: the different ones. places: per response, which of them it is."""

    values: tuple[Value, ...]
    places: Places

    def __len__(self) -> int:
        return len(self.places)

    def __iter__(self) -> Iterator[Value]:
        return (self.values[place] for place in self.places.tolist())

    def map(self, change: Callable[[Value], Other]) -> "Series[Other]":
        """What becomes of every value; values that become the same are one afterwards."""
        changed = [change(value) for value in self.values]
        numbers = _numbered(changed)
        if len(numbers) == len(changed):
            return Series(tuple(changed), self.places)
        table = _narrow(np.array([numbers[value] for value in changed]), len(numbers))
        return Series(tuple(numbers), table[self.places])

    def mask(self, is_wanted: Callable[[Value], bool]) -> Mask:
        """Where the values are that are wanted."""
        return np.array([is_wanted(value) for value in self.values], dtype=np.bool_)[self.places]

    def numbers(self, number_of: Callable[[Value], int], kind: type[Number]) -> NDArray[Number]:
        """What number every value stands for. Raises OverflowError if one is too large for its kind."""
        return np.array([number_of(value) for value in self.values], dtype=kind)[self.places]

    def replaced(self, changes: Mapping[Value, Rows | Mask]) -> "Series[Value]":
        """The same with other values in some rows: value → where it comes."""
        numbers = _numbered((*self.values, *changes))
        places = self.places.astype(np.min_scalar_type(max(len(numbers) - 1, 0)))
        for value, where in changes.items():
            places[where] = numbers[value]
        return Series(tuple(numbers), places)

    def at(self, rows: Rows) -> "Series[Value]":
        """These rows alone."""
        return Series(self.values, self.places[rows])

    def counts(self) -> Counter[Value]:
        """Value → rows; what is in no row is left out."""
        found = np.bincount(self.places, minlength=len(self.values)).tolist()
        return Counter({value: n for value, n in zip(self.values, found, strict=True) if n})

    def rows(self) -> Iterator[tuple[Value, Rows]]:
        """Every value with its rows, in order."""
        order = np.argsort(self.places, kind="stable")
        ends = np.cumsum(np.bincount(self.places, minlength=len(self.values)))
        # After the last end nothing is left.
        return zip(self.values, np.split(order, ends)[:-1], strict=True)


class _Numbers(dict[Value, int]):
    """Value → number, in the order in which they first came."""

    def __missing__(self, value: Value) -> int:
        self[value] = len(self)
        return self[value]


class Collector(Generic[Value]):
    """Codes the values of a column as they come."""

    def __init__(self) -> None:
        self._numbers = _Numbers[Value]()
        self._places = array("B")

    def add(self, values: Iterable[Value]) -> None:
        """The values of the next responses."""
        found = array("I", map(self._numbers.__getitem__, values))
        kind = next(kind for kind, most in _KINDS.items() if len(self._numbers) <= most)
        if kind != self._places.typecode:
            self._places = array(kind, self._places)
        self._places.extend(array(kind, found))

    def series(self) -> Series[Value]:
        """All values that came."""
        return Series(tuple(self._numbers), np.frombuffer(self._places, dtype=self._places.typecode))


def joint(columns: Sequence[Series[Any]]) -> Series[tuple[Any, ...]]:
    """One column of the combinations that stand in several."""
    keys: Places = np.zeros(len(columns[0]), dtype=np.uint8)
    most = 1
    for column in columns:
        if most * len(column.values) > _MOST_KEYS:
            first, keys = _dense(keys, most)
            most = len(first)
        most *= len(column.values)
        # Large enough also for the factor itself.
        keys = _narrow(keys, most + 1)
        keys *= keys.dtype.type(len(column.values))
        keys += column.places
    first, places = _dense(keys, most)
    values = zip(*(column.at(first) for column in columns), strict=True)
    return Series(tuple(values), places)


def _dense(keys: Places, most: int) -> tuple[Rows, Places]:
    """The first row of each key, by size of key, and for every row the place of its key among them."""
    if most > _FEW * len(keys):
        _, first, places = np.unique(keys, return_index=True, return_inverse=True)
        return first, _narrow(places, len(first))
    # Where few keys are possible, nothing needs to be sorted.
    firsts = np.full(most, len(keys), dtype=np.uintc)
    firsts[keys[::-1]] = np.arange(len(keys) - 1, -1, -1, dtype=np.uintc)
    found = np.flatnonzero(firsts < len(keys))
    numbers = np.zeros(most, dtype=np.uintc)
    numbers[found] = np.arange(len(found))
    return firsts[found].astype(np.intp), _narrow(numbers, len(found))[keys]


def _numbered(values: Iterable[Value]) -> dict[Value, int]:
    return {value: number for number, value in enumerate(dict.fromkeys(values))}


def _narrow(places: NDArray[Any], values: int) -> Places:
    """In as few bytes as that many values need."""
    return places.astype(np.min_scalar_type(max(values - 1, 0)))

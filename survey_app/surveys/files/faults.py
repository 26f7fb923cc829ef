"""The faults of one file, each with its line. We collect all of them before we report any."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from survey_app.surveys.faults.fault import Fault


@dataclass(frozen=True, order=True)
class Line:
    """A line of a file. file: its path in the survey's folder, such as "texts/es.po". number: counted from 1."""

    file: str
    number: int

    def __str__(self) -> str:
        return f"{self.file}:{self.number}"


class FaultList:
    """Collects the faults of one file. Every object that reads the file adds to the same list."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._faults: list[Fault] = []

    def add(self, line: int, code: str, **values: Any) -> None:
        """Add a fault of the file itself."""
        self.place(Fault(code, (), values), line)

    def place(self, fault: Fault, line: int) -> None:
        """Add a fault at a line."""
        self._faults.append(fault.at(Line(self.file, line)))

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._faults)

    def __len__(self) -> int:
        return len(self._faults)


def in_order(*lists: Iterable[Fault]) -> list[Fault]:
    """All faults, each once, sorted by file, line and words."""
    unique = {(str(fault), fault.is_warning): fault for faults in lists for fault in faults}
    return sorted(unique.values(), key=lambda fault: (fault.place, fault.words()))

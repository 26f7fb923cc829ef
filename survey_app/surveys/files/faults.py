"""The faults of one file: each has its line, and all are noted in one go."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from survey_app.surveys.faults.fault import Fault


@dataclass(frozen=True, order=True)
class Line:
    """A line of a file. file: its name inside the folder of the survey, such as "texts/es.po". number: from 1."""

    file: str
    number: int

    def __str__(self) -> str:
        return f"{self.file}:{self.number}"


class FaultList:
    """The faults of one file, while it is read; every other object that reads the file adds to the same list."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._faults: list[Fault] = []

    def add(self, line: int, code: str, **values: Any) -> None:
        """Note a fault of the file itself."""
        self.place(Fault(code, (), values), line)

    def place(self, fault: Fault, line: int) -> None:
        """Note a fault at a line."""
        self._faults.append(fault.at(Line(self.file, line)))

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._faults)

    def __len__(self) -> int:
        return len(self._faults)


def in_order(*lists: Iterable[Fault]) -> list[Fault]:
    """All faults by file, line and words, each once."""
    once = {(str(fault), fault.is_warning): fault for faults in lists for fault in faults}
    return sorted(once.values(), key=lambda fault: (fault.place, fault.words()))

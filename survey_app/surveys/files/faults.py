"""Faults of survey files: each names its file, its line and the remedy, and all are found in one go."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Fault:
    """One thing to mend in a survey file or a translation file.

    file: its name inside the folder of the survey, such as "student.yaml" or "texts/es.po". line: counted from 1.
    is_warning: the survey can be published as it is; where a translation cannot be shown, readers get the source text.
    """

    file: str
    line: int
    message: str
    is_warning: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class FaultList:
    """The faults of one file, while it is read; every other object that reads the file adds to the same list."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: list[Fault] = []

    def add(self, line: int, message: str) -> None:
        """Note a fault; `message` says what is wrong and, after a semicolon, the remedy."""
        self._found.append(Fault(self.file, line, message))

    def warn(self, line: int, message: str) -> None:
        """Note what somebody should mend, but what stops nobody from publishing."""
        self._found.append(Fault(self.file, line, message, is_warning=True))

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def in_order(*lists: Iterable[Fault]) -> list[Fault]:
    """All faults by file and line, each once."""
    return sorted({fault for faults in lists for fault in faults})


def did_you_mean(word: str, known: Iterable[str], *, fallback: str) -> str:
    """A remedy: the known word that is nearest to a misspelt one, else `fallback`."""
    near = get_close_matches(word, sorted(known), n=1)
    return f'did you mean "{near[0]}"?' if near else fallback

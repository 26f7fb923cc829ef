"""Notes about a form that somebody brings: the cell, what happened to it, and what its author can do."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from survey_app.surveys.faults.fault import Fault, Translate, fill
from survey_app.surveys.faults.kinds import SENTENCE
from survey_app.surveys.xlsform.kinds import (
    NOTE_KINDS,
    PLACE,
    PLACE_OF_COLUMN,
    PLACE_OF_ROW,
    PLACE_OF_SHEET,
    Level,
)

_MOST_OF_A_KIND = 100


@dataclass(frozen=True)
class Note:
    """One note. code: one of NOTE_KINDS. row: as the spreadsheet counts, from 1; 0 for the whole sheet.

    column: its heading, such as "relevant"; "" for the whole row. values: fill the words of its kind.
    """

    code: str
    sheet: str
    row: int = 0
    column: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raise KeyError if the code is not in the list."""
        NOTE_KINDS[self.code]

    @property
    def level(self) -> Level:
        """Whether something was changed or lost, or whether the author must decide something."""
        return NOTE_KINDS[self.code].level

    def where(self, translate: Translate = str) -> str:
        """The place: "survey, row 34, relevant"."""
        templates = {
            (True, True): PLACE,
            (True, False): PLACE_OF_ROW,
            (False, True): PLACE_OF_COLUMN,
            (False, False): PLACE_OF_SHEET,
        }
        place = {"sheet": self.sheet, "row": self.row, "column": self.column}
        return fill(templates[bool(self.row), bool(self.column)], place, translate)

    def message(self, translate: Translate = str) -> str:
        """What happened."""
        return fill(NOTE_KINDS[self.code].message, self.values, translate)

    def remedy(self, translate: Translate = str) -> str:
        """What to do about it."""
        return fill(NOTE_KINDS[self.code].remedy, self.values, translate)

    def words(self, translate: Translate = str) -> str:
        """What happened and what to do, on one line."""
        both = {"message": self.message(translate), "remedy": self.remedy(translate)}
        return fill(SENTENCE, both, translate)

    def __str__(self) -> str:
        return f"{self.where()}: {self.words()}"


@dataclass(frozen=True)
class Imported:
    """What was read from a file that somebody brings.

    document: as `checks.document.check_document` takes it; it may have faults, and a form has no version. notes: what
    could not be taken as it was, in the order of the file.
    """

    document: dict[str, Any]
    notes: tuple[Note | Fault, ...]


class NoteList:
    """Collects the notes of one workbook, each once. Of each kind in a sheet, it keeps the first hundred."""

    def __init__(self) -> None:
        self._notes: dict[str, Note] = {}
        self._counts: Counter[tuple[str, str]] = Counter()

    def add(self, code: str, sheet: str, row: int = 0, column: str = "", /, **values: Any) -> None:
        """Add a note."""
        note = Note(code, sheet, row, column, values)
        if str(note) in self._notes:
            return
        self._counts[code, sheet] += 1
        if self._counts[code, sheet] <= _MOST_OF_A_KIND:
            self._notes[str(note)] = note

    def __iter__(self) -> Iterator[Note]:
        yield from self._notes.values()
        for (code, sheet), count in self._counts.items():
            if count > _MOST_OF_A_KIND:
                said = NOTE_KINDS[code].remedy
                yield Note("more_of_these", sheet, values={"count": count - _MOST_OF_A_KIND, "remedy": said})

"""Notes about a form that somebody brings: the cell, what happened to it, and what its author can do."""

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
    """Collects the notes of one workbook, each once."""

    def __init__(self) -> None:
        self._notes: dict[str, Note] = {}

    def add(self, code: str, sheet: str, row: int = 0, column: str = "", /, **values: Any) -> None:
        """Add a note."""
        note = Note(code, sheet, row, column, values)
        self._notes.setdefault(str(note), note)

    def __iter__(self) -> Iterator[Note]:
        return iter(self._notes.values())

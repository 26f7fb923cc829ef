"""The rows of a form's sheets: each cell by the name of its column, each text in its languages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from survey_app.languages.listed import SOURCE
from survey_app.surveys.xlsform.columns import (
    OF_LISTS,
    OF_SETTINGS,
    OF_SURVEY,
    OWN,
    TEXTS_SHEET,
)
from survey_app.surveys.xlsform.notes import NoteList
from survey_app.surveys.xlsform.sheets.headings import (
    MEDIA,
    MESSAGES,
    Heading,
    language_of,
    read_heading,
)
from survey_app.surveys.xlsform.sheets.tables import FIRST_ROWS, Table

_TEXTS = {"survey": ("label", "hint", "guidance_hint"), "choices": ("label",), TEXTS_SHEET: ("label",)}
_CELLS: Mapping[str, tuple[str, ...]] = {
    "survey": (
        "type",
        "name",
        "required",
        "relevant",
        "constraint",
        "appearance",
        "parameters",
        "choice_filter",
        "default",
        "disabled",
        *(OWN + name for name in OF_SURVEY),
    ),
    "choices": ("list_name", "name", *(OWN + name for name in OF_LISTS)),
    "settings": ("title", "id_string", "version", "default_language", *(OWN + name for name in OF_SETTINGS)),
    TEXTS_SHEET: ("use", "key", OWN + "drafts"),
}
_MARKS = {"survey": "type", "choices": "list_name", TEXTS_SHEET: "use"}
"""The column that a sheet must have. Rows above the one with it are a title."""
_QUIET = frozenset({"calculate", "read_only", "readonly", "jr:count", "trigger", "note", "notes", "comment"})
"""Columns that say nothing, or only something of rows that get a note of their own."""


@dataclass(frozen=True)
class Row:
    """One row. number: as the spreadsheet counts. texts: "label" → language → words, the source language first."""

    sheet: str
    number: int
    cells: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def cell(self, name: str) -> str:
        """The text of a cell; "" if it is empty."""
        return self.cells.get(name, "")

    def own(self, name: str) -> str:
        """The text of a cell in a column of our own."""
        return self.cells.get(OWN + name, "")

    def words(self, name: str) -> str:
        """A text in the source language, or in any."""
        return next(filter(None, self.texts.get(name, {}).values()), "")

    def text(self, name: str, field: str = "") -> dict[str, Any] | None:
        """A text as a document has it; None if it is in no language.

        field: what the column of drafts calls it, if that is another name.
        """
        words = self.texts.get(name, {})
        if not any(words.values()):
            return None
        source = next(iter(words))
        marks = self.own("drafts").split()
        shown = {language: text for language, text in words.items() if text or language == source}
        drafts = [
            each for each in shown if each != source and (each in marks or f"{field or name}:{each}" in marks)
        ]
        return {"words": shown} | ({"drafts": drafts} if drafts else {})


class SheetReader:
    """Reads the sheets of one form in its languages."""

    def __init__(
        self, tables: Mapping[str, Table], aliases: Mapping[str, Mapping[str, str]], notes: NoteList
    ) -> None:
        self.tables = tables
        self.notes = notes
        self.headings = {name: self._headings(name, aliases.get(name, {})) for name in tables}
        self.languages: Sequence[str] = [SOURCE]
        self.source = SOURCE
        self._choose_languages()

    def has_questions(self) -> bool:
        """Whether there is a sheet survey with a column `type`."""
        return bool(self.headings.get("survey", (0, []))[1])

    def rows(self, sheet: str) -> Iterator[Row]:
        """The rows of a sheet that are not empty."""
        if sheet not in self.tables:
            return
        start, headings = self.headings[sheet]
        for at, cells in enumerate(self.tables[sheet].rows[start + 1 :], start + 2):
            if any(cells):
                yield self._row(sheet, at, headings, cells)

    def _row(self, sheet: str, number: int, headings: Sequence[Heading | None], cells: Sequence[str]) -> Row:
        plain: dict[str, str] = {}
        texts = {name: dict.fromkeys(self.languages, "") for name in _TEXTS.get(sheet, ())}
        for heading, words in zip(headings, cells, strict=False):
            if heading is None or not words:
                continue
            if heading.name in texts:
                inner, language = texts[heading.name], heading.language or self.source
                inner[language] = inner.get(language) or words
            else:
                plain.setdefault(heading.name, words)
        return Row(sheet, number, plain, texts)

    def _choose_languages(self) -> None:
        given = self._default_language()
        named = dict.fromkeys(
            heading.language
            for _, headings in self.headings.values()
            for heading in headings
            if heading and heading.language
        )
        has_plain = any(
            heading and heading.name == "label" and not heading.language
            for _, headings in self.headings.values()
            for heading in headings
        )
        if given and (given in named or has_plain or not named):
            self.source = given
        elif named and not has_plain:
            self.source = next(iter(named))
        self.languages = list(dict.fromkeys([self.source, *named]))

    def _default_language(self) -> str:
        first = next(self.rows("settings"), None)
        return language_of(first.cell("default_language")) if first else ""

    def _headings(self, sheet: str, aliases: Mapping[str, str]) -> tuple[int, list[Heading | None]]:
        """Where the row of headings is, counted from 0, and what we read of each column."""
        rows = self.tables[sheet].rows
        read: list[list[Heading]] = [
            [read_heading(words, aliases) for words in row] for row in rows[:FIRST_ROWS]
        ]
        mark = _MARKS.get(sheet)
        start = next(
            (at for at, row in enumerate(read) if not mark or any(each.name == mark for each in row)), None
        )
        if start is None:
            return len(rows), []
        seen: set[tuple[str, str]] = set()
        return start, [self._taken(sheet, each, seen) if each.written else None for each in read[start]]

    def _taken(self, sheet: str, heading: Heading, seen: set[tuple[str, str]]) -> Heading | None:
        """The heading, or None with a note if we do not read its column."""
        is_text = heading.name in _TEXTS.get(sheet, ())
        if not is_text and heading.name not in _CELLS[sheet]:
            if heading.name not in _QUIET:
                self.notes.add(_code_of(heading), sheet, 0, "", header=heading.written)
            return None
        if is_text and not heading.is_known:
            self.notes.add("language_unknown", sheet, 0, "", header=heading.written)
            return None
        key = (heading.name, heading.language if is_text else "")
        if key in seen:
            self.notes.add("header_twice", sheet, 0, "", header=heading.written)
            return None
        seen.add(key)
        return heading if is_text else Heading(heading.name, heading.written)


def _code_of(heading: Heading) -> str:
    if heading.name in MEDIA:
        return "column_media"
    return "column_own_messages" if heading.name in MESSAGES else "column_not_read"

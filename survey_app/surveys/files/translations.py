"""Translations of surveys: PO files next to the survey file, one per language. The key of a text finds its entry.

    msgctxt "student.belong.ask"      the key
    msgid "How much do you feel …"    the source text when this was translated; if it has changed, the entry is stale
    msgstr "¿Cuánto sientes …"        the translation
    #, fuzzy                          a draft: no person has reviewed it yet; readers see it, marked as a draft

We use a translation only while it is current: the source text is unchanged, and the placeholders are the same.
Otherwise readers get the source text.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polib

from survey_app.languages.glossaries import departures, glossary
from survey_app.languages.listed import SOURCE
from survey_app.lines import lines_of, with_plain_breaks
from survey_app.surveys.faults.fault import near
from survey_app.surveys.files.faults import FaultList
from survey_app.surveys.text import LANGUAGE, Text, braces

State = Literal["translated", "draft", "stale", "missing"]

_PO_LINE = re.compile(r'\s*(#.*|((msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\])\s*)?".*"\s*)?')


@dataclass(frozen=True)
class Translation:
    """One entry of a PO file. of: the source text that it translates."""

    of: str
    words: str
    draft: bool
    line: int

    def state(self, source: str) -> State:
        """The state of this entry if the source text is now `source`."""
        if not self.words:
            return "missing"
        if self.of != source:
            return "stale"
        return "draft" if self.draft else "translated"

    def is_shown(self, source: str) -> bool:
        """Whether readers see this translation."""
        return self.state(source) in ("translated", "draft") and braces(self.words) == braces(source)


@dataclass(frozen=True)
class Catalog:
    """All translations of a folder of surveys into one language. entries: key → translation."""

    language: str
    entries: Mapping[str, Translation]
    faults: FaultList


@dataclass(frozen=True)
class Counts:
    """How far the translation of a survey into one language has come, in numbers of texts."""

    translated: int = 0
    draft: int = 0
    stale: int = 0
    missing: int = 0

    @property
    def all(self) -> int:
        """How many texts there are."""
        return self.translated + self.draft + self.stale + self.missing


@dataclass(frozen=True)
class Written:
    """A source text as it is written in the survey file."""

    key: str
    words: str
    line: int


class SourceTexts:
    """The texts of one survey file by key, together with their translations."""

    def __init__(self, catalogs: Iterable[Catalog], faults: FaultList, language: str) -> None:
        self.catalogs = tuple(catalogs)
        self.faults = faults
        self.language = language
        self.written: dict[str, Written] = {}

    def add(self, key: str, words: str, line: int) -> Text:
        """Add a source text. Returns it with every current translation."""
        self.written[key] = Written(key, words, line)
        shown = {self.language: words}
        drafts = []
        for catalog in self.catalogs:
            entry = catalog.entries.get(key)
            if entry is not None and catalog.language != self.language and entry.is_shown(words):
                shown[catalog.language] = entry.words
                if entry.draft:
                    drafts.append(catalog.language)
        return Text(words=shown, drafts=tuple(drafts))

    def languages_shown(self) -> list[str]:
        """The languages with a current translation of at least one text."""
        return [
            catalog.language
            for catalog in self._translations()
            if any(
                entry.is_shown(written.words)
                for written in self.written.values()
                if (entry := catalog.entries.get(written.key))
            )
        ]

    def counts(self) -> dict[str, Counts]:
        """Language → how many texts are translated, draft, stale and missing."""
        return {catalog.language: self._count(catalog) for catalog in self._translations()}

    def check(self) -> None:
        """Warn about translations that are missing, stale or have other placeholders: readers get the source text."""
        for catalog in self._translations():
            if catalog.faults and not catalog.entries:
                continue  # nobody can read the file, and its own fault says so
            if self.written and self._count(catalog).missing == len(self.written):
                values = {"language": catalog.language, "file": catalog.faults.file}
                self.faults.add(1, "nothing_translated", **values)
                continue
            for written in self.written.values():
                self._check_one(written, catalog)

    def _translations(self) -> list[Catalog]:
        return [catalog for catalog in self.catalogs if catalog.language != self.language]

    def _count(self, catalog: Catalog) -> Counts:
        states = [_state(catalog, written) for written in self.written.values()]
        return Counts(*(states.count(state) for state in ("translated", "draft", "stale", "missing")))

    def _check_one(self, written: Written, catalog: Catalog) -> None:
        entry = catalog.entries.get(written.key)
        state = _state(catalog, written)
        if entry is None or state == "missing":
            values = {"language": catalog.language, "file": catalog.faults.file}
            self.faults.add(written.line, "not_translated", key=written.key, **values)
        elif state == "stale":
            catalog.faults.add(entry.line, "stale", key=written.key, source=written.words)
        elif braces(entry.words) != braces(written.words):
            wanted = " ".join(sorted(braces(written.words))) or "none"
            catalog.faults.add(entry.line, "other_placeholders", key=written.key, wanted=wanted)
        elif self.language == SOURCE:
            _check_terms(written, entry, catalog)


def _check_terms(written: Written, entry: Translation, catalog: Catalog) -> None:
    for each in departures(written.words, entry.words, glossary(catalog.language)):
        code = "against_glossary" if each.wrong else "not_in_glossary"
        values = {"key": written.key, "term": each.term, "say": each.say, "wrong": each.wrong}
        catalog.faults.add(entry.line, code, **values)


def _state(catalog: Catalog, written: Written) -> State:
    entry = catalog.entries.get(written.key)
    return entry.state(written.words) if entry else "missing"


def read_catalogs(folder: Path) -> list[Catalog]:
    """Read the translations in `folder`/texts, one catalog per language. Each catalog holds the faults of its file."""
    return [_read_catalog(path) for path in sorted((folder / "texts").glob("*.po"))]


def _read_catalog(path: Path) -> Catalog:
    faults = FaultList(f"texts/{path.name}")
    if not LANGUAGE.fullmatch(path.stem):
        faults.add(1, "po_name", given=path.stem)
    entries: dict[str, Translation] = {}
    for entry in _read_entries(path, faults):
        _add_entry(entry, entries, faults)
    return Catalog(path.stem, entries, faults)


def _read_entries(path: Path, faults: FaultList) -> Iterable[polib.POEntry]:
    try:
        source = with_plain_breaks(path.read_text(encoding="utf-8-sig"))
        # The parser would silently cut off both ends of a text without quotes.
        for at, line in enumerate(lines_of(source)):
            if not _PO_LINE.fullmatch(line):
                faults.add(at + 1, "po_line")
        return polib.pofile(source)
    except UnicodeDecodeError:
        faults.add(1, "not_utf8")
    except OSError as error:
        place = re.search(r"line (\d+)", str(error))
        faults.add(int(place[1]) if place else 1, "po_unreadable")
    return ()


def _add_entry(entry: polib.POEntry, entries: dict[str, Translation], faults: FaultList) -> None:
    if entry.obsolete:
        return
    key, line = entry.msgctxt, entry.linenum or 1
    if not key:
        faults.add(line, "po_no_key")
    elif key in entries:
        faults.add(line, "key_twice", key=key, first=entries[key].line)
    else:
        entries[key] = Translation(entry.msgid.strip(), entry.msgstr.strip(), entry.fuzzy, line)


def check_keys(catalog: Catalog, stem: str, keys: Iterable[str]) -> None:
    """Warn about entries for survey file `stem` whose text no longer exists."""
    known = set(keys)
    for key, entry in catalog.entries.items():
        if key.partition(".")[0] == stem and key not in known:
            catalog.faults.add(entry.line, "obsolete_key", key=key, **near(key, known))


def check_stems(catalog: Catalog, stems: Iterable[str]) -> None:
    """Warn about entries that belong to no survey file of the folder."""
    known = set(stems)
    for key, entry in catalog.entries.items():
        if key.partition(".")[0] not in known:
            catalog.faults.add(entry.line, "obsolete_file", key=key, known=sorted(known))

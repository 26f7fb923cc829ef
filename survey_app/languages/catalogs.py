"""The texts of the interface by language, in translations/<locale>/LC_MESSAGES/messages.po."""

import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from survey_app.languages.listed import SOURCE, in_usual_order
from survey_app.languages.locales import teach_babel
from survey_app.lines import lines_of

TRANSLATIONS = Path(__file__).resolve().parents[2] / "translations"


class Translated(NamedTuple):
    """One text of the interface in a language. draft: no person has reviewed it yet."""

    words: str
    draft: bool


def shipped_languages(folder: Path = TRANSLATIONS) -> tuple[str, ...]:
    """The languages of the interface: English, and every folder of translations, in the usual order."""
    found = {_tag(source) for source in _sources(folder)}
    return tuple(in_usual_order([SOURCE, *sorted(found - {SOURCE})]))


def compile_translations(folder: Path = TRANSLATIONS) -> list[Path]:
    """Compile every `<locale>/LC_MESSAGES/messages.po` below `folder` that has no newer .mo; returns the new files.

    Drafts ("fuzzy" entries) are compiled too: a draft in the reader's language helps more than English, and the page
    says that it is a draft. Each file appears whole, by one rename.
    """
    compiled = []
    for source in _sources(folder):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".unfinished", delete=False) as unfinished:
            write_mo(unfinished, _read(source), use_fuzzy=True)
        ready = Path(unfinished.name)
        ready.chmod(0o644)
        ready.replace(target)
        compiled.append(target)
    return compiled


def draft_languages(folder: Path = TRANSLATIONS) -> frozenset[str]:
    """The languages of which at least one interface text was not reviewed by a person yet."""
    return frozenset(
        _tag(source)
        for source in _sources(folder)
        if any(line.startswith("#,") and "fuzzy" in line for line in lines_of(source.read_text("utf-8")))
    )


def translated(message: str, context: str | None = None) -> dict[str, Translated]:
    """A text of the interface in every language that it is translated to; the first call reads every catalog."""
    found = {language: catalog.get(message, context) for language, catalog in _all_catalogs().items()}
    return {
        language: Translated(text.string, text.fuzzy)
        for language, text in found.items()
        if text and isinstance(text.string, str) and text.string
    }


@cache
def _all_catalogs() -> dict[str, Catalog]:
    return {_tag(source): _read(source) for source in _sources(TRANSLATIONS)}


def _read(source: Path) -> Catalog:
    teach_babel()  # of a language it does not know, Babel drops the plural forms
    with source.open("rb") as file:
        return read_po(file)


def _sources(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/LC_MESSAGES/messages.po"))


def _tag(source: Path) -> str:
    return source.parent.parent.name.replace("_", "-")

"""The interface texts of each language, from translations/<locale>/LC_MESSAGES/messages.po."""

import re
import tempfile
from collections.abc import Iterator
from functools import cache
from gettext import c2py
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from survey_app.languages.listed import SOURCE, in_usual_order
from survey_app.languages.locales import plural_rule, teach_babel

_PUBLIC = tuple(
    f"survey_app/{place}"
    for place in (
        "respond/",
        "templates/components/",
        "templates/errors/",
        "templates/layouts/respond.html",
        "templates/respond/",
        "templates/results/",
        "web/untranslated.py",
        "web/wording/findings.py",
        "web/wording/kit.py",
        "web/wording/report",
        "web/wording/results.py",
        "web/wording/shares.py",
    )
)
"""Where the texts of public pages, papers and reports stand. The others are for staff."""
_SUCH_AS = 4
_DRAFT = re.compile("^#,.*fuzzy", re.MULTILINE)
TRANSLATIONS = Path(__file__).resolve().parents[2] / "translations"


class Translated(NamedTuple):
    """One interface text in one language. draft: no person has reviewed it yet."""

    words: str
    draft: bool


def shipped_languages(folder: Path = TRANSLATIONS) -> tuple[str, ...]:
    """The languages of the interface, in the usual order: English, and one for each folder of translations."""
    tags = {_tag(source) for source in _sources(folder)}
    return tuple(in_usual_order([SOURCE, *sorted(tags - {SOURCE})]))


def compile_translations(folder: Path = TRANSLATIONS) -> list[Path]:
    """Compile every `<locale>/LC_MESSAGES/messages.po` below `folder` that has no newer .mo. Returns the new files.

    Drafts ("fuzzy" entries) are compiled too. A draft in the reader's language helps more than English, and the page
    says that it is a draft. A rename puts each finished file in place, so nobody sees half a file.
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
    """The languages with at least one interface text that no person has reviewed yet."""
    return frozenset(_tag(source) for source in _sources(folder) if _DRAFT.search(source.read_text("utf-8")))


class Message(NamedTuple):
    """One text of the pages around the surveys, in one language.

    key: its context and, for a text that depends on a number, "#" with the number of its form; mostly empty. source:
    the English. words: "" if it is not translated. draft: no person has reviewed it yet. numbers: some of those that
    take this form; empty where all numbers do.
    """

    key: str
    source: str
    words: str
    draft: bool
    numbers: tuple[int, ...] = ()


def key_of_message(context: str | None, form: int | None = None) -> str:
    """Return the key of a message; form: the number of its plural form, if it has such forms."""
    return (context or "") + ("" if form is None else f"#{form}")


@cache
def public_messages(language: str, folder: Path = TRANSLATIONS) -> tuple[Message, ...]:
    """The texts of the pages, papers and reports that families and students read, in one language, as we ship them."""
    catalog = _all_catalogs().get(language) if folder == TRANSLATIONS else None
    template = _read(folder / "messages.pot")
    return tuple(
        message
        for entry in template
        if entry.id and any(place.startswith(_PUBLIC) for place, _ in entry.locations)
        for message in _messages(entry, catalog.get(entry.id, entry.context) if catalog else None, language)
    )


def _messages(entry: Entry, said: Entry | None, language: str) -> Iterator[Message]:
    draft = said is not None and said.fuzzy
    if isinstance(entry.id, str):
        words = str(said.string) if said else ""
        yield Message(key_of_message(entry.context), entry.id, words, draft)
        return
    forms = said.string if said and isinstance(said.string, tuple | list) else ()
    count = len(forms) or plural_forms(language)[0]
    for form in range(count):
        source = entry.id[0] if form == 0 else entry.id[1]
        words = forms[form] if forms else ""
        numbers = _numbers(language, form) if count > 1 else ()
        yield Message(key_of_message(entry.context, form), source, words, draft, numbers)


@cache
def _numbers(language: str, form: int) -> tuple[int, ...]:
    """Return some numbers that take a plural form."""
    form_of = c2py(plural_forms(language)[1])
    return tuple(number for number in range(200) if form_of(number) == form)[:_SUCH_AS]


def plural_forms(language: str) -> tuple[int, str]:
    """How many plural forms our texts have in a language, and which a number takes: by its catalog, else by CLDR."""
    catalog = _all_catalogs().get(language)
    return (catalog.num_plurals, catalog.plural_expr) if catalog else plural_rule(language)


def translated(message: str, context: str | None = None) -> dict[str, Translated]:
    """An interface text in every language that has a translation. The first call reads every catalog."""
    entries = {language: catalog.get(message, context) for language, catalog in _all_catalogs().items()}
    return {
        language: Translated(text.string, text.fuzzy)
        for language, text in entries.items()
        if text and isinstance(text.string, str) and text.string
    }


@cache
def _all_catalogs() -> dict[str, Catalog]:
    return {_tag(source): _read(source) for source in _sources(TRANSLATIONS)}


def _read(source: Path) -> Catalog:
    teach_babel()  # Babel drops the plural forms of languages that it does not know
    with source.open("rb") as file:
        return read_po(file)


def _sources(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/LC_MESSAGES/messages.po"))


def _tag(source: Path) -> str:
    return source.parent.parent.name.replace("_", "-")

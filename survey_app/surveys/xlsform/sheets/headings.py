"""The headings of a sheet: which column is what, and in which language its words are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from babel import Locale

from survey_app.languages.listed import SOURCE, listed
from survey_app.surveys.text import LANGUAGE

_IN_PARENTHESES = re.compile(r"\(\s*([A-Za-z0-9_-]+)\s*\)\s*$")
_PARTS = re.compile(r"\s*::\s*")
_PARTS_OF_OLD = re.compile(r"\s*:\s*")
_PREFIXES = ("bind", "body", "control", "instance")
MEDIA = frozenset({"media", "image", "big-image", "audio", "video", "autoplay"})
MESSAGES = frozenset({"jr:constraintMsg", "jr:requiredMsg"})


@dataclass(frozen=True)
class Heading:
    """One column. name: as pyxform calls it, in lower case, with "_". language: tag; "" if it has none.

    written: as the author wrote it. is_known: False if it names a language that we do not know.
    """

    name: str
    written: str
    language: str = ""
    is_known: bool = True


def read_heading(written: str, aliases: Mapping[str, str]) -> Heading:
    """Read a heading such as "label::Español (es)"."""
    separator = _PARTS if "::" in written else _PARTS_OF_OLD
    first, *others = separator.split(written.strip())
    name = "_".join(first.lower().split())
    if name in _PREFIXES and others:
        return Heading(_plain(":".join(others), aliases), written)
    name = _plain(name, aliases)
    if name == "jr" and others:
        return Heading(_plain(written.strip(), aliases), written)
    if not others or name in MEDIA:
        return Heading(name, written)
    language = language_of(others[-1])
    return Heading(name, written, language or others[-1], bool(language))


def _plain(name: str, aliases: Mapping[str, str]) -> str:
    return aliases.get(name, name)


def language_of(words: str) -> str:
    """The tag of a language: "Español (es)", "es", "Spanish" and "Español" are all es; "" if we do not know it.

    "繁體中文 (zh)" is zh-Hant: the name says more than the code.
    """
    if found := _IN_PARENTHESES.search(words):
        tag = _as_tag(found[1])
        named = _names().get(words[: found.start()].strip().casefold(), "")
        return named if named.startswith(f"{tag}-") else tag
    name = words.strip().casefold()
    return _names().get(name, "") or (_as_tag(name) if _as_tag(name) in _tags() else "")


def language_heading(tag: str) -> str:
    """A language as other tools expect it: "Español (es)". They know no code with a script: "繁體中文 (zh)"."""
    line = listed().find(tag)
    return f"{line.name} ({tag.partition('-')[0]})" if line else f"{tag} ({tag})"


def _as_tag(code: str) -> str:
    first, *others = code.replace("_", "-").split("-")
    tag = "-".join([first.lower(), *(each.title() if len(each) > 3 else each.upper() for each in others)])
    return tag if LANGUAGE.fullmatch(tag) else ""


def _tags() -> frozenset[str]:
    return frozenset(_names().values())


@cache
def _names() -> Mapping[str, str]:
    """Names of languages in English and in themselves, in small letters → tag. Ours come first."""
    names = {name.casefold(): tag for tag, name in Locale(SOURCE).languages.items() if "_" not in tag}
    names |= {name.casefold(): tag for name, tag in listed().census_names()}
    for language in listed().languages:
        names |= {language.english.casefold(): language.tag, language.name.casefold(): language.tag}
    return names

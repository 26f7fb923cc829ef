"""Which language a reader gets, what it is called, and which way it runs.

A language is a BCP 47 tag as it stands in links ("es", "zh-Hant"); Babel's locale of it is "zh_Hant".
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from flask import Flask, current_app, g, has_request_context, request
from langcodes import Language, tag_distance
from langcodes.tag_parser import LanguageTagError

from survey_app.config import PROJECT
from survey_app.extensions import babel
from survey_app.web.hmong_locale import teach_babel_hmong
from survey_app.web.translations import draft_languages

TRANSLATIONS = PROJECT / "translations"
SOURCE = "en"
# The languages that California's school families speak most, each by its own name.
ENDONYMS = {
    "en": "English",
    "es": "Español",
    "hmn": "Hmoob",
    "pa": "ਪੰਜਾਬੀ",
    "ar": "العربية",
    "vi": "Tiếng Việt",
    "zh-Hant": "繁體中文",
    "zh-Hans": "简体中文",
    "fil": "Filipino",
    "hy": "Հայերեն",
    "ko": "한국어",
    "ru": "Русский",
    "fa": "فارسی",
    "uk": "Українська",
    "pt": "Português",
    "ps": "پښتو",
    "ja": "日本語",
    "km": "ខ្មែរ",
    "lo": "ລາວ",
    "ur": "اردو",
}
# What CLDR does not match within the limit, though its readers read it.
_ALIASES = {"mww": "hmn", "hnj": "hmn", "blu": "hmn", "yue": "zh-Hant"}
# Wider, CLDR offers Spanish to readers of Catalan and Russian to readers of Belarusian.
_FARTHEST = 10
_LONGEST_HEADER = 1000


def shipped_languages(translations: Path = TRANSLATIONS) -> tuple[str, ...]:
    """The languages of the interface: English, and every folder of translations, in the order of ENDONYMS."""
    found = {
        path.parent.parent.name.replace("_", "-") for path in translations.glob("*/LC_MESSAGES/messages.po")
    }
    known = [language for language in ENDONYMS if language == SOURCE or language in found]
    return (*known, *sorted(found - {SOURCE, *known}))


def best_language(accept_language: str, offered: Sequence[str]) -> str:
    """The offered language that an Accept-Language header asks for, else English, else the first offered."""
    seen_tags: list[Language] = []
    for tag in _wanted(accept_language[:_LONGEST_HEADER]):
        wanted = _parse(tag)
        if wanted is None:
            continue
        # Browsers add the bare "pa" behind "pa-PK": it still means the script that was asked for before it.
        if wanted.script is None and wanted.territory is None:
            wanted = next((tag for tag in seen_tags if tag.language == wanted.language), wanted)
        seen_tags.append(wanted)
        match = _closest(wanted.to_tag(), tuple(offered))
        if match:
            return match
    return SOURCE if SOURCE in offered else offered[0]


def direction(language: str) -> str:
    """ "rtl" or "ltr", from CLDR; what CLDR does not know runs left to right."""
    try:
        return Locale.parse(locale_name(language)).text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"


def endonym(language: str) -> str:
    """What a language is called in itself; its tag when that is not known."""
    if language in ENDONYMS:
        return ENDONYMS[language]
    try:
        name = Locale.parse(locale_name(language)).get_display_name()
    except (UnknownLocaleError, ValueError):
        name = None
    return name.capitalize() if name else language


def locale_name(language: str) -> str:
    """Babel's name of a language: "zh-Hant" → "zh_Hant"."""
    return language.replace("-", "_")


def in_usual_order(languages: Sequence[str]) -> list[str]:
    """Languages in the order that all pages show them."""
    usual = list(ENDONYMS)
    return sorted(languages, key=lambda language: usual.index(language) if language in usual else len(usual))


def offered_languages() -> tuple[str, ...]:
    """The languages that the interface of the running app has."""
    languages: tuple[str, ...] = current_app.extensions["survey_app.languages"]
    return languages


def is_draft(language: str) -> bool:
    """Whether no person has reviewed the words of the interface in this language yet."""
    drafts: frozenset[str] = current_app.extensions["survey_app.draft_languages"]
    return language in drafts


def reader_language(offered: Sequence[str] | None = None) -> str:
    """The language for this request: the one its path names, else the best for its Accept-Language header."""
    offered = offered or offered_languages()
    named = next((part for part in reversed(request.path.split("/")) if part in offered), None)
    return named or best_language(request.headers.get("Accept-Language", ""), offered)


def install_languages(app: Flask, translations: Path = TRANSLATIONS) -> None:
    """Bind Flask-Babel, Hmong included, and give templates `direction`, `endonym` and `draft_languages`."""
    teach_babel_hmong()
    app.extensions["survey_app.languages"] = shipped_languages(translations)
    # Flask-Babel looks beside the package unless it is given an absolute path.
    babel.init_app(
        app, default_translation_directories=str(translations.resolve()), locale_selector=_select_locale
    )
    drafts = draft_languages(TRANSLATIONS)
    app.extensions["survey_app.draft_languages"] = drafts
    app.jinja_env.globals.update(direction=direction, endonym=endonym, draft_languages=drafts)


def _select_locale() -> str:
    name = locale_name(g.get("language") or (reader_language() if has_request_context() else SOURCE))
    try:
        Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        # A survey may speak a language that Babel does not know: its interface is English then.
        return SOURCE
    return name


def _wanted(accept_language: str) -> Iterator[str]:
    """The tags of the header, most wanted first; what the reader refuses (q=0) and "*" are left out."""
    weighted = []
    for part in accept_language.split(","):
        tag, _, quality = part.strip().partition(";")
        weight = _quality(quality)
        if weight > 0 and tag.strip() != "*":
            weighted.append((weight, tag.strip()))
    return (tag for _, tag in sorted(weighted, key=lambda pair: -pair[0]))


def _quality(parameter: str) -> float:
    name, _, number = parameter.replace(" ", "").partition("=")
    if name.lower() != "q":
        return 1.0
    try:
        return float(number)
    except ValueError:
        return 0.0


@lru_cache(maxsize=512)
def _parse(tag: str) -> Language | None:
    try:
        return Language.get(tag)
    except LanguageTagError:
        return None


@lru_cache(maxsize=512)
def _closest(wanted: str, offered: tuple[str, ...]) -> str | None:
    alias = _ALIASES.get(wanted.partition("-")[0])
    if alias and "Hans" not in wanted:
        wanted = alias
    distances = {language: tag_distance(wanted, language) for language in offered}
    nearest = min(distances, key=distances.__getitem__)
    return nearest if distances[nearest] <= _FARTHEST else None

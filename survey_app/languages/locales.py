"""What Babel knows about languages: how they write numbers and dates, their direction, and their names."""

import copy
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError, localedata
from langcodes import Language as Tag
from langcodes.tag_parser import LanguageTagError

from survey_app.errors import LanguageListError
from survey_app.languages.listed import SOURCE, Language, listed, script_of

# Right-to-left scripts, for languages that are not in our list.
_RIGHT_TO_LEFT = frozenset({"Arab", "Hebr", "Syrc", "Thaa", "Nkoo"})


@cache
def teach_babel() -> None:
    """Make `Locale.parse` and catalogs work for every language of the list. Babel's data (CLDR) does not have them all.

    This must run before anyone asks Babel for such a locale. Raises LanguageListError. `_cache` is private to Babel; a
    test fails if Babel moves it.
    """
    for language in listed().languages:
        if language.locale:
            localedata._cache[_name(language.tag)] = _borrowed_locale(language)


@lru_cache(maxsize=512)
def locale_name(language: str) -> str:
    """The locale for pages in a language: "zh-Hant" → "zh_Hant"; English if Babel knows no such locale."""
    return _name(language) if _locale(language) else SOURCE


def direction(language: str) -> str:
    """ "rtl" or "ltr", by the language's script. If the language is not in the list, its usual script decides."""
    if script := script_of(language):
        return script.direction
    try:
        usual = Tag.get(language).maximize().script
    except LanguageTagError:
        usual = None
    return "rtl" if usual in _RIGHT_TO_LEFT else "ltr"


def endonym(language: str) -> str:
    """The name of a language in the language itself; its tag if we do not know the name."""
    if line := listed().find(language):
        return line.name
    locale = _locale(language)
    name = locale.get_display_name() if locale else None
    return name.capitalize() if name else language


def _name(language: str) -> str:
    return language.replace("-", "_")


def _locale(language: str) -> Locale | None:
    teach_babel()
    try:
        return Locale.parse(_name(language))
    except (UnknownLocaleError, ValueError):
        return None


def _borrowed_locale(language: Language) -> dict[str, object]:
    """Copy the data of another locale, with this language's own name and direction."""
    lender = _name(str(language.locale))
    if not localedata.exists(lender):
        raise LanguageListError("locale_unknown", tag=language.tag, locale=language.locale)
    data = copy.deepcopy(dict(localedata.load(lender)))
    own_direction = listed().scripts[language.script].direction
    data["character_order"] = "right-to-left" if own_direction == "rtl" else "left-to-right"
    data["languages"] = {**data["languages"], language.tag: language.name}
    return data

"""What Babel knows of languages: whose numbers and dates they use, which way they run, what they are called."""

import copy
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError, localedata
from langcodes import Language as Tag
from langcodes.tag_parser import LanguageTagError

from survey_app.errors import LanguageListError
from survey_app.languages.listed import SOURCE, Language, listed, script_of

# Of scripts that no language of the list is written in.
_RIGHT_TO_LEFT = frozenset({"Arab", "Hebr", "Syrc", "Thaa", "Nkoo"})


@cache
def teach_babel() -> None:
    """Make `Locale.parse` and catalogs work for every language of the list. Babel carries CLDR, which has not all.

    Must run before Babel is asked for such a locale. Raises LanguageListError. `_cache` is private to Babel: a test
    fails when it moves.
    """
    for language in listed().languages:
        if language.locale:
            localedata._cache[_name(language.tag)] = _lent_locale(language)


@lru_cache(maxsize=512)
def locale_name(language: str) -> str:
    """The locale that pages in a language use: "zh-Hant" → "zh_Hant"; English where Babel knows none."""
    return _name(language) if _locale(language) else SOURCE


def direction(language: str) -> str:
    """ "rtl" or "ltr", as its script runs; what is not on the list runs as its usual script does."""
    if script := script_of(language):
        return script.direction
    try:
        usual = Tag.get(language).maximize().script
    except LanguageTagError:
        usual = None
    return "rtl" if usual in _RIGHT_TO_LEFT else "ltr"


def endonym(language: str) -> str:
    """What a language is called in itself; its tag when that is not known."""
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


def _lent_locale(language: Language) -> dict[str, object]:
    """The data of another locale, under the language's own name and running its own way."""
    lender = _name(str(language.locale))
    if not localedata.exists(lender):
        raise LanguageListError("locale_unknown", tag=language.tag, locale=language.locale)
    data = copy.deepcopy(dict(localedata.load(lender)))
    runs = listed().scripts[language.script].direction
    data["character_order"] = "right-to-left" if runs == "rtl" else "left-to-right"
    data["languages"] = {**data["languages"], language.tag: language.name}
    return data

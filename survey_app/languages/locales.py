"""What Babel knows about languages: how they write numbers and dates, their direction, and their names."""

from functools import cache, lru_cache
from unicodedata import combining, normalize

from babel import Locale, UnknownLocaleError, localedata
from babel.plural import PluralRule, to_gettext
from langcodes import standardize_tag

from survey_app.errors import LanguageListError
from survey_app.languages.listed import (
    ANOTHER_LANGUAGE,
    SOURCE,
    Language,
    listed,
    script_code,
    script_of,
    spoken_tags,
)

# Right-to-left scripts that we have no font for.
_RIGHT_TO_LEFT = frozenset({"Arab", "Hebr", "Syrc", "Thaa", "Nkoo"})
_LARGEST_COUNT = 200


@cache
def teach_babel() -> None:
    """Make `Locale.parse` and catalogs work for every language of the list. Babel's data (CLDR) does not have them all.

    This must run before anyone asks Babel for such a locale. Raises LanguageListError. `_cache` is private to Babel; a
    test fails if Babel moves it.
    """
    for language in listed().languages:
        if language.locale:
            localedata._cache[_name(language.tag)] = _borrowed_locale(language)


@cache
def addable() -> dict[str, str]:
    """Tag → English name of every language that a district can add: those that CLDR or our list names.

    We must know how to print its letters. In the order of the names.
    """
    ours = {line.tag: line.english for line in listed().languages}
    named = {tag: name for tag, name in Locale(SOURCE).languages.items() if "_" not in tag}
    named |= {line.tag: line.census[0] for line in listed().counted}
    # zh-Hant and zh-Hans say more; "no language" and "many languages" are none; old tags stand for newer ones.
    left_out = {SOURCE, "zh", "mul", "und", "zxx"}
    others = {tag: name for tag, name in named.items() if tag not in left_out and standardize_tag(tag) == tag}
    kept = {tag: name for tag, name in (others | ours).items() if tag != SOURCE and script_of(tag)}
    return dict(sorted(kept.items(), key=lambda each: each[1].casefold()))


@lru_cache(maxsize=512)
def locale_name(language: str) -> str:
    """The locale for pages in a language: "zh-Hant" → "zh_Hant"; English if nobody knows the language."""
    return _name(language) if _locale(language) else SOURCE


@lru_cache(maxsize=1024)
def plural_rule(language: str) -> tuple[int, str]:
    """How many plural forms a language has in CLDR, and which a number takes: an expression of C, as gettext knows it.

    Forms that only a million or a fraction takes are left out: nothing that we count has them.
    """
    rule = Locale.parse(locale_name(language)).plural_form
    taken = {rule(number) for number in range(_LARGEST_COUNT + 1)}
    kept = PluralRule({form: words for form, words in rule.rules.items() if form in taken})
    # nplurals=2; plural=((n == 1) ? 0 : 1);
    count, _, expression = to_gettext(kept).partition("; plural=")
    return int(count.removeprefix("nplurals=")), expression.removesuffix(";")


def direction(language: str) -> str:
    """ "rtl" or "ltr", by the language's script."""
    if script := script_of(language):
        return script.direction
    return "rtl" if script_code(language) in _RIGHT_TO_LEFT else "ltr"


def endonym(language: str) -> str:
    """The name of a language in the language itself; in English, or its tag, if we do not know it."""
    if line := listed().find(language):
        return line.name
    if spoken := next((line.english for line in listed().spoken if line.tag == language), ""):
        return spoken
    locale = _locale(language)
    name = locale.get_display_name() if locale else None
    return (name and name[0].upper() + name[1:]) or addable().get(language, language)


def spoken_names(language: str) -> dict[str, str]:
    """Tag → name of every language that people may speak in an interview, in the words of a language, by name.

    A language that CLDR cannot name has its English name. Another language than these is not among them.
    """
    english = {line.tag: line.english or line.census[0] for line in listed().counted}
    english |= {line.tag: line.english for line in listed().languages}
    english |= {line.tag: line.english for line in listed().spoken}
    locale = _locale(language) or Locale(SOURCE)
    known = {} if language == SOURCE else locale.languages
    named = {tag: known.get(tag) or english[tag] for tag in spoken_tags() - {ANOTHER_LANGUAGE}}
    shown = {tag: name[0].upper() + name[1:] for tag, name in named.items()}
    return dict(sorted(shown.items(), key=lambda each: _without_marks(each[1])))


def _without_marks(name: str) -> str:
    """What to sort a name by: "Árabe" stands beside "Armenio"."""
    letters = (each for each in normalize("NFD", name) if not combining(each))
    return "".join(letters).casefold()


def _name(language: str) -> str:
    return language.replace("-", "_")


def _locale(language: str) -> Locale | None:
    teach_babel()
    try:
        return Locale.parse(_name(language))
    except ValueError:
        return None
    except UnknownLocaleError:
        if language not in addable():
            return None
    localedata._cache[_name(language)] = _borrowed(language, addable()[language], SOURCE)
    return Locale.parse(_name(language))


def _borrowed_locale(language: Language) -> dict[str, object]:
    lender = _name(str(language.locale))
    if not localedata.exists(lender):
        raise LanguageListError("locale_unknown", tag=language.tag, locale=language.locale)
    return _borrowed(language.tag, language.name, lender)


def _borrowed(tag: str, name: str, lender: str) -> dict[str, object]:
    """The data of another locale, with a language's own name and direction. They share all else."""
    data = dict(localedata.load(lender))
    data["character_order"] = "right-to-left" if direction(tag) == "rtl" else "left-to-right"
    data["languages"] = {**data["languages"], tag: name}
    return data

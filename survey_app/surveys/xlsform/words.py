"""Words that other tools need in each language and our pages have by themselves, such as "Does not apply"."""

from collections.abc import Iterable
from typing import Any

from survey_app.languages.catalogs import translated
from survey_app.languages.listed import SOURCE


def _(words: str) -> str:
    """Mark words that pages have, too."""
    return words


NOT_KNOW, NOT_APPLY, NO_ANSWER = _("I don’t know"), _("Does not apply"), _("I prefer not to say")
PLEASE_SAY = _("Please say what")
OTHER = _("Other")


def in_languages(words: str, languages: Iterable[str]) -> dict[str, str]:
    """Words in those of the languages that have them."""
    known = {SOURCE: words, **{language: text.words for language, text in translated(words).items()}}
    return {language: known[language] for language in languages if language in known}


def as_text(words: str, languages: Iterable[str]) -> dict[str, Any]:
    """Words as a text of a document. The first language is its source; English takes its place if it lacks them."""
    source, *others = languages
    known = in_languages(words, [source, *others])
    return {"words": {source: known.pop(source, words), **known}}

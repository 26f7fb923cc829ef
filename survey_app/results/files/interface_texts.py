"""Interface texts for files: one text in every language at once, with drafts marked."""

from survey_app.languages.catalogs import translated
from survey_app.languages.listed import SOURCE
from survey_app.surveys.text import Text


def interface_text(english: str) -> Text:
    """An interface text in every language that has a translation."""
    return _text(english, None)


def pgettext(context: str, english: str) -> Text:
    """The same for a text that has other translations in other places. context: the place."""
    return _text(english, context)


def _text(english: str, context: str | None) -> Text:
    translations = translated(english, context)
    words = {language: one.words for language, one in translations.items()}
    drafts = tuple(language for language, one in translations.items() if one.draft)
    return Text(words={SOURCE: english, **words}, drafts=drafts)

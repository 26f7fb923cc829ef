"""Texts of the interface as files need them: one text in every language at once, with its drafts marked."""

from survey_app.languages.catalogs import translated
from survey_app.languages.listed import SOURCE
from survey_app.surveys.text import Text


def interface_text(english: str) -> Text:
    """A text of the interface in every language that it is translated to."""
    return _text(english, None)


def pgettext(context: str, english: str) -> Text:
    """The same for a text that other places translate in another way. context: where it stands."""
    return _text(english, context)


def _text(english: str, context: str | None) -> Text:
    found = translated(english, context)
    words = {language: one.words for language, one in found.items()}
    drafts = tuple(language for language, one in found.items() if one.draft)
    return Text(words={SOURCE: english, **words}, drafts=drafts)

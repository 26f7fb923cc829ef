"""Translations of words that a survey of the library has already, such as "Yes", for whoever writes them again."""

from collections.abc import Collection, Iterable
from typing import Any

from survey_app.surveys.text import Text


def known_text(texts: Iterable[Text], source: str, words: str, languages: Collection[str]) -> dict[str, Any]:
    """Return a text as a draft stores it, with every translation that its words have in these texts of surveys.

    source: the language of the words. languages: those to take. Where texts say the same words in two ways in a
    language, nobody knows which is meant, so it has none. What is a draft in one of them is one here.
    """
    said: dict[str, set[str]] = {}
    drafts: set[str] = set()
    for text in texts:
        if text.words.get(source) == words == text.source:
            drafts.update(text.drafts)
            for language in text.words:
                said.setdefault(language, set()).add(text.words[language])
    others = {
        language: next(iter(found))
        for language, found in said.items()
        if language != source and language in languages and len(found) == 1
    }
    known: dict[str, Any] = {"words": {source: words, **others}}
    marked = [language for language in others if language in drafts]
    return {**known, "drafts": marked} if marked else known

"""Words in many languages, with an honest fallback, and the facts that are filled into them."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from survey_app.languages.listed import TAG

LANGUAGE = re.compile(TAG)
PLACEHOLDERS = frozenset({"school_name", "district_name", "minutes"})
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_BRACES = re.compile(r"\{[^{}]*\}|[{}]")


class Shown(NamedTuple):
    """Words as a reader gets them: the words, the language they are in, and whether a person has yet to review them."""

    words: str
    language: str
    draft: bool


class Text(BaseModel):
    """One text in every language it was translated to.

    words: language code (BCP 47) → text; the first is the source language, the others are translations of it.
    drafts: languages whose text no person has reviewed yet.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: dict[str, str]
    drafts: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """The text in the language it was written in."""
        return next(iter(self.words.values()))

    def in_language(self, language: str) -> Shown:
        """The text in `language`, else in its source language, and which of the two it is."""
        if language not in self.words:
            language = next(iter(self.words))
        return Shown(self.words[language], language, language in self.drafts)


def placeholders(words: str) -> frozenset[str]:
    """The names in braces that `words` asks for, known or not."""
    return frozenset(_PLACEHOLDER.findall(words))


def braces(words: str) -> frozenset[str]:
    """Every placeholder of a text with its braces, and every brace that stands alone."""
    return frozenset(_BRACES.findall(words))


def fill(words: str, facts: Mapping[str, object]) -> str:
    """Put facts into a text: "{school_name} asks" → "Merced High asks". A name without a fact stays as it is."""
    return _PLACEHOLDER.sub(lambda found: str(facts.get(found[1], found[0])), words)

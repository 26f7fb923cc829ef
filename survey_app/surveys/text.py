"""Texts in many languages, with an honest fallback, and the facts that fill their placeholders."""

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
    """Words for a reader, with their language. draft: no person has reviewed them yet."""

    words: str
    language: str
    draft: bool


class Text(BaseModel):
    """One text in every language that it was translated to.

    words: language code (BCP 47) → text. The first is the source language; the others are translations of it.
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
        """The text in `language` if there is one, else in the source language. The result names its language."""
        if language not in self.words:
            language = next(iter(self.words))
        return Shown(self.words[language], language, language in self.drafts)


def placeholders(words: str) -> frozenset[str]:
    """The names in braces in a text, known or not."""
    return frozenset(_PLACEHOLDER.findall(words))


def braces(words: str) -> frozenset[str]:
    """Every placeholder of a text with its braces, and every single brace."""
    return frozenset(_BRACES.findall(words))


def fill(words: str, facts: Mapping[str, object]) -> str:
    """Put facts into a text: "{school_name} asks" → "Merced High asks". A name without a fact stays unchanged."""
    return _PLACEHOLDER.sub(lambda match: str(facts.get(match[1], match[0])), words)

"""One word for one thing: the terms of each language, and which translations leave them.

    glossary/en.yaml    the terms, and what each means:
                        - {term: survey, means: all that we ask one group of people}
    glossary/es.yaml    what they are called in Spanish:
                        - {term: survey, say: [encuesta, encuestas], never: [sondeo], note: "for the translator"}

A translation of a text that has a term must have one of `say` in it, and none of `never`.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from survey_app.errors import LanguageListError
from survey_app.languages.listed import SOURCE
from survey_app.problems.problem import Problem

FOLDER = Path(__file__).parent / "glossary"
_Kind = TypeVar("_Kind")
# Placeholders, code and names of files stay as they are in every language.
_NOT_WORDS = re.compile(r"%\(\w+\)[sd]|\{\w+\}|`[^`]*`|[\w/-]+\.\w+")
_Words = Annotated[str, Field(min_length=1)]


class Term(BaseModel):
    """A term of the English texts. means: in one line."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    term: _Words
    means: _Words


class Entry(BaseModel):
    """What a term is called in one language.

    say: a translation has one of these in it, also as a part of a word, since many languages join words.
    never: it has none of these as whole words. note: for translators.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    term: _Words
    say: Annotated[tuple[_Words, ...], Field(min_length=1)]
    never: tuple[_Words, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Departure:
    """A translation that leaves the glossary. wrong: what it says and should not; "" if it lacks the right word."""

    term: str
    say: tuple[str, ...]
    wrong: str


@cache
def terms(folder: Path = FOLDER) -> tuple[Term, ...]:
    """The terms of the English texts. Raises LanguageListError."""
    return _read(folder / f"{SOURCE}.yaml", TypeAdapter(tuple[Term, ...]))


@cache
def glossary(language: str, folder: Path = FOLDER) -> tuple[Entry, ...]:
    """What the terms are called in a language; empty if nobody has written it down. Raises LanguageListError."""
    path = folder / f"{language}.yaml"
    if language == SOURCE or not path.exists():
        return ()
    return _read(path, TypeAdapter(tuple[Entry, ...]))


def departures(source: str, translation: str, entries: Sequence[Entry]) -> Iterator[Departure]:
    """Yield where a translation of an English text leaves the glossary of its language."""
    said, english = _plain(translation), _NOT_WORDS.sub("", source)
    for entry in entries:
        if not _in_english(entry.term).search(english):
            continue
        wrong = next((each for each in entry.never if _has_word(said, _plain(each))), "")
        if wrong or not any(_plain(each) in said for each in entry.say):
            yield Departure(entry.term, entry.say, wrong)


@cache
def _in_english(term: str) -> re.Pattern[str]:
    """Finds a term, also in the plural: family, families."""
    stem = re.escape(term[:-1]) + "(?:ys?|ies)" if term.endswith("y") else re.escape(term) + "s?"
    return re.compile(rf"\b{stem}\b", re.IGNORECASE)


def _plain(words: str) -> str:
    return unicodedata.normalize("NFC", words).casefold()


def _has_word(said: str, word: str) -> bool:
    """Whether a word stands alone. Vowel signs belong to it; the regular expressions of Python do not know that."""
    starts = (at.start() for at in re.finditer(re.escape(word), said))
    return any(not _joins(said[at - 1 : at]) and not _joins(said[at + len(word) :][:1]) for at in starts)


def _joins(character: str) -> bool:
    return bool(character) and unicodedata.category(character)[0] in "LMN"


def _read(path: Path, kind: TypeAdapter[_Kind]) -> _Kind:
    try:
        content = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        return kind.validate_python(content)
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise LanguageListError("language_list", said=f"glossary/{path.name}: {error}") from error
    except ValidationError as error:
        faults = [f"glossary/{path.name}: {fault['loc']}: {fault['msg']}" for fault in error.errors()]
        raise LanguageListError.of(Problem("language_list", {"said": fault}) for fault in faults) from error

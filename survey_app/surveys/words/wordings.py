"""What a district says in place of the words that a survey came with, and how far each text is checked.

A frozen version stays as it is. `speaking` puts the district's words over it where people read them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from survey_app.surveys.model import Survey
from survey_app.surveys.published import published_survey
from survey_app.surveys.text import Text
from survey_app.surveys.words.places import Placed, texts_of, with_texts
from survey_app.vocabulary import WORDING_STATES

STATES = ("missing", "changed", *WORDING_STATES)
"""How far a text is checked, the least first.

missing: readers get English. changed: they get English, because it changed after the words were written. machine:
nobody has looked at it. edited: somebody changed it and did not vouch for it. reviewed: one speaker says it is right.
approved: a second one, or an administrator, says so too.
"""
CHECKED = WORDING_STATES[2:]
"""The states whose texts no page marks as a machine's."""
INTERFACE = "interface"
"""The place of the words around the surveys. Other places are the names of surveys."""


@dataclass(frozen=True)
class Wording:
    """One row of the table `wording`; it explains the fields."""

    district: str
    place: str
    key: str
    source: str
    language: str
    words: str
    state: str
    by: str
    at: datetime
    note: str = ""
    meaning: bool = False

    @property
    def source_sha(self) -> str:
        """Hexadecimal SHA-256 of the English words that it was written for."""
        return sha_of(self.source)


Words = Mapping[tuple[str, str, str], Wording]
"""(key, source_sha, language) → the newest wording of one place."""


@lru_cache(maxsize=20_000)
def sha_of(source: str) -> str:
    """Hexadecimal SHA-256 of English words."""
    return sha256(source.encode()).hexdigest()


def by_place(wordings: Iterable[Wording]) -> dict[tuple[str, str], tuple[Wording, ...]]:
    """(district, place) → its wordings, in their order."""
    places: dict[tuple[str, str], list[Wording]] = {}
    for each in wordings:
        places.setdefault((each.district, each.place), []).append(each)
    return {place: tuple(there) for place, there in places.items()}


def indexed(wordings: Iterable[Wording]) -> dict[tuple[str, str, str], Wording]:
    """Find wordings of one place by key, hash of the English, and language."""
    return {(each.key, each.source_sha, each.language): each for each in wordings}


@lru_cache(maxsize=1024)
def spoken(json: str, wordings: tuple[Wording, ...]) -> Survey:
    """Return a frozen survey with the words of a district; the same object for the same words."""
    return speaking(published_survey(json), wordings)


def speaking(survey: Survey, wordings: Iterable[Wording]) -> Survey:
    """Return the survey with the words of a district over its own.

    wordings: the newest of the survey's place. They count only where the English is still the one they were written
    for. Codes, rules and English stay. A language that the survey did not come in is one of its own as soon as every
    text has words in it.
    """
    words = indexed(wordings)
    if not words:
        return survey
    languages = sorted({language for _, _, language in words})
    said = with_texts(survey, lambda placed: _said(placed, words, languages))
    new = [each for each in languages if each not in survey.languages]
    whole = [each for each in new if all(each in placed.text.words for placed in texts_of(said))]
    return said.model_copy(update={"languages": (*said.languages, *whole)}) if whole else said


def _said(placed: Placed, words: Words, languages: Iterable[str]) -> Text:
    text, sha = placed.text, sha_of(placed.text.source)
    found = [words[at] for language in languages if (at := (placed.key, sha, language)) in words]
    if not found:
        return text
    now = dict(text.words) | {each.language: each.words for each in found if each.words}
    checked = {each.language for each in found if each.state in CHECKED}
    unchecked = {each.language for each in found if each.words and each.state not in CHECKED}
    drafts = [each for each in now if (each in text.drafts or each in unchecked) and each not in checked]
    return Text(words=now, drafts=tuple(drafts))

"""The texts of a district in one language, one for each English text that has the same words everywhere it stands."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from survey_app.surveys.model import Survey
from survey_app.surveys.words.places import Placed, Where, kept_texts_of
from survey_app.surveys.words.wordings import CHECKED, STATES, Wording, sha_of


@dataclass(frozen=True)
class Stands:
    """One place where a text stands. place: the root of a survey. title: its own. version: the newest with it."""

    place: str
    version: str
    title: str
    key: str
    where: Where

    def id(self, source: str) -> str:
        """Return a name for the text that stands here, for addresses: twelve letters and digits."""
        return sha256(f"{self.place}\n{self.key}\n{source}".encode()).hexdigest()[:12]


@dataclass(frozen=True)
class TextLine:
    """An English text, its words in one language and their state; the same at every place where it stands.

    words: "" if there are none. before: words that were written for other English. shipped: the words that we ship.
    by: "" if no person of the district has touched it.
    """

    language: str
    source: str
    words: str
    state: str
    stands: tuple[Stands, ...]
    shipped: str = ""
    before: str = ""
    by: str = ""
    at: datetime | None = None
    note: str = ""

    @cached_property
    def id(self) -> str:
        """Its name in addresses."""
        return self.stands[0].id(self.source)

    @property
    def is_checked(self) -> bool:
        """Whether at least one speaker says that it is right."""
        return self.state in CHECKED

    @property
    def is_asked(self) -> bool:
        """Whether other words can change what an answer means."""
        return any(each.where.is_asked for each in self.stands)

    @property
    def numbers(self) -> tuple[int, ...]:
        """Some of the numbers that take it, if it is one of several plural forms."""
        return self.stands[0].where.numbers

    @property
    def is_at_start(self) -> bool:
        """Whether people read it before they start."""
        return any(each.where.is_start for each in self.stands)


@dataclass(frozen=True)
class Source:
    """Texts with a place and a title: of a version of a survey, or of the pages around them (version "")."""

    place: str
    version: str
    title: str
    texts: tuple[Placed, ...]

    @classmethod
    def of(cls, place: str, survey: Survey) -> "Source":
        """The texts of a survey."""
        return cls(place, survey.version, survey.title.source, kept_texts_of(survey))


def lines_of(sources: Iterable[Source], wordings: Iterable[Wording], language: str) -> list[TextLine]:
    """Return these texts in one language, in their order.

    sources: where two versions of a survey have the same text at the same place, the first counts.
    wordings: the newest of the district, in this language.
    """
    found: dict[_Alike, list[tuple[Stands, _Said]]] = {}
    for alike, source, placed, said in _each(sources, wordings, language):
        stands = Stands(source.place, source.version, source.title, placed.key, placed.where)
        found.setdefault(alike, []).append((stands, said))
    return [_line(language, english, there) for (english, *_), there in found.items()]


def progress_of(sources: Iterable[Source], wordings: Iterable[Wording], language: str) -> "Progress":
    """Count the states of the texts that `lines_of` returns, without making them: a page counts ten languages."""
    least: dict[_Alike, int] = {}
    for alike, _source, _placed, said in _each(sources, wordings, language):
        least[alike] = min(STATES.index(said.state), least.get(alike, len(STATES)))
    counts = Counter(least.values())
    return Progress({state: counts[at] for at, state in enumerate(STATES)})


_Alike = tuple[str, str, tuple[int, ...]]
"""Texts that are one line: English, words, numbers. Plural forms share their English; each has words of its own."""


def _each(
    sources: Iterable[Source], wordings: Iterable[Wording], language: str
) -> Iterator[tuple[_Alike, Source, Placed, "_Said"]]:
    """Go through every text at every place, and say what is said there."""
    past = _Past(wordings, language)
    seen: set[tuple[str, str, str]] = set()
    for source in sources:
        for placed in source.texts:
            english = placed.text.source
            at = (source.place, placed.key, english)
            if at in seen or language == next(iter(placed.text.words)):
                continue
            seen.add(at)
            said = past.said(source.place, placed, english)
            yield (english, said.words, placed.where.numbers), source, placed, said


@dataclass(frozen=True)
class _Said:
    """What is said at one place."""

    words: str
    state: str
    shipped: str
    row: Wording | None
    before: str


class _Past:
    """Finds what a district said of a text."""

    def __init__(self, wordings: Iterable[Wording], language: str) -> None:
        self._language = language
        self._now: dict[tuple[str, str, str], Wording] = {}
        self._before: dict[tuple[str, str], Wording] = {}
        for each in wordings:
            if each.language == language:
                self._now[each.place, each.key, each.source_sha] = each
                self._before[each.place, each.key] = each

    def said(self, place: str, placed: Placed, english: str) -> _Said:
        text = placed.text
        row = self._now.get((place, placed.key, sha_of(english))) if self._now else None
        shipped = text.words.get(self._language, "")
        words = (row.words if row else "") or shipped
        other = self._before.get((place, placed.key))
        before = other.words if other is not None and row is None and not words else ""
        return _Said(words, self._state(placed, row, words, before), shipped, row, before)

    def _state(self, placed: Placed, row: Wording | None, words: str, before: str) -> str:
        if not words:
            return "changed" if before else "missing"
        if row is not None:
            return row.state
        return "machine" if self._language in placed.text.drafts else "reviewed"


def _line(language: str, source: str, there: Sequence[tuple[Stands, _Said]]) -> TextLine:
    """Put together what stands at several places. The least checked of them tells the state."""
    least = min((said for _, said in there), key=lambda said: STATES.index(said.state))
    rows = [said.row for _, said in there if said.row is not None]
    newest = max(rows, key=lambda row: row.at, default=None)
    return TextLine(
        language=language,
        source=source,
        words=least.words,
        state=least.state,
        stands=tuple(stands for stands, _ in there),
        shipped=least.shipped,
        before=least.before,
        by=newest.by if newest else "",
        at=newest.at if newest else None,
        note=newest.note if newest else "",
    )


@dataclass(frozen=True)
class Progress:
    """How far the texts of a place have come: state → number of texts."""

    counts: Mapping[str, int]

    @classmethod
    def of(cls, lines: Iterable[TextLine]) -> "Progress":
        """Count lines."""
        states = [line.state for line in lines]
        return cls({state: states.count(state) for state in STATES})

    @property
    def total(self) -> int:
        """How many texts there are."""
        return sum(self.counts.values())

    @property
    def checked(self) -> int:
        """How many of them a speaker has checked."""
        return sum(self.counts[state] for state in CHECKED)

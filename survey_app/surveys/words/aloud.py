"""Which words of the surveys somebody can read aloud, and what the files of their recordings are called."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from survey_app.surveys.model import Survey
from survey_app.surveys.text import placeholders
from survey_app.surveys.words.clips import Clip, sha_of_words
from survey_app.surveys.words.standing import TextLine
from survey_app.surveys.words.wordings import INTERFACE

AROUND_QUESTIONS = {
    "Choose all that fit.": "page.choose_all",
    "Choose up to %(most)s.": "page.choose_up_to_{}",
    "This question needs an answer.": "page.required",
    "I don’t know": "page.dk",
    "Does not apply": "page.na",
    "I prefer not to say": "page.pnts",
}
"""Our own words that are read with a question → how a recording is called. A test holds them against the pages."""
_LETTERS_OF_ID = 12


@dataclass(frozen=True)
class Aloud:
    """Words in one language that one clip speaks, wherever they stand.

    source: the English. keys: what a file with its recording may be called; the first is the usual name. line: the id
    of a text that says them. title: of the first survey with them; "" for our own words.
    """

    language: str
    source: str
    words: str
    keys: tuple[str, ...]
    line: str
    title: str

    @cached_property
    def sha(self) -> str:
        """What its clip is found by."""
        return sha_of_words(self.words)

    @property
    def id(self) -> str:
        """Its name in addresses."""
        return id_of(self.sha)

    @property
    def key(self) -> str:
        """What a file with its recording is called."""
        return self.keys[0]


def id_of(words_sha: str) -> str:
    """Return how addresses name words that a clip speaks."""
    return words_sha[:_LETTERS_OF_ID]


def aloud_of(lines: Iterable[TextLine], surveys: Iterable[Survey]) -> list[Aloud]:
    """Return what can be recorded of these texts, in their order. lines: of one language.

    Words with a name in braces are left out: they are others at every school. The same words are read once.
    """
    numbers = sorted({each.most_picked for survey in surveys for each in survey.questions()} - {0})
    found: dict[str, Aloud] = {}
    for each in (aloud for line in lines if line.words for aloud in _each(line, numbers)):
        first = found.setdefault(each.sha, each)
        if first is not each:
            keys = tuple(dict.fromkeys([*first.keys, *each.keys]))
            found[each.sha] = Aloud(first.language, first.source, first.words, keys, first.line, first.title)
    return list(found.values())


def of_line(every: Iterable[Aloud], line: TextLine) -> list[Aloud]:
    """Return what can be recorded of one text: nothing, its words, or its words with each number that they take."""
    keys = {key for each in _each(line, range(1, 100)) for key in each.keys}
    return [each for each in every if keys.intersection(each.keys)] if line.words else []


def old_clips(clips: Iterable[Clip], every: Iterable[Aloud]) -> list[Clip]:
    """Return the clips whose words no survey says anymore. No page plays them."""
    now = {each.sha for each in every}
    return [each for each in clips if each.words_sha not in now]


@dataclass(frozen=True)
class Recorded:
    """How much of one survey is recorded in a language. A text that stands in several belongs to the first."""

    title: str
    count: int
    total: int


def recorded_of(every: Sequence[Aloud], clips: Mapping[str, Clip]) -> list[Recorded]:
    """Count what is recorded, by survey. clips: what words are found by → their clip."""
    titles = dict.fromkeys(each.title for each in every)
    there = {title: [each for each in every if each.title == title] for title in titles}
    return [
        Recorded(title, sum(each.sha in clips for each in texts), len(texts))
        for title, texts in there.items()
    ]


def _each(line: TextLine, numbers: Iterable[int]) -> Iterator[Aloud]:
    stands = [each for each in line.stands if each.where.is_asked]
    if stands and not placeholders(line.words):
        keys = tuple(f"{each.place}.{each.key}" for each in stands)
        yield Aloud(line.language, line.source, line.words, keys, line.id, stands[0].title)
    name = AROUND_QUESTIONS.get(line.source, "")
    if not name or all(each.place != INTERFACE for each in line.stands):
        return
    if "%(most)s" not in line.source:
        yield Aloud(line.language, line.source, line.words, (name,), line.id, "")
        return
    for most in numbers:
        source, words = (each.replace("%(most)s", str(most)) for each in (line.source, line.words))
        yield Aloud(line.language, source, words, (name.format(most),), line.id, "")

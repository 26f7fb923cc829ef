"""Recorded clips: which words each one speaks. A clip is for words, so it is old as soon as the words are others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from unicodedata import normalize

_LETTERS_OF_NAME = 32


@dataclass(frozen=True)
class Clip:
    """A clip without its sound. It says nothing of who speaks.

    words: what it speaks. key: the text that it was recorded for, as its file is called: "family.welcome.ask".
    name: of its sound, from `name_of_sound`. milliseconds: how long it is. size: bytes of its sound.
    """

    district: str
    language: str
    words: str
    key: str
    name: str
    milliseconds: int
    size: int

    def __hash__(self) -> int:
        """Take the name alone: a district has thousands of clips, and each page asks for all of them."""
        return hash(self.name)

    @cached_property
    def words_sha(self) -> str:
        """What its words are found by."""
        return sha_of_words(self.words)


def name_of_sound(mp3: bytes) -> str:
    """Return the name of a sound in addresses: an address never gives other bytes than before."""
    return sha256(mp3).hexdigest()[:_LETTERS_OF_NAME]


@lru_cache(maxsize=20_000)
def sha_of_words(words: str) -> str:
    """Return what words are found by: the hexadecimal SHA-256 of what is read aloud, however they are spaced."""
    return sha256(" ".join(normalize("NFC", words).split()).encode()).hexdigest()


@lru_cache(maxsize=1024)
def same_clips(clips: tuple[Clip, ...]) -> tuple[Clip, ...]:
    """Return the same object for the same clips, so that whoever compares what was made of them does it at once."""
    return clips


def by_district(clips: Iterable[Clip]) -> dict[str, tuple[Clip, ...]]:
    """District → its clips, in their order."""
    districts: dict[str, list[Clip]] = {}
    for each in clips:
        districts.setdefault(each.district, []).append(each)
    return {district: same_clips(tuple(there)) for district, there in districts.items()}


@lru_cache(maxsize=1024)
def clips_in(clips: tuple[Clip, ...], language: str) -> Mapping[str, Clip]:
    """What words are found by → their clip, in one language; the same object while none of them changes."""
    return _found(tuple(each for each in clips if each.language == language))


@lru_cache(maxsize=1024)
def _found(clips: tuple[Clip, ...]) -> Mapping[str, Clip]:
    return {each.words_sha: each for each in clips}

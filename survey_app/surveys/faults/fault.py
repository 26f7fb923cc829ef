"""One fault: its code, where it is in the survey, and the names and numbers for its words.

Models and checks give its path: `("sections", 2, "questions", 0, "ask")`. The reader of a file adds the place: the line
or the cell. Pages put it into words in the reader's language; `str` is English, for the terminal.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any, Protocol

from survey_app.surveys.faults.kinds import KINDS, NEAR, PHRASES, SENTENCE

Path = tuple[str | int, ...]
Translate = Callable[[str], str]


@dataclass(frozen=True)
class Phrase:
    """Words inside a message that have their own translation. code: one of PHRASES."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def words(self, translate: Translate) -> str:
        """The phrase with its values filled in."""
        return fill(PHRASES[self.code], self.values, translate)


class Place(Protocol):
    """Where a reader found something. `str` of it tells a person where to look, such as "student.yaml:41"."""

    def __str__(self) -> str: ...


@dataclass(frozen=True)
class Fault:
    """One thing to fix in a survey.

    code: one of KINDS. path: from the top of the survey. values: fill the words of its kind; "near", if there, is the
    known word closest to a misspelled one. place: where the reader of a file found it.
    """

    code: str
    path: Path = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    place: Place | None = None

    def __post_init__(self) -> None:
        """Raise KeyError if the code is not in the list."""
        KINDS[self.code]

    @property
    def is_warning(self) -> bool:
        """Whether the survey can be published as it is. Readers then get the source text for a faulty translation."""
        return KINDS[self.code].is_warning

    def under(self, *path: str | int) -> "Fault":
        """The same fault with a path that begins further up."""
        return replace(self, path=(*path, *self.path))

    def at(self, place: Place) -> "Fault":
        """The same fault, with its place."""
        return replace(self, place=place)

    def message(self, translate: Translate = str) -> str:
        """What is wrong."""
        return fill(KINDS[self.code].message, self.values, translate)

    def remedy(self, translate: Translate = str) -> str:
        """What to do about it."""
        template = NEAR if "near" in self.values else KINDS[self.code].remedy
        return fill(template, self.values, translate)

    def words(self, translate: Translate = str) -> str:
        """What is wrong and what to do, on one line."""
        both = {"message": self.message(translate), "remedy": self.remedy(translate)}
        return fill(SENTENCE, both, translate)

    def __str__(self) -> str:
        where = str(self.place) if self.place is not None else path_text(self.path)
        return f"{where}: {self.words()}" if where else self.words()


def path_text(path: Path) -> str:
    """A path as people write it: `sections[2].questions[0].ask.es`."""
    shown = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path if step != "words")
    return shown.removeprefix(".")


def near(word: str, known: Iterable[str]) -> dict[str, str]:
    """The known word that a misspelled one may mean, as the value `near` of a fault; {} if no word is close."""
    return {"near": close[0]} if (close := get_close_matches(word, sorted(known), n=1)) else {}


def fill(template: str, values: Mapping[str, Any], translate: Translate) -> str:
    """Translate a template and put values into it: phrases are translated, lists are joined with commas."""
    return translate(template) % {key: _shown(value, translate) for key, value in values.items()}


def _shown(value: Any, translate: Translate) -> str:
    """A value as words in a sentence. A list is joined with commas."""
    if isinstance(value, Phrase):
        return value.words(translate)
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)

"""The list of languages. languages.yaml holds everything we know about each language, in one place."""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self

from langcodes import Language as Tag
from langcodes.tag_parser import LanguageTagError
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from survey_app.errors import LanguageListError
from survey_app.problems.problem import Problem

LIST = Path(__file__).parent / "languages.yaml"
SOURCE = "en"
"""The language that the interface is written in."""
ANOTHER_LANGUAGE = "mis"
"""The tag of ISO 639 for a language that has none: what an interview counts that was in no language of the list."""
TAG = r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"
"""A BCP 47 tag as links write it: "es", "zh-Hant"."""
_Words = Annotated[str, Field(min_length=1)]


class Script(BaseModel):
    """A writing system.

    font: the font family for print. tall: whether its letters need taller lines. whole: whether its lines break between
    words only, which browsers would break anywhere. region: two letters for typst; "" if the shapes of its characters
    are the same in every region.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    font: _Words
    direction: Literal["ltr", "rtl"] = "ltr"
    tall: bool = False
    whole: bool = False
    region: str = ""


class Language(BaseModel):
    """A language in the list. tag: BCP 47. name: in the language itself. script: ISO 15924. More: languages.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tag: Annotated[str, Field(pattern=rf"^{TAG}$")]
    name: _Words
    english: _Words
    script: str
    census: tuple[_Words, ...] = ()
    locale: _Words | None = None
    also: tuple[_Words, ...] = ()


class CountedLanguage(BaseModel):
    """A language that the state counts and that no page is in. tag: BCP 47. census: its names in the state's file.

    script: ISO 15924; None if CLDR knows it. english: its usual name, if the first in the state's file is another.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    tag: Annotated[str, Field(pattern=rf"^{TAG}$")]
    census: tuple[_Words, ...]
    script: str | None = None
    english: _Words | None = None


class SpokenLanguage(BaseModel):
    """A language that people speak in interviews, and that is in neither of the other lists. tag: BCP 47."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tag: Annotated[str, Field(pattern=rf"^{TAG}$")]
    english: _Words


class Listed(BaseModel):
    """The whole list. languages: in the usual order. scripts: code → script.

    counted: more that the state counts. spoken: more that people speak in interviews.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    languages: tuple[Language, ...]
    counted: tuple[CountedLanguage, ...] = ()
    spoken: tuple[SpokenLanguage, ...] = ()
    scripts: dict[str, Script]

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        tags = list(self.tags())
        if twice := sorted({tag for tag in tags if tags.count(tag) > 1}):
            raise ValueError(f"{', '.join(twice)} is here twice; keep one line")
        if unknown := [each for each in self.languages if each.script not in self.scripts]:
            raise ValueError(
                f"{unknown[0].tag}: the script {unknown[0].script} is not below scripts; add a line for it"
            )
        return self

    def tags(self) -> Iterator[str]:
        """The tag of every language in the list."""
        yield from (line.tag for line in self.languages)
        yield from (line.tag for line in self.counted)
        yield from (line.tag for line in self.spoken)

    def census_names(self) -> Iterator[tuple[str, str]]:
        """Each name that the state's file uses for a language, with the language's tag."""
        yield from ((name, language.tag) for language in self.languages for name in language.census)
        yield from ((name, language.tag) for language in self.counted for name in language.census)

    def find(self, tag: str) -> Language | None:
        """The language with this tag; None if it is not in the list."""
        return next((language for language in self.languages if language.tag == tag), None)


@cache
def listed() -> Listed:
    """The list that comes with the app. Raises LanguageListError."""
    return read_list(LIST)


def read_list(path: Path) -> Listed:
    """Read a list. Raises LanguageListError with one line for each fault."""
    try:
        content = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise LanguageListError("language_list", said=f"{path.name} cannot be read; {error}") from error
    try:
        return Listed.model_validate(content)
    except ValidationError as error:
        faults = [f"{path.name}: {_place(content, fault['loc'])}{fault['msg']}" for fault in error.errors()]
        raise LanguageListError.of(Problem("language_list", {"said": fault}) for fault in faults) from error


@cache
def spoken_tags() -> frozenset[str]:
    """The languages that people may speak in an interview.

    A tag that names a script, such as zh-Hant, names a way of writing.
    """
    return frozenset(tag for tag in listed().tags() if "-" not in tag) | {ANOTHER_LANGUAGE}


def in_usual_order(languages: Sequence[str]) -> list[str]:
    """Sort languages in the order of the list. Languages that are not in it come last."""
    usual = [language.tag for language in listed().languages]
    return sorted(languages, key=lambda language: usual.index(language) if language in usual else len(usual))


def script_of(language: str) -> Script | None:
    """The script that a language is usually written in; None if we have no font for it."""
    return listed().scripts.get(script_code(language))


@lru_cache(maxsize=2048)
def script_code(language: str) -> str:
    """The ISO 15924 code of the script that a language is usually written in; "" if nobody knows it."""
    known = {line.tag: line.script for line in listed().counted if line.script}
    known |= {line.tag: line.script for line in listed().languages}
    if language in known:
        return known[language]
    try:
        return Tag.get(language).maximize().script or ""
    except LanguageTagError:
        return ""


def lines_of(language: str) -> str:
    """Return what the lines of a language must be, as the class of its pages: "tall", "whole" (words), both or ""."""
    script = script_of(language)
    wanted = {"tall": script.tall, "whole": script.whole} if script else {}
    return " ".join(name for name, is_wanted in wanted.items() if is_wanted)


def _place(content: object, where: tuple[int | str, ...]) -> str:
    """Where a fault is: ("languages", 2, "script") → "hmn: script: "."""
    names = [str(each) for each in where]
    if isinstance(content, dict) and len(where) > 1 and where[0] == "languages":
        line = content["languages"][where[1]]
        tag = line.get("tag") if isinstance(line, dict) else None
        names = [str(tag or f"language {int(where[1]) + 1}"), *names[2:]]
    return "".join(f"{each}: " for each in names)

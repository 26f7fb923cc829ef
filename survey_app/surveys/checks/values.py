"""Checks of single values anywhere in a survey: texts, lists, and the codes of choices."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from survey_app.languages.listed import listed
from survey_app.surveys.checks.shapes import name_of
from survey_app.surveys.faults.fault import Fault, Path, near
from survey_app.surveys.questions import NO_ANSWER, NOT_APPLY, NOT_KNOW
from survey_app.surveys.text import LANGUAGE, PLACEHOLDERS, braces
from survey_app.surveys.typed_text import storable
from survey_app.surveys.types import QUESTION_TYPES

_MAY_BE_EMPTY = frozenset({"start", "thanks", "help", "pillars", "drafts"})
_SINGLE = (str, int, float, type(None))
_RESERVED = {
    NOT_KNOW: "code_for_not_know",
    NOT_APPLY: "code_for_not_apply",
    NO_ANSWER: "code_for_no_answer",
}


def check_values(document: Any) -> Iterator[Fault]:
    """A fault for each blank text, unknown placeholder, empty list, and reserved or repeated code."""
    lists = {name for kind in QUESTION_TYPES.values() for name in kind.lists()}
    for path, value in _walk(document, ()):
        if isinstance(value, Mapping) and "words" in value:
            yield from _check_text(document, path, value["words"])
        elif isinstance(value, list | tuple):
            if not value and path and path[-1] not in _MAY_BE_EMPTY:
                yield Fault("empty_list", path, {"what": name_of(document, path)})
            if path and (path[-1] in lists or path[:1] == ("lists",)):
                yield from _check_codes(path, value)


def _walk(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Every block and list with its path, from the top. The inside of a text is not walked."""
    if isinstance(value, _SINGLE):
        return
    yield path, value
    if isinstance(value, Mapping) and "words" not in value:
        for key, inner in value.items():
            yield from _walk(inner, (*path, key))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from _walk(inner, (*path, number))


def _check_text(document: Any, path: Path, words: Any) -> Iterator[Fault]:
    """Faults of a text. Its first language is the source; the others must have the same placeholders."""
    if not isinstance(words, Mapping) or _is_plain(words):
        return
    source: str | None = None
    for language, text in words.items():
        place = (*path, "words", language)
        if not isinstance(text, str):
            continue
        if not LANGUAGE.fullmatch(str(language)):
            yield Fault("wrong_language", place, {"given": language})
        if text != storable(text):
            yield Fault("bad_characters", place, {"what": name_of(document, path)})
        elif not text.strip():
            yield Fault("empty", place, {"what": name_of(document, path)})
        elif source is None:
            yield from _check_placeholders(place, text)
        elif braces(text) != braces(source):
            values = {"what": name_of(document, path), "language": language}
            wanted = " ".join(sorted(braces(source))) or "-"
            yield Fault("translation_placeholders", place, {**values, "wanted": wanted})
        source = text if source is None else source


def _is_plain(words: Mapping[Any, Any]) -> bool:
    """Whether a text surely has no fault, as most have none: an editor checks thousands of them after each change."""
    texts = list(words.values())
    if not all(isinstance(text, str) and text and not text.isspace() for text in texts):
        return False
    together = "".join(texts)
    return (
        "{" not in together
        and "}" not in together
        and together == storable(together)
        and _are_languages(tuple(words))
    )


@lru_cache(maxsize=256)
def _are_languages(tags: tuple[Any, ...]) -> bool:
    return all(isinstance(tag, str) and LANGUAGE.fullmatch(tag) for tag in tags)


def _check_placeholders(path: Path, words: str) -> Iterator[Fault]:
    known = sorted(f"{{{name}}}" for name in PLACEHOLDERS)
    for given in sorted(braces(words).difference(known)):
        yield Fault(
            "unknown_placeholder", path, {"given": given, "known": " ".join(known), **near(given, known)}
        )


def _check_codes(path: Path, choices: list[Any] | tuple[Any, ...]) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, choice in enumerate(choices):
        code = choice.get("code") if isinstance(choice, Mapping) else None
        if not isinstance(code, str):
            continue
        if code in _RESERVED:
            yield Fault(_RESERVED[code], (*path, number, "code"), {"code": code})
        if code in seen:
            yield Fault("code_twice", (*path, number, "code"), {"code": code})
        seen.add(code)
        yield from _check_languages((*path, number, "languages"), choice.get("languages") or ())


def _check_languages(path: Path, tags: Any) -> Iterator[Fault]:
    """Faults of languages that no district could have, because the state's file does not count them."""
    if not tags:
        return
    known = {tag for _, tag in listed().census_names()}
    for number, tag in enumerate(tags if isinstance(tags, list | tuple) else ()):
        if isinstance(tag, str) and tag not in known:
            yield Fault("unknown_language", (*path, number), {"given": tag, **near(tag, known)})

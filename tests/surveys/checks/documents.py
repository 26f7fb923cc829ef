"""A small survey without faults, built in Python alone, for tests to break in one place."""

from typing import Any

GONE = object()
"""In place of a value: take the key away."""


def text(words: str, **others: str) -> dict[str, Any]:
    """A text in English and other languages."""
    return {"words": {"en": words, **others}}


def choices(codes: str) -> list[dict[str, Any]]:
    """Choices with these codes."""
    return [{"code": code, "text": text(code.title())} for code in codes.split()]


def question(name: str, kind: str, **more: Any) -> dict[str, Any]:
    """A question whose words do not matter."""
    return {"name": name, "type": kind, "ask": text("What?"), "privacy": "safe", **more}


def sections() -> list[dict[str, Any]]:
    """Two sections that hold a question of each type."""
    return [
        {
            "name": "belonging",
            "title": text("You and your school"),
            "questions": [
                question("belong", "scale", choices=choices("none some great")),
                question("adult", "yes_no", choices=choices("yes no"), protected_topic="family"),
                question("needs", "choose_several", choices=choices("tutor food rent"), most=2),
                question("lang", "choose_one", choices=choices("en es"), privacy="identifier"),
            ],
        },
        {
            "name": "more",
            "title": text("More"),
            "when": "answered needs",
            "questions": [
                question("know", "matrix", choices=choices("yes no"), rows=choices("food health")),
                question("children", "whole_number", privacy="rare", lowest=1, highest=20),
                question("role", "short_text", longest=40, when="children >= 2"),
                question("change", "long_text"),
            ],
        },
    ]


def a_document(*changes: tuple[tuple[Any, ...], Any]) -> dict[str, Any]:
    """The survey as plain values, with values set at paths."""
    document = {
        "name": "student",
        "audience": "student",
        "version": "student-2026.1",
        "language": "en",
        "languages": ["en"],
        "grades": [7, 12],
        "minutes": 8,
        "consent": "passive",
        "title": text("Student survey"),
        "start": [text("{school_name} is asking.")],
        "thanks": [],
        "help": [],
        "sections": sections(),
    }
    for path, value in changes:
        put(document, path, value)
    return document


def put(document: Any, path: tuple[Any, ...], value: Any) -> None:
    """Set, add or take away the value at a path."""
    for step in path[:-1]:
        document = document[step]
    if value is GONE:
        del document[path[-1]]
    elif isinstance(document, list) and path[-1] == len(document):
        document.append(value)
    else:
        document[path[-1]] = value

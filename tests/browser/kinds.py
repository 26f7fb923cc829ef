"""A small survey with every kind of question, in three languages, and rules between them."""

from typing import Any

from survey_app.surveys.model import Survey

VERSION = "kinds-2026.1"
LANGUAGES = ("en", "es", "ar")


def say(words: str) -> dict[str, Any]:
    """A text whose translations show their language: "town" → "town", "town (es)", "town (ar)"."""
    return {"words": {"en": words, **{each: f"{words} ({each})" for each in LANGUAGES[1:]}}}


def choices(codes: str, **marks: dict[str, Any]) -> list[dict[str, Any]]:
    """Choices by their codes; marks: code → what is special about it."""
    return [{"code": code, "text": say(f"choice {code}"), **marks.get(code, {})} for code in codes.split()]


def question(name: str, kind: str, **more: Any) -> dict[str, Any]:
    """A question that asks for its own name."""
    return {"name": name, "type": kind, "ask": say(f"Question {name}?"), "privacy": "safe", **more}


OTHER = {"other": True, "fixed": True}
NONE = {"exclusive": True, "fixed": True}

KINDS = Survey.model_validate(
    {
        "name": "kinds",
        "audience": "partner",
        "version": VERSION,
        "language": "en",
        "languages": LANGUAGES,
        "minutes": 3,
        "consent": "none",
        "title": say("Every kind of question"),
        "start": [say("{school_name} asks.")],
        "thanks": [say("Thank you, really.")],
        "help": [],
        "sections": [
            {
                "name": "about",
                "title": say("About you"),
                "questions": [
                    question(
                        "role",
                        "choose_one",
                        required=True,
                        choices=choices("teacher parent other", other=OTHER),
                    ),
                    question("people", "whole_number", lowest=0, highest=50),
                    question("town", "short_text", longest=40),
                    question(
                        "ease", "scale", choices=choices("low middle high"), not_apply=True, no_answer=True
                    ),
                    question("works", "yes_no", choices=choices("yes no not_sure")),
                ],
            },
            {
                "name": "wishes",
                "title": say("Your wishes"),
                "questions": [
                    question(
                        "wants",
                        "choose_several",
                        most=3,
                        shuffle=True,
                        choices=choices("a b c d e f g h other none", other=OTHER, none=NONE),
                    ),
                    question("grid", "matrix", rows=choices("food books"), choices=choices("yes no")),
                    question("why", "long_text", longest=120, when=["answered", "wants"]),
                ],
            },
            {
                "name": "teaching",
                "title": say("Your teaching"),
                "when": ["eq", "role", "teacher"],
                "questions": [question("subject", "short_text", longest=40)],
            },
        ],
    }
)

ANSWERS: dict[str, Any] = {
    "role": "other",
    "role.other": "Señora de la cocina",
    "people": "12",
    "town": "مدينة ميرسيد",
    "ease": "na",
    "works": "not_sure",
    "wants": ["b", "e", "other"],
    "wants.other": "ਪੰਜਾਬੀ ਕਲਾਸਾਂ",
    "grid": {"food": "yes", "books": "no"},
    "why": "Más árboles,\nmás sombra — ¡ya!",
}

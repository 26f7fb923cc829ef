"""A small draft with fixed ids, to change."""

from typing import Any

from survey_app.surveys.drafts.items import Document


def words(english: str, **others: str) -> dict[str, Any]:
    text: dict[str, Any] = {"words": {"en": english, **others}}
    return {**text, "drafts": list(others)} if others else text


def choice(id_: str, code: str, english: str) -> dict[str, Any]:
    return {"id": id_, "code": code, "text": words(english)}


def a_draft() -> Document:
    """Two sections: grade and belong, then why (asked of some grades) and help, which shares the list of belong."""
    return {
        "name": "student",
        "audience": "student",
        "language": "en",
        "title": words("Our survey", es="Nuestra encuesta"),
        "minutes": 5,
        "consent": "passive",
        "who": ["grade"],
        "start": [],
        "thanks": [],
        "help": [],
        "lists": [
            {
                "id": "listaaaa",
                "name": "a_lot",
                "choices": [choice("chsomeaa", "some", "Some"), choice("chlotaaa", "lot", "A lot")],
            }
        ],
        "sections": [_you(), _more()],
    }


def _you() -> dict[str, Any]:
    """Grade and belong."""
    return {
        "id": "secyouaa",
        "name": "you",
        "title": words("You"),
        "questions": [
            {
                "id": "qgradeaa",
                "name": "grade",
                "type": "choose_one",
                "ask": words("What grade are you in?", es="¿En qué grado estás?"),
                "privacy": "identifier",
                "choices": [choice("chnineaa", "9", "Grade 9"), choice("chtenaaa", "10", "Grade 10")],
            },
            {
                "id": "qbelonga",
                "name": "belong",
                "type": "scale",
                "ask": words("Do you belong?"),
                "privacy": "safe",
                "choices": {"list": "listaaaa"},
            },
        ],
    }


def _more() -> dict[str, Any]:
    """Why and help."""
    return {
        "id": "secmorea",
        "name": "more",
        "title": words("More"),
        "when": ["any_of", "belong", ["some", "lot"]],
        "questions": [
            {
                "id": "qwhyaaaa",
                "name": "why",
                "type": "long_text",
                "ask": words("Why?"),
                "privacy": "sensitive",
                "when": ["or", ["eq", "grade", "9"], ["not", ["eq", "belong", "lot"]]],
            },
            {
                "id": "qhelpaaa",
                "name": "help",
                "type": "scale",
                "ask": words("Do people help?"),
                "privacy": "safe",
                "choices": {"list": "listaaaa"},
            },
        ],
    }

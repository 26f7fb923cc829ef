"""A long survey: 200 questions in 12 languages, with rules, lists and tables, as the document of a draft."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from survey_app.actions.accounts.roles import StaffUser
from survey_app.actions.surveys.drafts.drafts import take_document
from survey_app.surveys.drafts.document import draft_of
from survey_app.surveys.yaml_file import load_library
from survey_app.vocabulary import DISTRICT_ADMIN

QUESTIONS = 200
LANGUAGES = ("en", "es", "hmn", "pa", "ar", "vi", "tl", "zh-Hant", "ru", "ko", "fa", "hi")
IN_A_SECTION = 20


WRITER = StaffUser(1, "operator", "Server operator", DISTRICT_ADMIN, None, frozenset())
DISTRICT, NOW = "24-65789", datetime(2026, 9, 21, 18, 0, tzinfo=UTC)


def add_long_draft(session: Session) -> str:
    """Make a draft of the sample's district. Return its id."""
    return take_document(session, WRITER, long_survey(), NOW, DISTRICT)


def long_survey() -> dict[str, Any]:
    """The questions of the student survey again and again, each with a name of its own and words in every language."""
    document = draft_of(load_library()["student"])
    known = [question for section in document["sections"] for question in section["questions"]]
    questions = [
        _renamed(known[number % len(known)], f"{known[number % len(known)]['name'][:12]}_q{number}")
        for number in range(QUESTIONS)
    ]
    sections = [
        {"name": f"part_{at}", "title": _text(f"Part {at}"), "questions": questions[at : at + IN_A_SECTION]}
        for at in range(0, QUESTIONS, IN_A_SECTION)
    ]
    head = {key: value for key, value in document.items() if key != "who"}
    return {**_in_every_language(head), "sections": sections}


def _renamed(question: dict[str, Any], name: str) -> dict[str, Any]:
    """A question of its own. It keeps no rule, because what that looks at has another name now."""
    kept = {key: value for key, value in question.items() if key != "when"}
    kept["privacy"] = "safe" if question["privacy"] == "identifier" else question["privacy"]
    copy: dict[str, Any] = _in_every_language(kept)
    return {**copy, "name": name}


def _in_every_language(value: Any) -> Any:
    if isinstance(value, dict) and "words" in value:
        return _text(next(iter(value["words"].values())))
    if isinstance(value, dict):
        return {key: _in_every_language(inner) for key, inner in value.items()}
    return [_in_every_language(inner) for inner in value] if isinstance(value, list) else value


def _text(words: str) -> dict[str, Any]:
    return {"words": dict.fromkeys(LANGUAGES, words), "drafts": list(LANGUAGES[1:])}

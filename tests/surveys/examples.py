"""Small surveys for tests, and strategies for what a stranger may send."""

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from survey_app.surveys.model import SchoolFacts, Survey

CONFORMANCE = Path(__file__).parent.parent / "conformance"
MIDDLE_SCHOOL = SchoolFacts("Hoover Middle", "Merced City", 6, 8, 700)
HIGH_SCHOOL = SchoolFacts("Golden Valley High", "Merced Union High", 9, 12, None)


def cases(name: str) -> Any:
    """The shared cases of a file in tests/conformance."""
    return json.loads((CONFORMANCE / name).read_text(encoding="utf-8"))


def a_survey(*sections: dict[str, Any], **changes: Any) -> Survey:
    """A survey of these sections; see `a_question`."""
    words = {"words": {"en": "Words"}}
    head = {"name": "student", "audience": "student", "version": "student-2026.1", "language": "en"}
    rest = {
        "languages": ["en"],
        "minutes": 5,
        "consent": "none",
        "title": words,
        "start": [],
        "thanks": [],
        "help": [],
    }
    titled = [{"title": words, **section} for section in sections]
    return Survey.model_validate({**head, **rest, "sections": titled, **changes})


def a_section(*questions: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A section called "first", unless it says otherwise."""
    return {"name": "first", "questions": list(questions), **changes}


def a_question(name: str, kind: str = "yes_no", codes: str = "yes no", **changes: Any) -> dict[str, Any]:
    """A question with some choices, if its type has them."""
    words = {"words": {"en": "Words"}}
    question: dict[str, Any] = {"name": name, "type": kind, "ask": words, "privacy": "safe"}
    if kind in ("choose_one", "choose_several", "scale", "yes_no", "matrix"):
        question["choices"] = [{"code": code, "text": words} for code in codes.split()]
    return {**question, **changes}


def a_choice(code: str, **changes: Any) -> dict[str, Any]:
    """A choice whose words do not matter."""
    return {"code": code, "text": {"words": {"en": code}}, **changes}


# Everything that a JSON parser may return, with what breaks programs in front.
scalars = (
    st.sampled_from(
        ["", " ", "na", "pnts", "\x00", "\ud800", "__proto__", "٣", "²", "9" * 5000, "-", "\r\r\n", "\u200f"]
    )
    | st.none()
    | st.booleans()
    | st.integers()
    | st.just(10**400)
    | st.floats()
    | st.text(max_size=30)
)
json_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=5),
    max_leaves=20,
)

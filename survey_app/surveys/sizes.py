"""One size for every response of a version: the largest that it can have, so that a length tells nothing.

Lengths are seen: the database keeps a sealed response beside what was used up for it, and a phone keeps an envelope. So
both are filled up, whoever wrote long texts in whatever language. What is largest is asked of the questions themselves.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from survey_app.surveys.faults.fault import Fault
from survey_app.surveys.model import Survey
from survey_app.surveys.types import Question
from survey_app.surveys.words import OTHER_LONGEST, WIDEST, bytes_of
from survey_app.vocabulary import CHANNELS

LARGEST_RESPONSE = 32 * 1024
"""Bytes of a sealed response; a survey that needs more cannot be published."""
LARGEST_ENVELOPE = 64 * 1024
"""Bytes of what is in an envelope."""

_STEP = 256
_LOCK = (
    1 + 48
)  # the mark that ends the payload; the ephemeral public key and the authenticator of a sealed box
_KEY = "k" * 60  # the longest key of a round, and slug of a school
_WORDS_BESIDE_OTHER = WIDEST * OTHER_LONGEST
_UUID, _SALT = "x" * 36, "x" * 22
_CODE = "–" * 40  # what fits into the field of an access code: hyphens and spaces of any kind are forgiven


def response_size(survey: Survey) -> int:
    """Bytes of every sealed response of this version, a multiple of 256.

    Every text is as long as it may be, in the characters with the most bytes; rules are not looked at, so all questions
    are asked. More than LARGEST_RESPONSE is a fault of the survey.
    """
    return _rounded(bytes_of(largest_payload(survey)) + _LOCK)


def largest_payload(survey: Survey) -> dict[str, Any]:
    """What is sealed of the largest response there can be, as `Submission.payload` makes it, with its language."""
    return {
        "round": _KEY,
        "school": _KEY,
        "version": survey.version,
        "channel": max(CHANNELS, key=bytes_of),
        "language": max(survey.languages, key=bytes_of),
        "answers": {question.name: question.largest() for question in survey.questions()},
        "others": {
            question.name: _WORDS_BESIDE_OTHER for question in survey.questions() if question.other_key
        },
    }


def envelope_size(survey: Survey) -> int:
    """Bytes of what a device seals of every response of this version, a multiple of 256: the largest valid body."""
    answers: dict[str, Any] = {}
    for question in survey.questions():
        answers[question.name] = question.largest_raw()
        if question.other_key:
            answers[question.other_key] = _WORDS_BESIDE_OTHER
    head = {key: part for key, part in largest_payload(survey).items() if key not in ("answers", "others")}
    body = {**head, "id": _UUID, "salt": _SALT, "code": _CODE, "answers": answers}
    return min(_rounded(bytes_of(body)), LARGEST_ENVELOPE)


def costs(survey: Survey) -> Mapping[str, int]:
    """What the texts of each question cost in bytes, the dearest first; questions without texts are left out."""
    found = {question.name: _longest(question) * len(WIDEST.encode()) for question in survey.questions()}
    return {name: cost for name, cost in sorted(found.items(), key=lambda item: -item[1]) if cost}


def check_size(survey: Survey) -> Iterator[Fault]:
    """Whether a response would be too large to be stored; the fault stands at the question whose texts take most."""
    size = response_size(survey)
    if size <= LARGEST_RESPONSE:
        return
    cost = costs(survey)
    dearest = list(cost)[:3]
    path = next((path for path, each in survey.placed_questions() if each.name in dearest[:1]), ())
    shown = [f'"{name}" {cost[name]:,}' for name in dearest]
    yield Fault(
        "too_large", path, {"size": f"{size:,}", "most": f"{LARGEST_RESPONSE:,}", "dearest": shown or ["0"]}
    )


def _longest(question: Question) -> int:
    """How many characters may be written in answer to a question."""
    return question.most_characters + (OTHER_LONGEST if question.other_key else 0)


def _rounded(size: int) -> int:
    return -(-size // _STEP) * _STEP

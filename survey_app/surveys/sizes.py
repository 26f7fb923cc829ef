"""One size for all responses to a version: the largest possible one, so that a length tells nothing.

Others can see lengths: the database keeps a sealed response when its id and access code are used up, and a phone keeps
an envelope. So we fill up both to one size, no matter how much a person wrote, in any language. The questions
themselves say how large their largest answer is.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from survey_app.languages.locales import addable
from survey_app.surveys.faults.fault import Fault
from survey_app.surveys.model import Survey
from survey_app.surveys.typed_text import OTHER_LONGEST, WIDEST, bytes_of
from survey_app.surveys.types import Question
from survey_app.vocabulary import CHANNELS

LARGEST_RESPONSE = 32 * 1024
"""In bytes of a sealed response. A survey that needs more cannot be published."""
LARGEST_ENVELOPE = 64 * 1024
"""In bytes of an envelope's content."""

_STEP = 256
_LOCK = (
    1 + 48
)  # the mark that ends the payload; the ephemeral public key and the authenticator of a sealed box
_KEY = "k" * 60  # the longest key of a round, and the longest slug of a school
_WORDS_BESIDE_OTHER = WIDEST * OTHER_LONGEST
_UUID, _SALT = "x" * 36, "x" * 22
_CODE = "–" * 40  # the longest text that fits into the access code field, which takes any hyphens and spaces


def response_size(survey: Survey) -> int:
    """The size in bytes of every sealed response to this version, a multiple of 256.

    We assume that every text has its greatest length, in the characters with the most bytes. We ignore rules, so all
    questions are asked. If the result exceeds LARGEST_RESPONSE, the survey has a fault.
    """
    return _rounded(bytes_of(largest_payload(survey)) + _LOCK)


def largest_payload(survey: Survey) -> dict[str, Any]:
    """The largest payload that can be sealed, in the shape of `Submission.payload`, with the language.

    The survey may get more languages later, because a district can add them.
    """
    return {
        "round": _KEY,
        "school": _KEY,
        "version": survey.version,
        "channel": max(CHANNELS, key=bytes_of),
        "language": max((*survey.languages, *addable()), key=bytes_of),
        "answers": {question.name: question.largest() for question in survey.questions()},
        "others": {
            question.name: _WORDS_BESIDE_OTHER for question in survey.questions() if question.other_key
        },
    }


def envelope_size(survey: Survey) -> int:
    """The size in bytes of what a device seals for every response: the largest body, as a multiple of 256."""
    answers: dict[str, Any] = {}
    for question in survey.questions():
        answers[question.name] = question.largest_raw()
        if question.other_key:
            answers[question.other_key] = _WORDS_BESIDE_OTHER
    head = {key: part for key, part in largest_payload(survey).items() if key not in ("answers", "others")}
    body = {**head, "id": _UUID, "salt": _SALT, "code": _CODE, "answers": answers}
    return min(_rounded(bytes_of(body)), LARGEST_ENVELOPE)


def costs(survey: Survey) -> Mapping[str, int]:
    """How many bytes the texts of each question take, the most first. Questions without texts are left out."""
    by_name = {question.name: _longest(question) * len(WIDEST.encode()) for question in survey.questions()}
    return {name: cost for name, cost in sorted(by_name.items(), key=lambda item: -item[1]) if cost}


def check_size(survey: Survey) -> Iterator[Fault]:
    """A fault if a response would be too large to store. It points to the question whose texts take the most bytes."""
    size = response_size(survey)
    if size <= LARGEST_RESPONSE:
        return
    cost = costs(survey)
    largest = list(cost)[:3]
    path = next((path for path, each in survey.placed_questions() if each.name in largest[:1]), ())
    shown = [f'"{name}" {cost[name]:,}' for name in largest]
    yield Fault(
        "too_large", path, {"size": f"{size:,}", "most": f"{LARGEST_RESPONSE:,}", "dearest": shown or ["0"]}
    )


def _longest(question: Question) -> int:
    """How many characters a person may write in answer to a question."""
    return question.most_characters + (OTHER_LONGEST if question.other_key else 0)


def _rounded(size: int) -> int:
    return -(-size // _STEP) * _STEP

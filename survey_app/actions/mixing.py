"""Mix opened responses: choose who leaves the inbox, and put them into the box so that only chance decides where."""

import json
import secrets
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection

from survey_app.actions.epoch_keys import Opener
from survey_app.store.box import BoxRow, CommentRow, put_comments, put_in_box, survey_json, waiting
from survey_app.surveys.model import Survey
from survey_app.surveys.questions import LongText, ShortText

SMALLEST_GROUP = 11
STAY_BEHIND = 10

_random = secrets.SystemRandom()


class Group(NamedTuple):
    """What a reader of the box can tell apart without looking at answers."""

    round: str
    school: str
    version: str
    channel: str


@dataclass(frozen=True)
class Ballot:
    """A waiting response, opened. payload: what was sealed (`Submission.payload`)."""

    nullifier: bytes
    payload: bytes
    group: Group


def open_waiting(connection: Connection, opener: Opener) -> list[Ballot]:
    """Open all responses that wait. Raises KeyMissing when one cannot be opened."""
    return [_open(nullifier, opener.open(sealed)) for nullifier, sealed in waiting(connection)]


def choose_mixed(ballots: Sequence[Ballot]) -> list[Ballot]:
    """All but ten random ones, without the groups that are too small then."""
    behind = {ballot.nullifier for ballot in _random.sample(ballots, STAY_BEHIND)}
    leaving = [ballot for ballot in ballots if ballot.nullifier not in behind]
    sizes = Counter(ballot.group for ballot in leaving)
    return [ballot for ballot in leaving if sizes[ballot.group] >= SMALLEST_GROUP]


def box_ballots(connection: Connection, ballots: Iterable[Ballot]) -> None:
    """Give every response, and apart from it every free text, a place that only chance decides."""
    text_questions: dict[str, frozenset[str]] = {}
    rows, comments = [], []
    for ballot in ballots:
        round_key, school, version, channel = ballot.group
        if version not in text_questions:
            text_questions[version] = _text_questions(survey_json(connection, version))
        content = json.loads(ballot.payload)
        answers, bodies = _part(content["answers"], content["others"], text_questions[version])
        rows.append(BoxRow(_new_id(), round_key, school, version, channel, _compact(answers)))
        comments += [CommentRow(_new_id(), round_key, school, version, *text) for text in bodies.items()]
    put_in_box(connection, rows)
    put_comments(connection, comments)


def _open(nullifier: bytes, payload: bytes) -> Ballot:
    content = json.loads(payload)
    return Ballot(nullifier, payload, Group(*(content[name] for name in Group._fields)))


def _part(
    answers: Mapping[str, Any], others: Mapping[str, str], text_questions: Container[str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Part the answers from the free texts; of a text the answers keep only that there is one."""
    bodies = {f"{question}.other": words for question, words in others.items()}
    bodies |= {
        name: answer for name, answer in answers.items() if name in text_questions and answer is not None
    }
    return {name: True if name in bodies else answer for name, answer in answers.items()}, bodies


def _text_questions(survey: str) -> frozenset[str]:
    questions = Survey.model_validate_json(survey).questions()
    return frozenset(question.name for question in questions if isinstance(question, ShortText | LongText))


def _new_id() -> bytes:
    return secrets.token_bytes(16)


def _compact(answers: Mapping[str, Any]) -> str:
    return json.dumps(answers, ensure_ascii=False, separators=(",", ":"))

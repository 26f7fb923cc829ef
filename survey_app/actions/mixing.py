"""Mix opened responses: choose who leaves the inbox, and put them into the box so that only chance decides where."""

import json
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection

from survey_app.actions.epoch_keys import Opener
from survey_app.store.box import BoxRow, CommentRow, put_comments, put_in_box, survey_json, waiting
from survey_app.surveys.model import Survey
from survey_app.surveys.questions import LongText, ShortText
from survey_app.surveys.rules import SCHOOL_FACTS, names

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
    text_questions: dict[str, Mapping[str, str]] = {}
    rows, comments = [], []
    for ballot in ballots:
        round_key, school, version, channel = ballot.group
        if version not in text_questions:
            text_questions[version] = _text_questions(survey_json(connection, version))
        content = json.loads(ballot.payload)
        answers, texts = _part(content["answers"], content["others"], text_questions[version])
        rows.append(BoxRow(_new_id(), round_key, school, version, channel, _compact(answers)))
        comments += [CommentRow(_new_id(), round_key, school, version, *text) for text in texts]
    put_in_box(connection, rows)
    put_comments(connection, comments)


def _open(nullifier: bytes, payload: bytes) -> Ballot:
    content = json.loads(payload)
    return Ballot(nullifier, payload, Group(*(content[name] for name in Group._fields)))


def _part(
    answers: Mapping[str, Any], others: Mapping[str, str], text_questions: Mapping[str, str]
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Part the answers from the free texts; these are pairs of what they name as their question, and the words.

    Nothing in the answers tells that a text exists. A text beside "other" names no question, for the code "other"
    stays with the answers: together they would lead from the text to few people.
    """
    texts = [(named, words) for name, named in text_questions.items() if (words := answers.get(name))]
    texts += [("", words) for words in others.values()]
    return {name: answer for name, answer in answers.items() if name not in text_questions}, texts


def _text_questions(survey: str) -> Mapping[str, str]:
    """Question → what its texts name as their question: itself, or nothing where only some people are asked it."""
    return dict(_named_texts(Survey.model_validate_json(survey)))


def _named_texts(survey: Survey) -> Iterator[tuple[str, str]]:
    for section in survey.sections:
        for question in section.questions:
            if isinstance(question, ShortText | LongText):
                rules = [rule for rule in (section.when, question.when) if rule]
                is_for_all = all(name in SCHOOL_FACTS for rule in rules for name in names(rule))
                yield question.name, question.name if is_for_all else ""


def _new_id() -> bytes:
    return secrets.token_bytes(16)


def _compact(answers: Mapping[str, Any]) -> str:
    return json.dumps(answers, ensure_ascii=False, separators=(",", ":"))

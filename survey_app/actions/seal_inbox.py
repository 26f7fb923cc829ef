"""Seal the inbox: open what waits, mix it, put it into the box, and destroy the key that could tell the order.

A response is moved only together with at least ten others of its round, school and version, because that is the
group that a reader of the database could tell apart (docs/decisions/0002-sealing-groups.md). At the close of a round
all of it is moved. What stays behind is locked again, with the key of the next epoch. It is one transaction: a seal
that is killed either did nothing, or is completed by `finish_seal`.
"""

import json
import secrets
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine

from survey_app.actions.epoch_keys import EpochKeys, seal
from survey_app.store.ballots import InboxRow, put_in_inbox
from survey_app.store.box import (
    BoxRow,
    CommentRow,
    count_waiting,
    empty_inbox,
    put_comments,
    put_in_box,
    survey_json,
    waiting,
)
from survey_app.store.engine import writing
from survey_app.store.epochs import (
    CurrentEpoch,
    add_epoch,
    current_epoch,
    living_keys,
    lock_epochs,
    retired_epochs,
    set_epoch_state,
    take_current,
)
from survey_app.store.scrub import scrub
from survey_app.surveys.model import Survey
from survey_app.surveys.questions import LongText, ShortText

SMALLEST_GROUP = 11
STAY_BEHIND = 10
LEAST_WAITING = 35
LEAST_NEW = 25

_random = secrets.SystemRandom()


class Group(NamedTuple):
    """What a reader of the box can tell apart."""

    round: str
    school: str
    version: str


@dataclass(frozen=True)
class _Ballot:
    """A waiting response, opened. payload: what was sealed (`Submission.payload`)."""

    nullifier: bytes
    payload: bytes
    group: Group


_Choice = Callable[[Sequence[_Ballot]], Iterable[_Ballot]]


def seal_if_due(engine: Engine, keys: EpochKeys) -> int:
    """Mix what waits, if enough waits; return how many responses were moved to the box.

    Raises KeyMissing if the current epoch's key is gone; nothing is changed then.
    """
    with engine.connect() as connection:
        is_due = _is_due(connection, current_epoch(connection))
    moved = _seal(engine, keys) if is_due else 0
    _clear_up(engine, keys)
    return moved


def seal_round(connection: Connection, keys: EpochKeys, round_key: str) -> int:
    """Move everything of one round to the box, within the transaction that closes it; return how many.

    `finish_seal` must follow the commit. Raises KeyMissing.
    """
    lock_epochs(connection)
    epoch = take_current(connection)
    if epoch is None:
        return 0
    return _mix(connection, keys, epoch, lambda ballots: [b for b in ballots if b.group.round == round_key])


def finish_seal(engine: Engine, keys: EpochKeys) -> None:
    """Complete what an interrupted seal left: scrub the database, destroy the keys that are no longer needed.

    Doing it when there is nothing to do does no harm. Raises KeyMissing when responses wait that no key opens.
    """
    with writing(engine) as connection:
        lock_epochs(connection)
        epoch = current_epoch(connection)
        if epoch and count_waiting(connection):
            keys.require(epoch.public_key)
        elif epoch and not keys.has(epoch.public_key):
            # The database came without its keys, but nothing waits: begin anew.
            set_epoch_state(connection, epoch.number, "destroyed")
        keys.destroy_strays(living_keys(connection))
    _clear_up(engine, keys)


def _is_due(connection: Connection, epoch: CurrentEpoch | None) -> bool:
    """Tell whether so many new ones wait that trying again is likely to move some."""
    if epoch is None:
        return False
    waits = count_waiting(connection)
    # At many schools many stay behind: locking them again must not cost more than what is gained.
    least_new = max(LEAST_NEW, epoch.carried // 10)
    return waits >= LEAST_WAITING and waits - epoch.carried >= least_new


def _seal(engine: Engine, keys: EpochKeys) -> int:
    with writing(engine) as connection:
        lock_epochs(connection)
        epoch = take_current(connection)
        # Somebody else may have sealed since we looked.
        if epoch is None or not _is_due(connection, epoch):
            return 0
        return _mix(connection, keys, epoch, _choose_mixed)


def _choose_mixed(ballots: Sequence[_Ballot]) -> list[_Ballot]:
    """All but ten random ones, without the groups that are too small then."""
    behind = {ballot.nullifier for ballot in _random.sample(ballots, STAY_BEHIND)}
    leaving = [ballot for ballot in ballots if ballot.nullifier not in behind]
    sizes = Counter(ballot.group for ballot in leaving)
    return [ballot for ballot in leaving if sizes[ballot.group] >= SMALLEST_GROUP]


def _mix(connection: Connection, keys: EpochKeys, epoch: CurrentEpoch, choose: _Choice) -> int:
    """Move the chosen to the box, lock the others with a new key; return how many were moved."""
    opener = keys.opener(epoch.public_key)
    ballots = [_open(nullifier, opener.open(sealed)) for nullifier, sealed in waiting(connection)]
    leaving = {ballot.nullifier: ballot for ballot in choose(ballots)}
    empty_inbox(connection)
    set_epoch_state(connection, epoch.number, "retired")
    behind = [ballot for ballot in ballots if ballot.nullifier not in leaving]
    new = add_epoch(connection, keys.make(), carried=len(behind))
    put_in_inbox(
        connection, (InboxRow(b.nullifier, new.number, seal(new.public_key, b.payload)) for b in behind)
    )
    _put_in_box(connection, leaving.values())
    return len(leaving)


def _open(nullifier: bytes, payload: bytes) -> _Ballot:
    content = json.loads(payload)
    return _Ballot(nullifier, payload, Group(content["round"], content["school"], content["version"]))


def _put_in_box(connection: Connection, ballots: Iterable[_Ballot]) -> None:
    """Give every response, and apart from it every free text, a place that only chance decides."""
    text_questions: dict[str, frozenset[str]] = {}
    rows, comments = [], []
    for ballot in ballots:
        version = ballot.group.version
        if version not in text_questions:
            text_questions[version] = _text_questions(survey_json(connection, version))
        content = json.loads(ballot.payload)
        answers, bodies = _part(content["answers"], content["others"], text_questions[version])
        rows.append(BoxRow(_new_id(), *ballot.group, content["channel"], _compact(answers)))
        comments += [CommentRow(_new_id(), *ballot.group, name, body) for name, body in bodies.items()]
    put_in_box(connection, rows)
    put_comments(connection, comments)


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


def _clear_up(engine: Engine, keys: EpochKeys) -> None:
    """Destroy the keys of retired epochs, then scrub the database; only then they count as destroyed."""
    with engine.connect() as connection:
        retired = retired_epochs(connection)
    if not retired:
        return
    for epoch in retired:
        keys.destroy(epoch.public_key)
    if scrub(engine):
        with writing(engine) as connection:
            for epoch in retired:
                set_epoch_state(connection, epoch.number, "destroyed")

"""What waits in the inbox, on its way into a backup and out of it.

In the database, each row of the inbox has a nullifier beside it. In a backup they are apart: the responses shuffled and
each sealed to the recovery key, the nullifiers sorted. When they come back, chance alone pairs them, within each round.
So no backup, and no database that came from one, tells which response belongs to which id or access code.

A response names its language until it is counted. In a backup, chance alone decides which of the responses of a link
names which language: the counters add up to the same, and nobody reads that somebody spoke Mixteco beside the answers.
"""

import json
from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from secrets import SystemRandom
from typing import Any, TypeVar

from sqlalchemy import Connection

from survey_app.actions.backup.recovery_key import RecoveryKey
from survey_app.actions.sealing.epoch_keys import Opener, seal
from survey_app.actions.sealing.mixing import compact
from survey_app.actions.sealing.response_sizes import sizes_of
from survey_app.errors import BackupError
from survey_app.store.backup import AT_ONCE, rounds_of, sealed_responses
from survey_app.store.responses.inbox import InboxRow

_Value = TypeVar("_Value")


def shuffled(nullifiers: Sequence[bytes]) -> list[bytes]:
    """Return them in an order that nobody can tell."""
    order = list(nullifiers)
    SystemRandom().shuffle(order)
    return order


def seal_to_recovery(
    connection: Connection, epoch: int, opener: Opener, nullifiers: Sequence[bytes], public_key: bytes
) -> Iterator[bytes]:
    """Yield every waiting response, sealed to the recovery key. nullifiers: of all that wait, shuffled.

    Each has the size of its version, as in the inbox. Raises KeyMissing if one cannot be opened.
    """
    languages = Languages(_contents(connection, epoch, opener, nullifiers))
    for contents in _pieces(_contents(connection, epoch, opener, nullifiers)):
        sizes = sizes_of(connection, {content["version"] for content in contents})
        for content in contents:
            payload = compact(languages.exchanged(content)).encode()
            yield seal(public_key, payload, sizes[content["version"]])


def _contents(
    connection: Connection, epoch: int, opener: Opener, nullifiers: Sequence[bytes]
) -> Iterator[dict[str, Any]]:
    for some in _pieces(nullifiers):
        for sealed in sealed_responses(connection, epoch, some):
            yield json.loads(opener.open(sealed))


class Languages:
    """The languages of responses that were not counted yet, in an order that nobody can tell, by what we count."""

    def __init__(self, contents: Iterable[Mapping[str, Any]]) -> None:
        """Take the languages of all responses. They come again in the same number."""
        self._left: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for content in contents:
            if "language" in content:
                self._left[_place(content)].append(content["language"])
        for languages in self._left.values():
            SystemRandom().shuffle(languages)

    def exchanged(self, content: dict[str, Any]) -> dict[str, Any]:
        """Return a response with one of the languages of its place; as it is if it was counted."""
        return (
            {**content, "language": self._left[_place(content)].pop()} if "language" in content else content
        )


def _place(content: Mapping[str, Any]) -> tuple[str, ...]:
    """What a language is counted by: a version belongs to one audience."""
    return content["round"], content["school"], content["version"]


def paired_at_random(
    connection: Connection,
    boxes: Iterable[bytes],
    key: RecoveryKey,
    nullifiers: Sequence[bytes],
    public_key: bytes,
) -> Iterator[InboxRow]:
    """Yield a row for the inbox for every response of a backup, sealed to the key of a new epoch.

    nullifiers: of what waits, in any order. Chance pairs them with the responses of the same round: whoever discards a
    round finds its responses by these. Raises BackupError if responses and nullifiers do not fit.
    """
    free = _by_round(connection, nullifiers)
    for some in _pieces(boxes):
        payloads = [key.open(sealed) for sealed in some]
        contents = [json.loads(payload) for payload in payloads]
        sizes = sizes_of(connection, {content["version"] for content in contents})
        for payload, content in zip(payloads, contents, strict=True):
            if not free[content["round"]]:
                raise BackupError("backup_does_not_fit")
            nullifier = free[content["round"]].pop()
            yield InboxRow(nullifier, seal(public_key, payload, sizes[content["version"]]))
    if any(free.values()):
        raise BackupError("backup_does_not_fit")


def nullifier_lines(nullifiers: Iterable[bytes]) -> Iterator[bytes]:
    """Write nullifiers as lines."""
    return (b64encode(nullifier) + b"\n" for nullifier in nullifiers)


def read_nullifiers(lines: Iterable[bytes]) -> list[bytes]:
    """Read what `nullifier_lines` wrote."""
    return [b64decode(line) for line in lines]


def _by_round(connection: Connection, nullifiers: Sequence[bytes]) -> dict[str, list[bytes]]:
    """Part the nullifiers by round, shuffled."""
    free: dict[str, list[bytes]] = defaultdict(list)
    for some in _pieces(shuffled(nullifiers)):
        rounds = rounds_of(connection, some)
        for nullifier in some:
            if nullifier not in rounds:
                raise BackupError("backup_does_not_fit")
            free[rounds[nullifier]].append(nullifier)
    return free


def _pieces(values: Iterable[_Value]) -> Iterator[list[_Value]]:
    left = iter(values)
    while some := list(islice(left, AT_ONCE)):
        yield some

"""Take responses into the sealed ballot box: many in one transaction, each exactly once.

No row of the database holds a response in clear before it was mixed with others, and no row ever holds who sent it.
"""

import base64
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256

from sqlalchemy import Connection

from survey_app.actions.epoch_keys import EpochKeys, seal
from survey_app.errors import AlreadyUsed, Closed, Refused, WrongCode
from survey_app.store.ballots import (
    InboxRow,
    ReceivedKey,
    SpentRow,
    count_received,
    find_spent,
    put_in_inbox,
    round_phases,
    spend,
)
from survey_app.store.epochs import CurrentEpoch, add_epoch, lock_epochs, share_current
from survey_app.store.vouchers import find_vouchers
from survey_app.surveys.answers import Reading

TAKING = ("open", "rehearsal", "late")
"""The phases in which a round takes responses."""

_RFC_4648 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READABLE = str.maketrans(_RFC_4648, _CROCKFORD)


@dataclass(frozen=True)
class Submission:
    """One response as a door hands it over.

    id: the canonical lower-case UUID4 that the sender made. reading: what the validator made of it;
    its problems are not stored. voucher: the hash of its access code; None where links are open.
    """

    id: str
    round: str
    school: str
    audience: str
    version: str
    language: str
    channel: str
    reading: Reading
    voucher: bytes | None = None

    @cached_property
    def s(self) -> bytes:
        """What tells this response from another with the same nullifier: SHA-256 of the id."""
        return sha256(self.id.encode()).digest()

    @property
    def nullifier(self) -> bytes:
        """What may be used once: the access code; where links are open, the response itself."""
        return self.voucher or self.s

    @property
    def link(self) -> str:
        """What its code must be for: "merced-high/family"."""
        return f"{self.school}/{self.audience}"

    def payload(self) -> bytes:
        """What is sealed, as compact JSON. Not the id, not the language, not the time."""
        content = {
            "round": self.round,
            "school": self.school,
            "version": self.version,
            "channel": self.channel,
            "answers": self.reading.answers,
            "others": self.reading.others,
        }
        return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Receipt:
    """That a response is stored. receipt: for people, "K7Q2-9FXM". is_new: this sending stored it."""

    id: str
    receipt: str
    is_new: bool


def receipt_for(response_id: str) -> str:
    """The receipt of a response: the same for ever, and nobody can count or guess from it."""
    digest = sha256(b"receipt:" + response_id.encode()).digest()[:5]
    letters = base64.b32encode(digest).decode().translate(_READABLE)
    return f"{letters[:4]}-{letters[4:]}"


def store_ballots(
    connection: Connection, keys: EpochKeys, submissions: Sequence[Submission], day: date
) -> list[Receipt | Refused]:
    """Store what is new; return for each submission, in order, its receipt or why it is refused.

    Nothing is safe before the caller has committed. Raises KeyMissing if the current epoch's key is gone.
    """
    # First of all: as long as we hold the epoch, nobody seals it and no round opens or closes.
    epoch = ensure_epoch(connection, keys)
    phases = round_phases(connection, {each.round for each in submissions})
    vouchers = find_vouchers(connection, {each.voucher for each in submissions if each.voucher})
    fitting = [each for each in submissions if each.voucher is None or _fits(each, vouchers)]
    taking = {each.nullifier: each for each in reversed(fitting) if phases.get(each.round) in TAKING}
    new = spend(connection, (SpentRow(key, each.round, each.s) for key, each in taking.items()))
    _put_away(connection, epoch, [taking[nullifier] for nullifier in new], day)
    spent = find_spent(connection, {each.nullifier for each in fitting} - new)
    spent.update({nullifier: taking[nullifier].s for nullifier in new})
    return [
        _verdict(each, spent, new) if each.voucher is None or _fits(each, vouchers) else WrongCode("unknown")
        for each in submissions
    ]


def _fits(submission: Submission, vouchers: Mapping[bytes, tuple[str, str]]) -> bool:
    """Whether the code was made for this round, school and audience."""
    return vouchers.get(submission.nullifier) == (submission.round, submission.link)


def ensure_epoch(connection: Connection, keys: EpochKeys) -> CurrentEpoch:
    """The current epoch, held until the transaction ends; the first one is made here. Raises KeyMissing."""
    epoch = share_current(connection)
    if epoch is None:
        lock_epochs(connection)
        epoch = share_current(connection) or add_epoch(connection, keys.make())
    # A response sealed to a key that is gone would be lost.
    keys.require(epoch.public_key)
    return epoch


def _put_away(connection: Connection, epoch: CurrentEpoch, new: Iterable[Submission], day: date) -> None:
    rows, counts = [], Counter[ReceivedKey]()
    for each in new:
        rows.append(InboxRow(each.nullifier, epoch.number, seal(epoch.public_key, each.payload())))
        counts[ReceivedKey(each.round, each.school, each.audience, each.language, each.channel, day)] += 1
    put_in_inbox(connection, rows)
    count_received(connection, counts)


def _verdict(submission: Submission, spent: dict[bytes, bytes], new: set[bytes]) -> Receipt | Refused:
    """What its sender is told; of those that are the same response only the first is new."""
    s = spent.get(submission.nullifier)
    if s is None:
        return Closed("this survey is closed")
    if s != submission.s:
        return AlreadyUsed("another response has used this code")
    is_new = submission.nullifier in new
    new.discard(submission.nullifier)
    return Receipt(submission.id, receipt_for(submission.id), is_new)

"""Take responses into the sealed box: many in one transaction, each exactly once.

The database never holds a response in clear before it was mixed with others. It never holds who sent it.
"""

import base64
import hmac
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from survey_app.actions.responses.keys_in_use import KeysInUse
from survey_app.actions.sealing.epoch_keys import seal
from survey_app.actions.sealing.mixing import compact, without_language
from survey_app.actions.sealing.response_sizes import sizes_of
from survey_app.errors import AlreadyUsed, Closed, IdUsed, Refused, WrongCode
from survey_app.store.responses.access_codes import KnownCode, find_codes
from survey_app.store.responses.inbox import InboxRow, forget, put_in_inbox, without_key
from survey_app.store.responses.received_once import (
    ReceivedRow,
    find_received,
    mark_received,
    round_phases,
)
from survey_app.store.rounds.participation import ReceivedKey, add_received
from survey_app.store.sealing.epochs import EpochRow, share_current, usable
from survey_app.surveys.answers import Reading
from survey_app.vocabulary import TAKING

_RFC_4648 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READABLE = str.maketrans(_RFC_4648, _CROCKFORD)


@dataclass(frozen=True)
class Submission:
    """One response as a door hands it over.

    id: the canonical lower-case UUID4 that the sender made. reading: what the validator made of it; its problems are
    not stored. code_hash: the hash of its access code; None where links are open. content: what its answers say, as
    `surveys.answers.content_of` puts it; None takes the reading's content. salt: 16 bytes that only the device knows;
    without a salt, the id takes its place. names_round: whether the sender named the round.
    """

    id: str
    round: str
    school: str
    audience: str
    version: str
    language: str
    channel: str
    reading: Reading
    code_hash: bytes | None = None
    content: Mapping[str, Any] | None = None
    salt: bytes = field(default=b"", repr=False)
    names_round: bool = False

    @cached_property
    def response_hash(self) -> bytes:
        """Return what binds a receipt to this response: HMAC-SHA256, by the salt, of what it says and where it belongs.

        Language, channel and round are left out: somebody may send a response again by another way. Even with the id,
        the pepper and the database, nobody can test which row of the box it was: the salt is in none of them.
        """
        said = {
            "answers": self._said(),
            "code": self.code_hash.hex() if self.code_hash else None,
            "id": self.id,
            "link": self.link,
            "version": self.version,
        }
        # ASCII only: a sender may send half a character of UTF-16, and UTF-8 cannot hold that.
        canonical = json.dumps(said, sort_keys=True, separators=(",", ":"))
        return hmac.digest(self.salt or self.id.encode(), canonical.encode(), "sha256")

    def _said(self) -> Mapping[str, Any]:
        if self.content is not None:
            return self.content
        others = {f"{question}.other": words for question, words in self.reading.others.items()}
        taken = {**self.reading.answers, **others}
        return {key: answer for key, answer in taken.items() if answer is not None}

    @cached_property
    def id_hash(self) -> bytes:
        """The SHA-256 of the id."""
        return sha256(self.id.encode()).digest()

    @property
    def nullifier(self) -> bytes:
        """What works only once: the access code or, where links are open, the id."""
        return self.code_hash or self.id_hash

    def is_of(self, row: ReceivedRow) -> bool:
        """Whether a row tells of this response. Rows from before we bound the content know only the id."""
        if self.names_round and row.round != self.round:
            return False
        return row.response_hash in (self.response_hash, self.id_hash)

    def anew(self) -> "Submission":
        """Return the same response under an id of its own, because another response has its id.

        The same response always gets the same id. So it is stored once, however often and by whomever it is sent.
        """
        made = sha256(b"anew:" + self.response_hash).digest()[:16]
        return replace(self, id=str(UUID(bytes=made, version=4)))

    @property
    def link(self) -> str:
        """What its code must be for: "merced-high/family"."""
        return f"{self.school}/{self.audience}"

    def payload(self) -> bytes:
        """What we seal, as compact JSON. It has no id and no time. It has the language until that is counted."""
        content = {
            "round": self.round,
            "school": self.school,
            "version": self.version,
            "channel": self.channel,
            "language": self.language,
            "answers": self.reading.answers,
            "others": self.reading.others,
        }
        return compact(content).encode()


@dataclass(frozen=True)
class Receipt:
    """Proof that a response is stored. receipt: for people, "K7Q2-9FXM". is_new: whether this sending stored it."""

    id: str
    receipt: str
    is_new: bool


def receipt_for(response_id: str) -> str:
    """Return the receipt of a response: always the same, and nobody can count or guess from it."""
    digest = sha256(b"receipt:" + response_id.encode()).digest()[:5]
    letters = base64.b32encode(digest).decode().translate(_READABLE)
    return f"{letters[:4]}-{letters[4:]}"


def store_responses(
    connection: Connection, submissions: Sequence[Submission], day: date, keys: KeysInUse | None = None
) -> list[Receipt | Refused]:
    """Store what is new. Return for each submission, in order, its receipt or why it is refused.

    day: the day of the last daily count. keys: those that this process used before. Nothing is safe until the caller
    commits. Raises KeyMissing if there is no epoch, or if we know that its private key is gone.
    """
    # Do this first: while we hold the epoch, nobody closes it and no round opens or closes.
    epoch = hold_epoch(connection, keys or KeysInUse())
    phases = round_phases(connection, {each.round for each in submissions})
    codes = find_codes(connection, {each.code_hash for each in submissions if each.code_hash})
    fitting = [each for each in submissions if each.code_hash is None or _may_use(each, codes)]
    taking = {each.nullifier: each for each in reversed(fitting) if phases.get(each.round) in TAKING}
    new = mark_received(connection, map(_received_row, taking.values()))
    received = _look_up(connection, fitting, {key: _received_row(taking[key]) for key in new})
    again = _free_what_is_gone(
        connection, [each for each in fitting if phases.get(each.round) in TAKING], received
    )
    stored = [*(taking[key] for key in new), *again]
    tried = {each.nullifier for each in stored if phases[each.round] == "rehearsal"}
    _put_away(connection, epoch, stored, tried)
    _count(connection, (each for each in stored if each.nullifier in tried), day)
    return [_verdict(each, received, codes, phases.get(each.round) in TAKING) for each in submissions]


@dataclass(frozen=True)
class _Received:
    """What we have received: rows by nullifier. new: stored by this sending. gone: nobody can ever open these."""

    rows: dict[bytes, ReceivedRow]
    new: set[bytes]
    gone: set[bytes]

    def holds(self, submission: Submission) -> bool:
        """Whether this exact response is stored."""
        row = self.rows.get(submission.nullifier)
        return row is not None and submission.nullifier not in self.gone and submission.is_of(row)

    def has_another(self, submission: Submission) -> bool:
        """Whether another response has its id or code."""
        row = self.rows.get(submission.nullifier)
        return row is not None and not submission.is_of(row)


def _look_up(
    connection: Connection, submissions: Collection[Submission], new: dict[bytes, ReceivedRow]
) -> _Received:
    """Look up what we know of these responses, and of those that were stored under an id of their own (`anew`)."""
    before = find_received(connection, {each.nullifier for each in submissions} - new.keys())
    received = _Received({**before, **new}, set(new), set())
    renewed = {
        each.anew().nullifier for each in submissions if not each.code_hash and received.has_another(each)
    }
    received.rows.update(find_received(connection, renewed))
    # If somebody put back an older state of the database, the key that opens what waits may be destroyed. Then "stored"
    # would not be true.
    received.gone.update(without_key(connection, received.rows.keys() - new.keys()))
    return received


def _free_what_is_gone(
    connection: Connection, submissions: Iterable[Submission], received: _Received
) -> list[Submission]:
    """Some responses are gone, and here they are again: let them be stored anew."""
    here = {
        each.nullifier: each
        for each in submissions
        if each.nullifier in received.gone and not received.has_another(each)
    }
    forget(connection, here.keys())
    stored = mark_received(connection, map(_received_row, here.values()))
    received.gone.difference_update(stored)
    received.new.update(stored)
    received.rows.update({nullifier: _received_row(here[nullifier]) for nullifier in stored})
    return [here[nullifier] for nullifier in stored]


def _received_row(submission: Submission) -> ReceivedRow:
    return ReceivedRow(submission.nullifier, submission.round, submission.response_hash)


def _is_known(submission: Submission, codes: Mapping[bytes, KnownCode]) -> bool:
    """Whether the code was made for this round, school and audience."""
    code = codes.get(submission.nullifier)
    return code is not None and (code.round, code.link) == (submission.round, submission.link)


def _may_use(submission: Submission, codes: Mapping[bytes, KnownCode]) -> bool:
    """Whether the code was made for this link, and nobody took it back."""
    return _is_known(submission, codes) and not codes[submission.nullifier].is_void


def hold_epoch(connection: Connection, keys: KeysInUse) -> EpochRow:
    """Return the current epoch, with its public key, and hold it until the transaction ends. Raises KeyMissing."""
    epoch = usable(share_current(connection))
    keys.use(epoch.public_key)
    return epoch


def _put_away(
    connection: Connection, epoch: EpochRow, submissions: Collection[Submission], counted: Collection[bytes]
) -> None:
    sizes = sizes_of(connection, {each.version for each in submissions})
    rows = []
    for each in submissions:
        payload = without_language(each.payload()) if each.nullifier in counted else each.payload()
        rows.append(InboxRow(each.nullifier, seal(epoch.public_key, payload, sizes[each.version])))
    put_in_inbox(connection, rows, epoch=epoch.number)


def _count(connection: Connection, submissions: Iterable[Submission], day: date) -> None:
    """Count at once what people try in a rehearsal. The sealer counts everything else, once a day."""
    counts = Counter(ReceivedKey(s.round, s.school, s.audience, s.language, s.channel) for s in submissions)
    add_received(connection, counts, day)


def _verdict(
    submission: Submission, received: _Received, codes: Mapping[bytes, KnownCode], is_taking: bool
) -> Receipt | Refused:
    """Decide what we tell the sender. If several submissions are the same response, only the first is new."""
    if submission.code_hash and not _is_known(submission, codes):
        return WrongCode("code_unknown")
    if received.holds(submission):
        is_new = submission.nullifier in received.new
        received.new.discard(submission.nullifier)
        return Receipt(submission.id, receipt_for(submission.id), is_new)
    # We say that a code is used up only where trying it uses it up. Otherwise somebody with a list of codes could wait
    # until the others are taken back or the round is over, try them all for free, and learn which were used.
    if submission.code_hash and is_taking:
        return AlreadyUsed("code_used")
    if submission.code_hash or not received.has_another(submission):
        return Closed("survey_closed")
    renewed = submission.anew()
    if received.holds(renewed):
        return Receipt(submission.id, receipt_for(renewed.id), is_new=False)
    return IdUsed("id_used")

"""Seal the inbox: open what waits, count it, mix it into the box, and destroy the key that could tell the order.

This happens once a day, at the same hour for all, and when a round is finished. It never happens at a moment that one
arrival decides (docs/decisions/0029-epochs.md). First the sealer closes the current epoch, in one short transaction.
From then on, everything that comes waits under the next epoch. Then the sealer opens the closed one and moves it in
pieces, while the door stays open.

A response moves only if its group is large enough (`choose_leaving`). What remains is sealed again, under the
current epoch. A seal that is killed goes on where it stopped: every step may be done twice. A sealer that stood still
may wake when another has long gone on, so every transaction first looks at the state of its epoch.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, Engine

from survey_app.actions.sealing.epoch_keys import EpochKeys, seal
from survey_app.actions.sealing.mixing import (
    Mixer,
    OpenedResponse,
    choose_leaving,
    open_waiting,
)
from survey_app.actions.sealing.response_sizes import sizes_of
from survey_app.results.shown import FEWEST
from survey_app.store.database.engine import writing
from survey_app.store.database.one_sealer import only_sealer
from survey_app.store.database.scrub import scrub
from survey_app.store.responses.inbox import InboxRow, drop_inbox, drop_some, put_back_in_inbox
from survey_app.store.responses.received_once import round_phases
from survey_app.store.rounds.participation import ReceivedKey, add_received
from survey_app.store.rounds.rounds import is_any_open, note_no_traces, rounds_with_traces
from survey_app.store.sealing.box import audiences_of, forget_rare_questions, put_comments, put_in_box
from survey_app.store.sealing.epochs import (
    EpochRow,
    add_epoch,
    close,
    closed_epoch,
    current_epoch,
    lock_epochs,
    move_epoch,
    require_all_sealed,
    require_state,
    retired_epoch,
    take_current,
)

AT_ONCE = 250
"""Rows in one transaction. Whoever sends a response waits for one transaction at most, not for all."""

_Row = TypeVar("_Row")


def seal_if_due(engine: Engine, keys: EpochKeys, day: date) -> int:
    """Count and mix what waits, unless that was done for this day. Return how many responses moved to the box.

    day: the day of the last daily count. Raises KeyMissing if a key is gone; then nothing has changed.
    """
    with engine.connect() as connection:
        epoch = current_epoch(connection)
    if epoch is None or epoch.day >= day:
        return finish_seal(engine, keys)
    return seal_now(engine, keys, day)


def seal_now(engine: Engine, keys: EpochKeys, day: date) -> int:
    """Count and mix what waits. Return how many responses moved to the box. Raises KeyMissing."""
    with only_sealer(engine):
        moved = mix_and_destroy_key(engine, keys)
        epoch = require_current_key(engine, keys)
        if epoch is None:
            return moved
        with keys.fresh() as public_key, writing(engine) as connection:
            require_state(connection, epoch.number, "current")
            close_epoch(connection, keys, public_key, day)
        return moved + mix_and_destroy_key(engine, keys)


def close_epoch(connection: Connection, keys: EpochKeys, public_key: bytes, day: date | None = None) -> None:
    """Let all that comes after this transaction wait under a new key. `mix_and_destroy_key` mixes what came before.

    day: of the daily count; None when a round ended in this transaction. Nothing may be half sealed: hold
    `only_sealer`, and call `mix_and_destroy_key` before and after. Raises KeyMissing, NotReady.
    """
    lock_epochs(connection)
    require_all_sealed(connection)
    epoch = take_current(connection)
    if epoch is None:
        return
    keys.require(epoch.public_key)
    close(connection, epoch.number, is_daily=day is not None)
    add_epoch(connection, public_key, day or epoch.day)


def require_current_key(engine: Engine, keys: EpochKeys) -> EpochRow | None:
    """Return the current epoch. Raises KeyMissing where its key is not: before a place without keys gets a new one."""
    with engine.connect() as connection:
        epoch = current_epoch(connection)
    if epoch:
        keys.require(epoch.public_key)
    return epoch


def finish_seal(engine: Engine, keys: EpochKeys) -> int:
    """Complete what a seal began: mix what a closed epoch holds, destroy its key. Return how many responses moved.

    It does no harm if there is nothing to do. Raises KeyMissing when responses wait that no key opens.
    """
    if _is_all_done(engine):
        return 0
    with only_sealer(engine):
        return mix_and_destroy_key(engine, keys)


def _is_all_done(engine: Engine) -> bool:
    with engine.connect() as connection:
        return not (closed_epoch(connection) or retired_epoch(connection) or rounds_with_traces(connection))


def mix_and_destroy_key(engine: Engine, keys: EpochKeys) -> int:
    """Mix the closed epoch, destroy its key and clean the files: all that is left to do, whoever began it.

    Hold `only_sealer`.
    """
    with engine.connect() as connection:
        closed = closed_epoch(connection)
    moved = _mix(engine, keys, closed) if closed else 0
    with engine.connect() as connection:
        retired = retired_epoch(connection)
    if retired:
        _destroy(engine, keys, retired)
    _clean(engine)
    return moved


def _mix(engine: Engine, keys: EpochKeys, epoch: EpochRow) -> int:
    """Move what may move to the box, and seal the others again. Return how many moved."""
    opener, chance = keys.opener(epoch.public_key), keys.chance(epoch.public_key)
    with engine.connect() as connection:
        current = current_epoch(connection)
        assert current is not None  # noqa: S101  # whoever closes an epoch adds the next
        responses = open_waiting(connection, epoch.number, opener)
        finished = _finished(connection, responses)
        # At the end of a round we tell nothing about other rounds, because somebody chose that moment.
        countable = [each for each in responses if epoch.is_daily or each.group.round in finished]
        leaving = choose_leaving(countable, finished, chance)
        versions = {response.group.version for response in responses}
        mixer, sizes = Mixer(connection, chance, versions), sizes_of(connection, versions)
        counts = _counts(connection, countable)
    remaining = _remaining(responses, leaving, countable)
    sealed = (
        InboxRow(response.nullifier, seal(current.public_key, payload, sizes[response.group.version]))
        for response, payload in remaining
    )
    _in_pieces(engine, epoch, mixer.rows(leaving), put_in_box)
    _in_pieces(engine, epoch, mixer.comments(leaving), put_comments)
    _in_pieces(engine, epoch, sealed, partial(_put_back, epoch=current.number))
    with writing(engine) as connection:
        # This step alone must not be done twice. So it is in the transaction that says that all is done.
        move_epoch(connection, epoch.number, "retired", "closed")
        add_received(connection, counts, current.day)
    return len(leaving)


def _finished(connection: Connection, responses: Iterable[OpenedResponse]) -> set[str]:
    phases = round_phases(connection, {response.group.round for response in responses})
    return {key for key, phase in phases.items() if phase == "closed"}


def _remaining(
    responses: Iterable[OpenedResponse],
    leaving: Iterable[OpenedResponse],
    countable: Iterable[OpenedResponse],
) -> Iterator[tuple[OpenedResponse, bytes]]:
    """Yield those who stay, each with what is sealed again. countable: those who are counted now."""
    gone, counted = ({each.nullifier for each in some} for some in (leaving, countable))
    for each in responses:
        if each.nullifier not in gone:
            yield each, each.counted() if each.nullifier in counted else each.payload


def _counts(connection: Connection, responses: Sequence[OpenedResponse]) -> Counter[ReceivedKey]:
    """Count what was not counted yet."""
    audiences = audiences_of(connection, {response.group.version for response in responses})
    return Counter(
        ReceivedKey(group.round, group.school, audiences[group.version], response.language, group.channel)
        for response in responses
        if response.language is not None
        for group in (response.group,)
    )


def _in_pieces(
    engine: Engine,
    epoch: EpochRow,
    rows: Iterable[_Row],
    put: Callable[[Connection, Sequence[_Row]], object],
) -> None:
    """Write rows in many short transactions, and make the rows in between. A sender waits for one at most."""
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        with writing(engine) as connection:
            require_state(connection, epoch.number, "closed")
            put(connection, some)


def _put_back(connection: Connection, rows: Sequence[InboxRow], epoch: int) -> None:
    require_state(connection, epoch, "current")
    put_back_in_inbox(connection, rows, epoch=epoch)


def _destroy(engine: Engine, keys: EpochKeys, epoch: EpochRow) -> None:
    """Destroy the key and what waited for it. The key goes first: a full disk must not keep it."""
    keys.destroy(epoch.public_key)
    if engine.dialect.name == "sqlite":
        while _drop_some(engine, epoch.number):
            pass
    with writing(engine) as connection:
        # First, because later epochs use the same inbox.
        move_epoch(connection, epoch.number, "destroyed", "retired")
        drop_inbox(connection, epoch.number)


def _drop_some(engine: Engine, number: int) -> int:
    with writing(engine) as connection:
        return drop_some(connection, number, AT_ONCE)


def _clean(engine: Engine) -> None:
    """Make finished rounds forget which questions few people wrote for, and their files forget the mixing order."""
    with engine.connect() as connection:
        rounds = rounds_with_traces(connection)
        is_quiet = not is_any_open(connection)
    if not rounds:
        return
    with writing(engine) as connection:
        # Only now do we know which questions few people wrote for.
        forget_rare_questions(connection, rounds, FEWEST)
    if scrub(engine, rounds, is_quiet=is_quiet):
        with writing(engine) as connection:
            note_no_traces(connection, rounds)

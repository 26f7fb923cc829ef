"""Rehearse, open, close and finish a round.

draft → rehearsal → open → late → closed

After a round closes to new people, it takes late responses for 14 days: those that somebody gave earlier on a device
without a connection (docs/decisions/0011-late-responses.md). Then the sealer, or a person, finishes it.

Each step waits for the responses that are being stored at that moment, and takes place between two of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import changing
from survey_app.actions.rounds.opening_checks import blocking_faults
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.sealing.seal import close_epoch, finish_seal, mix_and_destroy_key, require_current_key
from survey_app.config import CALIFORNIA
from survey_app.errors import NotFound, RoundError
from survey_app.store.audit_log import district_of_round
from survey_app.store.database.one_sealer import only_sealer
from survey_app.store.responses.received_once import round_phases
from survey_app.store.rounds.rounds import (
    RoundLine,
    begin_on,
    end_on,
    last_days,
    note_traces,
    open_rounds_sharing_links,
    round_lines,
    set_round_state,
)
from survey_app.store.sealing.box import discard_responses
from survey_app.store.sealing.epochs import lock_epochs, require_no_seal, take_current
from survey_app.vocabulary import CHANGEABLE

__all__ = [
    "Actor",
    "RoundLine",
    "advance_rounds",
    "close_round",
    "finish_as_asked",
    "finish_round",
    "list_rounds",
    "open_round",
    "rehearse_round",
    "require_finishable",
]


_FINISHABLE = ("open", "late")
LATE = timedelta(days=14)
"""For how long a closed round takes responses that people gave before it closed."""


def list_rounds(session: Session) -> list[RoundLine]:
    """List all rounds, the newest first, with the number of responses so far."""
    return round_lines(session)


def rehearse_round(engine: Engine, key: str, by: Actor | None = None) -> None:
    """Begin the rehearsal of a round, or begin it again. This discards earlier trial responses.

    Raises NotFound; RoundError once the round was opened, because then real responses would be lost.
    """
    with _changing(engine, by, "round rehearse", key) as (connection, phase):
        if phase not in CHANGEABLE:
            raise RoundError("round_has_real_responses", key=key, phase=phase)
        _refuse_sharing(connection, key)
        require_no_seal(connection)
        discard_responses(connection, key)
        set_round_state(connection, key, "rehearsal")


def open_round(engine: Engine, key: str, by: Actor | None = None) -> None:
    """Open a round to everyone. This discards the responses of the rehearsal.

    Raises NotFound; RoundError if the round was opened before, if another open round asks the same people, or if it
    lacks consent of parents or access codes.
    """
    with _changing(engine, by, "round open", key) as (connection, phase):
        if phase not in CHANGEABLE:
            raise RoundError("round_not_openable", key=key, phase=phase)
        _refuse_sharing(connection, key)
        if faults := blocking_faults(connection, key):
            raise RoundError.of(faults)
        require_no_seal(connection)
        discard_responses(connection, key)
        set_round_state(connection, key, "open")
        if by:
            begin_on(connection, key, by.now.astimezone(CALIFORNIA).date())


def close_round(engine: Engine, key: str, day: date, by: Actor | None = None) -> date:
    """Close a round to new people on this day. Return the last day on which it takes late responses.

    Raises NotFound; RoundError if it is not open.
    """
    with _changing(engine, by, "round close", key) as (connection, phase):
        if phase != "open":
            raise RoundError("round_not_closable", key=key, phase=phase)
        set_round_state(connection, key, "open", day + LATE)
        end_on(connection, key, day)
    return day + LATE


def finish_round(engine: Engine, keys: EpochKeys, key: str, by: Actor | None = None) -> int:
    """End a round for good and seal everything that came. Return how many responses that moved to the box.

    Raises NotFound; RoundError if it is neither open nor late; KeyMissing, and then nothing has changed.
    """
    with only_sealer(engine):
        mix_and_destroy_key(engine, keys)
        require_current_key(engine, keys)
        with keys.fresh() as public_key, _changing(engine, by, "round finish", key) as (connection, phase):
            if phase not in _FINISHABLE:
                raise RoundError("round_not_finishable", key=key, phase=phase)
            set_round_state(connection, key, "closed")
            if by and phase == "open":
                end_on(connection, key, by.now.astimezone(CALIFORNIA).date())
            note_traces(connection, key)
            close_epoch(connection, keys, public_key)
        return mix_and_destroy_key(engine, keys)


def require_finishable(line: RoundLine) -> None:
    """Raise RoundError unless a round can be finished now."""
    if line.phase not in _FINISHABLE:
        raise RoundError("round_not_finishable", key=line.key, phase=line.phase)


def finish_as_asked(engine: Engine, keys: EpochKeys, key: str, by: Actor) -> None:
    """Finish a round as a page asked, or complete what another sealer began of that. Raises as `finish_round`."""
    with engine.connect() as connection:
        phase = round_phases(connection, [key]).get(key)
    if phase == "closed":
        finish_seal(engine, keys)
    else:
        finish_round(engine, keys, key, by)


def advance_rounds(engine: Engine, keys: EpochKeys, today: date) -> None:
    """Close and finish the rounds whose days are over. Raises KeyMissing."""
    with engine.connect() as connection:
        open_until, late_until = last_days(connection, "open"), last_days(connection, "late")
    for key, last in open_until.items():
        if last < today:
            with suppress(RoundError):
                close_round(engine, key, last)
    for key, last in late_until.items():
        if last < today:
            with suppress(RoundError):
                finish_round(engine, keys, key)


def _refuse_sharing(connection: Connection, key: str) -> None:
    if others := open_rounds_sharing_links(connection, key):
        raise RoundError("round_shares_people", other=others[0], key=key)


@contextmanager
def _changing(engine: Engine, by: Actor | None, action: str, key: str) -> Iterator[tuple[Connection, str]]:
    """Open a transaction in which nobody stores a response or changes another round. It gives the round's phase."""
    with changing(engine, by, action) as change:
        lock_epochs(change.connection)
        take_current(change.connection)
        phase = round_phases(change.connection, [key]).get(key)
        if phase is None:
            raise NotFound("no_round", key=key)
        change.log(key, district_of_round(change.connection, key))
        yield change.connection, phase

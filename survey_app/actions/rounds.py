"""Rehearse, open and close a round.

    rehearsal → open → closed

Each step waits for the responses that are being stored at that moment, and takes place between two of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from survey_app.actions.epoch_keys import EpochKeys
from survey_app.actions.seal_inbox import finish_seal, seal_round
from survey_app.errors import NotFound, RoundError
from survey_app.store.ballots import round_states
from survey_app.store.box import discard_responses
from survey_app.store.engine import writing
from survey_app.store.epochs import lock_epochs, take_current
from survey_app.store.rounds import RoundLine, open_rounds_sharing_links, round_lines, set_round_state
from survey_app.store.scrub import scrub

__all__ = ["RoundLine", "close_round", "list_rounds", "open_round", "rehearse_round"]


def list_rounds(session: Session) -> list[RoundLine]:
    """All rounds, the newest first, with the number of responses so far."""
    return round_lines(session)


def rehearse_round(engine: Engine, key: str) -> None:
    """Begin the rehearsal of a round afresh: what was tried so far is discarded.

    Raises NotFound; RoundError once the round was opened, for then real responses would be lost.
    """
    with _changing(engine, key) as (connection, state):
        if state != "rehearsal":
            raise RoundError(
                f"round {key} is {state}, so its responses are real; rehearse a new round instead"
            )
        discard_responses(connection, key)
    scrub(engine)


def open_round(engine: Engine, key: str) -> None:
    """Open a round to everyone; rehearsed responses are discarded.

    Raises NotFound; RoundError if it is not in rehearsal, or another open round asks the same people.
    """
    with _changing(engine, key) as (connection, state):
        if state != "rehearsal":
            raise RoundError(f"round {key} is {state}; only a round in rehearsal can be opened")
        if others := open_rounds_sharing_links(connection, key):
            raise RoundError(
                f"round {others[0]} is open and asks some of the same people as {key}; close it first"
            )
        discard_responses(connection, key)
        set_round_state(connection, key, "open")
    scrub(engine)


def close_round(engine: Engine, keys: EpochKeys, key: str) -> int:
    """Close a round and seal everything that came; return how many responses that moved to the box.

    Raises NotFound; RoundError if it is not open; KeyMissing, and the round stays open.
    """
    with _changing(engine, key) as (connection, state):
        if state != "open":
            raise RoundError(f"round {key} is {state}; only an open round can be closed")
        set_round_state(connection, key, "closed")
        moved = seal_round(connection, keys, key)
    finish_seal(engine, keys)
    return moved


@contextmanager
def _changing(engine: Engine, key: str) -> Iterator[tuple[Connection, str]]:
    """A transaction in which no response is stored and no other round changes; with the state of the round."""
    with writing(engine) as connection:
        lock_epochs(connection)
        take_current(connection)
        state = round_states(connection, [key]).get(key)
        if state is None:
            raise NotFound(f"there is no round {key}; `round list` shows those there are")
        yield connection, state

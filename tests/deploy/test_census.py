"""The benchmark of several servers finds a response that is lost, one that is there twice, and every pause."""

import os
import uuid
from collections.abc import Iterator
from hashlib import sha256

import pytest
from sqlalchemy import Engine, delete, insert

from benchmarks.servers.census import Census
from benchmarks.servers.clients import Answer
from benchmarks.servers.runs import longest_gap
from survey_app.store.database.engine import for_writing
from survey_app.store.tables import Epoch, EvenInbox, ReceivedOnce
from tests.actions.responses.response_samples import DAY, open_everything

IDS = [str(uuid.uuid4()) for _ in range(3)]


@pytest.fixture
def census(engine: Engine, database: str) -> Iterator[Census]:
    """The census of a database in which a round is open and one response waits that was there before."""
    open_everything(engine)
    with for_writing(engine).begin() as connection:
        connection.execute(insert(Epoch).values(number=2, public_key=b"k" * 32, state="current", day=DAY))
    put(engine, os.urandom(32))
    census = Census(database)
    yield census
    census.close()


def put(engine: Engine, nullifier: bytes) -> None:
    """Let a response wait."""
    with for_writing(engine).begin() as connection:
        connection.execute(insert(EvenInbox).values(nullifier=nullifier, epoch=2, sealed=b"sealed"))


def note(engine: Engine, nullifier: bytes) -> None:
    """Note that a response came."""
    with for_writing(engine).begin() as connection:
        connection.execute(
            insert(ReceivedOnce).values(nullifier=nullifier, round="spring-2027", response_hash=nullifier)
        )


@pytest.fixture
def stored(engine: Engine, census: Census) -> list[bytes]:
    """The nullifiers of IDS, which are noted and wait."""
    nullifiers = [sha256(name.encode()).digest() for name in IDS]
    for nullifier in nullifiers:
        note(engine, nullifier)
        put(engine, nullifier)
    return nullifiers


def test_what_is_there_once_is_neither_lost_nor_there_twice(census: Census, stored: list[bytes]) -> None:
    assert str(census.judge(IDS)) == "3 acknowledged, 0 lost, 0 twice"


def test_a_response_that_waits_nowhere_is_lost(census: Census, engine: Engine, stored: list[bytes]) -> None:
    with for_writing(engine).begin() as connection:
        connection.execute(delete(EvenInbox).where(EvenInbox.nullifier == stored[0]))

    assert str(census.judge(IDS)) == "3 acknowledged, 1 lost, 0 twice"


def test_a_response_that_was_never_noted_is_lost(census: Census, stored: list[bytes]) -> None:
    assert str(census.judge([*IDS, str(uuid.uuid4())])) == "4 acknowledged, 1 lost, 0 twice"


def test_a_response_that_waits_twice_is_found(census: Census, engine: Engine, stored: list[bytes]) -> None:
    put(engine, os.urandom(32))

    assert str(census.judge(IDS)) == "3 acknowledged, 0 lost, 1 twice"


def test_the_longest_gap_counts_from_the_last_success_before_the_fault() -> None:
    moments = [1.0, 2.0, 3.0, 7.5, 8.0, 20.0]
    answers = [Answer(at, 0.1, 201, "id", "receipt") for at in moments] + [Answer(5.0, 0.1, 503, "id")]

    assert longest_gap(answers, 3.2, 9.0) == 4.5
    assert longest_gap(answers, 8.5, 21.0) == 12.0
    assert longest_gap(answers, 8.5, 19.0) == 11.0

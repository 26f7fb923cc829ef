"""Access codes in use tell nobody who said what: not by their order, not by their marks, not by guessing.

Each attack is also made on naive tables, which it must break.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine, text, update
from sqlalchemy.orm import Session

from survey_app.actions.responses.access_codes import CodeBook, make_codes
from survey_app.actions.responses.store_responses import store_responses
from survey_app.actions.rounds.lifecycle import Actor, finish_round
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.actions.sealing.seal import seal_now
from survey_app.store.database.engine import make_engine, writing
from survey_app.store.tables import AccessCode, Box, Link, ReceivedOnce
from survey_app.surveys.access_codes import ALPHABET, spell
from tests.actions.responses.response_samples import DAY, ROUND, SCHOOLS, a_submission, open_everything
from tests.attack.conftest import hurry, take_postgres_files, take_sqlite_files
from tests.attack.readers import concordance, files_below
from tests.attack.scenes import ANSWER, tag
from tests.filled import another_database
from tests.installation import with_secrets

PEOPLE = 600
NOON = datetime(2027, 4, 6, 19, 0, tzinfo=UTC)
KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@dataclass
class CodeScene:
    """People with codes answered one after the other; files: what an attacker took of the database afterwards."""

    engine: Engine
    book: CodeBook
    codes: list[str]
    waiting: Path
    sealed: Path


@pytest.fixture(scope="module", params=KINDS)
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CodeScene]:
    folder = tmp_path_factory.mktemp("codes")
    with another_database(request, request.param, folder) as url, play(url, folder) as played:
        yield played


@contextmanager
def play(url: str, folder: Path) -> Iterator[CodeScene]:
    """People use their codes, the round is sealed; the attacker takes the files before and after."""
    engine = make_engine(url)
    take = take_sqlite_files if engine.dialect.name == "sqlite" else partial(take_postgres_files, "")
    hurry(engine)
    open_everything(engine)
    with Session(engine) as session:
        session.execute(update(Link).values(access="codes"))
        session.commit()
    keys, book = EpochKeys(folder / "keys"), CodeBook.of(with_secrets(folder))
    codes = make_codes(engine, book, (ROUND, SCHOOLS[0], "student"), PEOPLE, Actor("ana@example.org", NOON))
    begin_epoch(engine, keys, DAY)
    for person, code in enumerate(codes):
        answers = {"belong": tag(ANSWER, person), "open_change": ""}
        response = a_submission(answers, school=SCHOOLS[0], code_hash=book.hash_of(code))
        with writing(engine) as connection:
            store_responses(connection, [response], DAY)
        if person % 100 == 50:
            seal_now(engine, keys, DAY)
    waiting = take(engine, folder / "waiting")
    finish_round(engine, keys, ROUND)
    yield CodeScene(engine, book, codes, waiting, take(engine, folder / "sealed"))
    engine.dispose()


def told(people: list[int]) -> float:
    """How much of the order somebody knows: 0.5 = nothing, 1 = everything, forwards or backwards."""
    share = concordance(people)
    return max(share, 1 - share)


def boxed(engine: Engine, order: str) -> list[int]:
    with engine.connect() as connection:
        rows = connection.execute(text(f"SELECT answers FROM box {order}")).scalars()
        return [int(row.partition(f"{ANSWER}-")[2][:5]) for row in rows]


def test_the_order_in_which_codes_were_used_leads_to_nobodys_answers(scene: CodeScene) -> None:
    """The attacker knows who used which code when, and reads the box in every order that a database has."""
    orders = ["", "ORDER BY id"] + (["ORDER BY ctid"] if scene.engine.dialect.name == "postgresql" else [])

    assert {order: 0.45 <= told(boxed(scene.engine, order)) <= 0.55 for order in orders} == dict.fromkeys(
        orders, True
    )
    assert told(list(range(PEOPLE))) == 1  # the control: in the order of arrival everything is told


def test_no_row_of_a_code_can_be_joined_to_a_row_of_answers(scene: CodeScene) -> None:
    with Session(scene.engine) as session:
        spent = {row.nullifier for row in session.query(ReceivedOnce)} | {
            row.response_hash for row in session.query(ReceivedOnce)
        }
        codes = {row.code_hash for row in session.query(AccessCode)}
        box = {row.id for row in session.query(Box)}
    assert len(spent & codes) == PEOPLE  # the control: whoever used a code can be joined to having used it
    assert not (spent | codes) & box
    if scene.engine.dialect.name == "postgresql":
        with scene.engine.connect() as connection:
            joined = "SELECT count(*) FROM box JOIN received_once ON box.xmin = received_once.xmin"
            assert connection.execute(text(joined)).scalar_one() == 0


def test_no_code_is_in_any_file(scene: CodeScene) -> None:
    needles = [
        spelling.encode() for code in scene.codes[::20] for spelling in (code, spell(code), code.lower())
    ]
    hashes = [scene.book.hash_of(code) for code in scene.codes[::20]]
    for folder in (scene.waiting, scene.sealed):
        files = [content for _path, content in files_below(folder)]
        assert not [needle for needle in needles for content in files if needle in content]
        assert [h for h in hashes if any(h in content for content in files)] == hashes  # the control


def test_a_million_guesses_hit_nothing(scene: CodeScene) -> None:
    """Whoever has the database but not the pepper cannot even try; whoever is at the door tries codes at random."""
    known = {scene.book.hash_of(code) for code in scene.codes}
    letters = secrets.token_bytes(10_000_000).translate(ALPHABET.encode() * 8).decode()
    guesses = {letters[at : at + 10] for at in range(0, len(letters), 10)}

    assert not guesses & set(scene.codes)
    assert not {scene.book.hash_of(guess) for guess in list(guesses)[:20_000]} & known
    assert known == {scene.book.hash_of(code) for code in scene.codes}

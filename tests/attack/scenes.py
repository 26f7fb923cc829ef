"""People answer, one after the other: into the sealed box, and into the tables that one would make without thinking."""

from collections.abc import Iterable
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine

from survey_app.actions.responses.store_responses import Submission, store_responses
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.store.database.engine import writing
from tests.actions.responses.response_samples import DAY, a_submission

PEOPLE = 900
"""So many that chance alone stays within 45 and 55 per cent: 5 points are 4.5 standard deviations."""

SEALS = 6
"""So many times what waits is sealed, the last time at the finish of the round."""

ANSWER, WORDS, SALT, NAIVE, KEYED = "answ", "word", "salt", "naiv", "keyd"
"""Marks of the answers, free texts and salts that devices send, and of the answers in two naive tables."""

NAIVE_TABLES = {
    "sqlite": (
        "CREATE TABLE naive_box (id TEXT PRIMARY KEY, answers TEXT)",
        "CREATE TABLE naive_keyed (id BLOB PRIMARY KEY, answers TEXT) WITHOUT ROWID",
        "CREATE TABLE naive_spent (code TEXT PRIMARY KEY)",
    ),
    "postgresql": (
        "CREATE TABLE naive_box (id text PRIMARY KEY, answers text)",
        "CREATE TABLE naive_spent (code text PRIMARY KEY)",
    ),
}


def tag(mark: str, person: int) -> str:
    return f"{mark}-{person:05}-{mark}"


def a_response(person: int) -> Submission:
    answers = {"belong": tag(ANSWER, person), "open_change": tag(WORDS, person)}
    return a_submission(answers, salt=f"{SALT}-{person:05}-{SALT}"[:16].encode())


def answer_one_by_one(engine: Engine, keys: EpochKeys, people: Iterable[int]) -> list[Submission]:
    """Each response in its own transaction, in order: what an attacker would love."""
    submissions = [a_response(person) for person in people]
    begin_epoch(engine, keys, DAY)
    for submission in submissions:
        with writing(engine) as connection:
            store_responses(connection, [submission], DAY)
    return submissions


def make_naive_tables(engine: Engine) -> None:
    with writing(engine) as connection:
        for statement in NAIVE_TABLES[engine.dialect.name]:
            connection.exec_driver_sql(statement)


def answer_naively(engine: Engine, people: Iterable[int]) -> None:
    """Random keys, a code that is burnt in the same transaction: it looks anonymous."""
    for person in people:
        with writing(engine) as connection:
            _insert(connection, "naive_box", str(uuid4()), tag(NAIVE, person))
            _insert(connection, "naive_spent", f"code of {person}")
            # As many as fit one page: when a page is split, what it tells of the time before is lost.
            if engine.dialect.name == "sqlite" and person < 100:
                _insert(connection, "naive_keyed", uuid4().bytes, tag(KEYED, person))


def _insert(connection: Connection, table: str, *values: str | bytes) -> None:
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    marks = ", ".join(mark for _ in values)
    connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({marks})", values)


def spellings_of_id(submission: Submission) -> list[bytes]:
    """The id of a response as text and as a number: whoever finds it on a phone must not find it here."""
    return [submission.id.encode(), UUID(submission.id).bytes]

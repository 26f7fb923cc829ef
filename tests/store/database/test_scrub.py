"""Rewriting the box: its files tell neither what was deleted nor in which order the box was filled."""

import re
import secrets
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, event, insert, select, text
from sqlalchemy.orm import Session

from survey_app.store.database import scrub as scrubbing
from survey_app.store.database.engine import writing
from survey_app.store.database.scrub import scrub
from survey_app.store.tables import Box, Comment, CommentReview, District
from tests.actions.responses.response_samples import ROUND, open_everything
from tests.attack.readers import concordance

SECRET = "my father lost his work"
COUNT = 60
sqlite_only = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
postgres_only = pytest.mark.parametrize("database", ["postgres"], indirect=True)


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """Rows of two rounds, each in a transaction of its own, numbered; the comments were reviewed."""
    open_everything(engine)
    for number in range(COUNT):
        place = {"round": ROUND if number % 3 else "other-round", "school": "merced-high"}
        place["version"] = "student-2026.1"
        row_id = secrets.token_bytes(16)
        with writing(engine) as connection:
            connection.execute(
                insert(Box).values(**place, id=secrets.token_bytes(16), channel="web", answers=tag(number))
            )
            connection.execute(insert(Comment).values(**place, id=row_id, question="", body=tag(number)))
            connection.execute(
                insert(CommentReview).values(id=row_id, state="shown", body=tag(number), themes=[])
            )
    return engine


def tag(number: int) -> str:
    return f"tag-{number:05}-"


def contents(engine: Engine) -> list[list[str]]:
    with engine.connect() as connection:
        return [
            sorted(str(dict(row)) for row in connection.execute(select(table.__table__)).mappings())
            for table in (Box, Comment, CommentReview)
        ]


def ids_of(engine: Engine, table: type, order: str = "") -> list[bytes]:
    with engine.connect() as connection:
        return list(connection.scalars(text(f"SELECT id FROM {table.__tablename__} {order}")))


@pytest.mark.parametrize("is_quiet", [True, False])
def test_every_row_is_there_as_before(filled, is_quiet):
    before = contents(filled)

    assert scrub(filled, [ROUND], is_quiet=is_quiet)
    assert contents(filled) == before


@sqlite_only
def test_places_in_a_file_that_was_written_anew_follow_random_ids(filled):
    before = within_pages(filled)

    assert scrub(filled, [ROUND], is_quiet=True)
    assert before == list(range(COUNT))  # the control: they tell in which order they came
    assert within_pages(filled) == numbers_by_id(filled)


@sqlite_only
def test_places_in_a_page_that_was_written_anew_in_pieces_do_not_tell_the_order(filled, monkeypatch):
    monkeypatch.setattr(scrubbing, "_AT_ONCE", 7)

    assert scrub(filled, [ROUND, "other-round"], is_quiet=False)
    # Chance alone stays within 4.5 standard deviations of a half, which are 0.2 for 60 rows.
    assert abs(concordance(within_pages(filled)) - 0.5) < 0.2


def within_pages(engine: Engine) -> list[int]:
    """The numbers of comments in the file, each page from its end, as SQLite fills it; the log is empty afterwards."""
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    content = Path(engine.url.database or "").read_bytes()
    pages = (content[start : start + 8192] for start in range(0, len(content), 8192))
    found = [re.findall(rb"student-2026.1(?:\x00|)tag-(\d{5})-", page)[::-1] for page in pages]
    return list(dict.fromkeys(int(number) for page in found for number in page))


def numbers_by_id(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return [int(body[4:9]) for body in connection.scalars(select(Comment.body).order_by(Comment.id))]


@postgres_only
def test_on_postgres_place_and_transaction_of_a_row_tell_nothing(filled):
    def transactions(table: type) -> int:
        with filled.connect() as connection:
            query = f"SELECT count(DISTINCT xmin::text) FROM {table.__tablename__}"
            return connection.scalar(text(query))

    before = transactions(Box), ids_of(filled, Box, "ORDER BY ctid") == sorted(ids_of(filled, Box))

    assert scrub(filled, [ROUND], is_quiet=False)
    assert before == (COUNT, False)
    for table in (Box, Comment, CommentReview):
        assert transactions(table) == 1
        assert ids_of(filled, table, "ORDER BY ctid") == sorted(ids_of(filled, table))


@postgres_only
def test_a_reader_of_the_box_makes_postgres_wait_and_the_caller_learns_it(filled):
    with filled.connect() as reader:
        reader.execute(select(Box.id)).all()

        assert not scrub(filled, [ROUND], is_quiet=False)
    assert scrub(filled, [ROUND], is_quiet=False)


def files_hold_secret(engine: Engine) -> bool:
    database = Path(engine.url.database or "")
    return any(SECRET.encode() in path.read_bytes() for path in database.parent.glob(f"{database.name}*"))


def fill_and_empty(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(insert(District).values(code="1", name=SECRET))
    with writing(engine) as connection:
        connection.execute(delete(District).where(District.code == "1"))


@sqlite_only
@pytest.mark.parametrize("is_quiet", [True, False])
def test_deleted_rows_are_gone(engine, is_quiet):
    fill_and_empty(engine)
    before = files_hold_secret(engine)

    assert scrub(engine, [ROUND], is_quiet=is_quiet)
    assert (before, files_hold_secret(engine)) == (True, False)


@sqlite_only
@pytest.mark.parametrize("is_quiet", [True, False])
def test_a_reader_keeps_the_log_of_sqlite_and_the_caller_learns_it(engine, monkeypatch, is_quiet):
    monkeypatch.setattr(scrubbing, "_TRIES", 2)
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=1"))
    with Session(engine) as reader:
        reader.execute(select(District.name)).all()
        fill_and_empty(engine)

        assert not scrub(engine, [ROUND], is_quiet=is_quiet)
    assert scrub(engine, [ROUND], is_quiet=is_quiet)
    assert not files_hold_secret(engine)

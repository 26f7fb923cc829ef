"""Scrubbing: what was deleted is gone from the file and its log, unless somebody still reads the log."""

from pathlib import Path

import pytest
from sqlalchemy import delete, event, insert, select
from sqlalchemy.orm import Session

from survey_app.store import scrub as scrubbing
from survey_app.store.engine import writing
from survey_app.store.scrub import scrub, scrub_quickly
from survey_app.store.tables import District

SECRET = "my father lost his work"
sqlite_only = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def impatient(engine):
    """The same engine; it does not wait for others."""
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=1"))
    return engine


def fill(engine, count=1):
    with writing(engine) as connection:
        connection.execute(insert(District), [{"code": f"{n}", "name": SECRET * 20} for n in range(count)])


def empty(engine):
    with writing(engine) as connection:
        connection.execute(delete(District))


def pages(engine):
    with engine.connect() as connection:
        return [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("page_count", "freelist_count")
        ]


def files_hold_secret(engine):
    database = Path(engine.url.database)
    return any(SECRET.encode() in path.read_bytes() for path in database.parent.glob(f"{database.name}*"))


@sqlite_only
def test_what_was_deleted_is_gone_after_scrubbing(engine):
    fill(engine)
    empty(engine)
    before = files_hold_secret(engine)

    assert scrub(engine)
    assert (before, files_hold_secret(engine)) == (True, False)


@sqlite_only
def test_a_reader_keeps_the_log_and_that_is_told(impatient):
    fill(impatient)
    with Session(impatient) as reader:
        reader.execute(select(District.name)).all()
        empty(impatient)

        assert not scrub(impatient)
    assert scrub(impatient)
    assert not files_hold_secret(impatient)


@sqlite_only
def test_a_small_file_is_always_written_anew(engine):
    fill(engine, 2000)
    empty(engine)

    assert scrub_quickly(engine)
    assert pages(engine)[1] == 0


@sqlite_only
def test_a_large_file_is_written_anew_only_when_much_of_it_is_free(engine, monkeypatch):
    monkeypatch.setattr(scrubbing, "QUICK_BYTES", 0)
    fill(engine, 2000)
    with writing(engine) as connection:
        connection.execute(delete(District).where(District.code.in_([f"{n}" for n in range(1000, 1100)])))
    scrub_quickly(engine)
    few_free = pages(engine)[1]
    empty(engine)
    scrub_quickly(engine)

    assert few_free > 0
    assert pages(engine)[1] == 0
    assert not files_hold_secret(engine)


@pytest.mark.postgres
@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_postgres_needs_no_scrubbing(engine):
    assert scrub(engine)
    assert scrub_quickly(engine)

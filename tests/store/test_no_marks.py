"""The migration that takes away what led from a comment to its writer, on a database that has it."""

import json
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from survey_app.store.database.schema import migration_config
from survey_app.store.tables import Box, Comment
from tests.actions.responses.response_samples import ROUND, a_survey, open_everything

BEFORE = "0005"
ROWS = 2100
"""More than are rewritten at once."""
QUESTIONS = ["open_change"] * 11 + ["open_keep"] * 10 + ["open_why", "belong.other"]
MARKED = '{"belong":"other","open_change":true,"open_why":true}'
BLANK = '{"belong":null,"open_change":null}'


@pytest.fixture
def marked(engine: Engine) -> Engine:
    """A database from before, with marks in the box and questions beside every comment."""
    open_everything(engine, "closed")
    (section,) = a_survey().sections
    belong, change = section.questions
    why = change.model_copy(update={"name": "open_why", "when": ["eq", "belong", "other"]})
    wider = section.model_copy(update={"questions": (belong, change, why)})
    published = a_survey().model_copy(update={"sections": (wider,)}).model_dump_json()
    common = {"round": ROUND, "school": "merced-high", "version": "student-2026.1"}
    with Session(engine) as session:
        session.execute(text("UPDATE survey_version SET json = :json"), {"json": published})
        session.add_all(
            Box(id=number.to_bytes(16), channel="web", answers=BLANK if number % 3 else MARKED, **common)
            for number in range(ROWS)
        )
        session.add_all(
            Comment(id=number.to_bytes(16), question=question, body="words", **common)
            for number, question in enumerate(QUESTIONS)
        )
        session.commit()
    command.downgrade(migration_config(engine), BEFORE)
    return engine


def contents(engine: Engine) -> tuple[set[str], list[str]]:
    with Session(engine) as session:
        return set(session.scalars(select(Box.answers))), sorted(session.scalars(select(Comment.question)))


def files_of(engine: Engine) -> bytes:
    """The bytes of the box on disk."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            return Path(engine.url.database or "").read_bytes()
        connection.exec_driver_sql("CHECKPOINT")
        folder = connection.exec_driver_sql("SHOW data_directory").scalar_one()
        return Path(
            folder, connection.exec_driver_sql("SELECT pg_relation_filepath('box')").scalar_one()
        ).read_bytes()


def test_marks_and_questions_that_lead_to_a_writer_are_gone_and_nothing_else(marked: Engine) -> None:
    """From the rows, and from the files. The way down and up again changes nothing more."""
    assert contents(marked) == ({MARKED, BLANK}, sorted(QUESTIONS))
    assert b'"open_change":true' in files_of(marked)

    command.upgrade(migration_config(marked), "head")

    answers, questions = after = contents(marked)
    assert {json.dumps(json.loads(one)) for one in answers} == {'{"belong": "other"}', '{"belong": null}'}
    assert questions == [""] * 12 + ["open_change"] * 11
    assert b'"open_change":true' not in files_of(marked), "the files keep an old row"

    command.downgrade(migration_config(marked), BEFORE)
    command.upgrade(migration_config(marked), "head")

    assert contents(marked) == after, "down and up again"

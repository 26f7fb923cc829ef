"""A comment keeps its question only where at least eleven wrote for it."""

import os
from collections import Counter

import pytest
from sqlalchemy import Engine, insert, select

from survey_app.store.database.engine import writing
from survey_app.store.sealing.box import forget_rare_questions
from survey_app.store.tables import Comment
from tests.actions.responses.response_samples import a_submission, open_everything


@pytest.fixture
def comments(engine: Engine) -> Engine:
    """Ten comments for one question, and eleven for another."""
    open_everything(engine)
    sample = a_submission()
    place = {"round": sample.round, "school": sample.school, "version": sample.version, "body": "more food"}
    asked = ["rare"] * 10 + ["asked"] * 11
    with writing(engine) as connection:
        rows = [{"id": os.urandom(16), "question": question, **place} for question in asked]
        connection.execute(insert(Comment), rows)
    return engine


def questions(engine: Engine) -> Counter[str]:
    with engine.connect() as connection:
        return Counter(connection.scalars(select(Comment.question)))


@pytest.mark.parametrize(("smallest", "left"), [(11, {"": 10, "asked": 11}), (10, {"rare": 10, "asked": 11})])
def test_a_question_that_few_wrote_for_is_forgotten(
    comments: Engine, smallest: int, left: dict[str, int]
) -> None:
    with writing(comments) as connection:
        rounds = connection.scalars(select(Comment.round).distinct()).all()
        forget_rare_questions(connection, rounds, smallest)

    assert questions(comments) == left

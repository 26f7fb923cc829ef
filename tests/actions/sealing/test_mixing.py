"""Mixing: what is kept of a response, and what no longer belongs to it."""

import json

import pytest
from sqlalchemy import select, update

from survey_app.actions.responses.store_responses import store_responses
from survey_app.actions.rounds.lifecycle import finish_round
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.store.database.engine import writing
from survey_app.store.tables import Box, Comment, SurveyVersion
from tests.actions.responses.response_samples import DAY, ROUND, a_submission, a_survey, open_everything


def test_a_text_that_only_some_are_asked_for_names_no_question(engine, keys):
    open_everything(engine)
    survey = a_survey()
    (section,) = survey.sections
    belong, change = section.questions
    for_all = change.model_copy(update={"when": ["ge", "school.grade_high", 9]})
    for_some = change.model_copy(update={"name": "open_why", "when": ["eq", "belong", "some"]})
    wider = section.model_copy(update={"questions": (belong, for_all, for_some)})
    published = survey.model_copy(update={"sections": (wider,)}).model_dump_json()
    begin_epoch(engine, keys, DAY)
    with writing(engine) as connection:
        connection.execute(update(SurveyVersion).values(json=published))
        answers = {"belong": "some", "open_change": "Más baños", "open_why": "Nobody is kind"}
        store_responses(connection, [a_submission(answers) for _ in range(11)], DAY)

    finish_round(engine, keys, ROUND)

    with engine.connect() as connection:
        comments = connection.execute(select(Comment.question, Comment.body).order_by(Comment.question)).all()
        rows = set(connection.scalars(select(Box.answers)))
    assert comments == [("", "Nobody is kind")] * 11 + [("open_change", "Más baños")] * 11
    assert [json.loads(row) for row in rows] == [{"belong": "some"}]


@pytest.mark.parametrize(("how_many", "named"), [(10, {""}), (11, {"open_change"})])
def test_once_a_round_is_finished_a_question_that_few_wrote_for_is_not_named(engine, keys, how_many, named):
    open_everything(engine)
    begin_epoch(engine, keys, DAY)
    with writing(engine) as connection:
        elsewhere = [a_submission({"open_change": "words"}, school="golden-valley-high")]
        here = [a_submission({"open_change": "words"}) for _ in range(how_many)]
        store_responses(connection, [*here, *elsewhere], DAY)

    finish_round(engine, keys, ROUND)

    with engine.connect() as connection:
        questions = connection.execute(select(Comment.school, Comment.question)).all()
    assert {question for school, question in questions if school == "merced-high"} == named
    assert {question for school, question in questions if school != "merced-high"} == {""}

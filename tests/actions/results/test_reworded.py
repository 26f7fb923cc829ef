"""A word that changed its meaning while people answered is in the method note of the results, with its day."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from survey_app.actions.results.make_release import make_release
from survey_app.actions.results.read_results import results_of
from survey_app.results.published.model import Header
from survey_app.store.tables import Round, SurveyVersion
from survey_app.store.texts import add_wordings
from survey_app.surveys.published import published_survey
from survey_app.surveys.words.wordings import Wording
from tests.actions.exports.export_samples import ROUND, fill, set_up

NOW = datetime(2027, 5, 3, 18, 0, tzinfo=UTC)


@pytest.fixture
def closed(engine):
    set_up(engine)
    fill(engine, [{"grade": "9"}] * 12)


def reword(engine, at, *, key="grade.ask", meaning=True, source=None):
    with Session(engine) as session:
        version = session.query(SurveyVersion).one()
        survey = published_survey(version.json)
        asked = next(each for each in survey.questions() if f"{each.name}.ask" == key)
        given: dict[str, Any] = {"key": key, "source": source or asked.ask.source, "meaning": meaning}
        district = session.get_one(Round, ROUND).district
        row = Wording(
            district,
            version.root,
            language="es",
            words="¿?",
            state="reviewed",
            by="ana@example.org",
            at=at,
            **given,
        )
        add_wordings(session.connection(), [row])
        session.commit()
        return asked.ask.source


def reworded(engine):
    with Session(engine) as session:
        make_release(session, b"s" * 32, ROUND, "ana@example.org", NOW)
        (one,) = results_of(session, ROUND, drafts=True)
        return [(each.language, each.source, each.on) for each in one.header.reworded], one.row.json


def test_a_change_of_meaning_while_people_answered_is_in_the_release(closed, engine):
    source = reword(engine, datetime(2027, 4, 6, 19, 0, tzinfo=UTC))

    assert reworded(engine)[0] == [("es", source, "2027-04-06")]


@pytest.mark.parametrize(
    "changes",
    [
        {"at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"at": datetime(2027, 4, 6, tzinfo=UTC), "meaning": False},
        {"at": datetime(2027, 4, 6, tzinfo=UTC), "source": "Other English"},
    ],
    ids=["before the round", "only spelling", "other English"],
)
def test_anything_else_is_not_and_the_release_is_written_as_before(closed, engine, changes):
    reword(engine, **changes)

    found, written = reworded(engine)
    assert found == []
    assert "reworded" not in written


def test_a_release_from_before_there_were_wordings_is_read(closed, engine):
    _, written = reworded(engine)

    assert Header.model_validate_json(written).reworded == ()

"""A district's own copy of a survey is compared with what was asked before it was copied."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from survey_app.actions.results.release_parts import _before
from survey_app.actions.surveys.catalog import freeze
from survey_app.results.cells import survey_file
from survey_app.results.published.model import Header
from survey_app.store.database.engine import writing
from survey_app.store.tables import Release, Round, SurveyVersion
from survey_app.surveys.published import published_survey
from survey_app.surveys.types import ChooseSeveral
from tests.actions.exports.export_samples import ROUND
from tests.actions.results.release_steps import HEADER, ONE_ENGINE, earlier

OWN = "student_2465789"


def limited_to(survey, most):
    """The survey with another limit where people choose several."""
    sections = [
        section.model_copy(
            update={
                "questions": tuple(
                    each.model_copy(update={"most": most}) if isinstance(each, ChooseSeveral) else each
                    for each in section.questions
                )
            }
        )
        for section in survey.sections
    ]
    return survey.model_copy(update={"sections": tuple(sections)})


@ONE_ENGINE
@pytest.mark.parametrize(("root", "is_found"), [("student", True), ("another", False)])
def test_a_copy_is_compared_with_what_it_was_copied_from(closed, engine, root, is_found):
    earlier(engine, "approved")
    with Session(engine) as session:
        row = session.get_one(Round, ROUND)
        asked = session.query(SurveyVersion).filter(SurveyVersion.audience == "student").first()
        survey = published_survey(asked.json)
        release = session.query(Release).one()
        header = Header.model_validate_json(HEADER)
        header = header.model_copy(update={"survey": survey.name, "versions": (survey.version,)})
        release.json = header.model_dump_json()
        district = row.district
        session.commit()
        own = survey.model_copy(update={"name": OWN, "version": f"{OWN}-2027.1"})
        with writing(session):
            freeze(session, own, datetime(2027, 1, 1, tzinfo=UTC), district, root)

        found = _before(session, session.get_one(Round, ROUND), survey_file([own], {}))

        assert (found and found.name) == ("Before" if is_found else None)
        if found:
            assert found.limited == frozenset()
            other = _before(session, session.get_one(Round, ROUND), survey_file([limited_to(own, 1)], {}))
            several = {each.name for each in own.questions() if isinstance(each, ChooseSeveral)}
            assert several and other.limited == several

"""A district with the library's surveys, to write its own."""

import pytest
from sqlalchemy.orm import Session

from survey_app.actions.surveys.catalog import publish_library
from survey_app.store.tables import District, School
from tests.actions.surveys.drafts.writers import DISTRICT, ELSEWHERE, NOW
from tests.filled import filled


def publish(engine):
    """Publish the library for two districts, the first with two high schools."""
    with Session(engine) as session:
        session.add(District(code=DISTRICT, name="Merced Union"))
        session.add(District(code=ELSEWHERE, name="Merced City"))
        session.flush()
        for number, slug in enumerate(("merced-high", "golden-valley-high")):
            school = School(slug=slug, district=DISTRICT, cds=f"2465789000000{number}", name=slug.title())
            school.city, school.grade_low, school.grade_high = "Merced", 9, 12
            session.add(school)
        session.commit()
        publish_library(session, NOW)


sqlite_template, postgres_template = filled("drafts", publish)


@pytest.fixture
def published(engine):
    """The library and two districts are in every database here from the beginning."""

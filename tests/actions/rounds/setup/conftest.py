"""Two districts with three schools, where the surveys of the library can be asked."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from survey_app.actions.surveys.catalog import publish_library
from survey_app.store.tables import District, School
from tests.filled import filled


def publish(engine):
    """Publish the library for two districts with three schools."""
    with Session(engine) as session:
        publish_library(session, datetime(2027, 4, 6, 19, 0, tzinfo=UTC))
        for code, name in (("24-65789", "Merced Union High"), ("24-65771", "Merced City Elementary")):
            session.add(District(code=code, name=name))
        session.flush()
        for slug, district, cds, low, high in (
            ("merced-high", "24-65789", "24657892435204", 9, 12),
            ("sequoia-high", "24-65789", "24657890107672", 9, 12),
            ("reyes-elementary", "24-65771", "24657716025001", 0, 5),
        ):
            school = School(slug=slug, district=district, cds=cds, name=slug.title(), city="Merced")
            school.grade_low, school.grade_high, school.enrollment, school.languages = (
                low,
                high,
                1975,
                ["en", "es"],
            )
            session.add(school)
        session.commit()


sqlite_template, postgres_template = filled("setup", publish)


@pytest.fixture
def schools(session):
    """The library, two districts and three schools are in every database here from the beginning."""

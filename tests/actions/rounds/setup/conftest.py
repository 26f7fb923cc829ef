"""Two districts with three schools, where the surveys of the library can be asked."""

import pytest

from survey_app.actions.surveys.catalog import publish_library
from survey_app.store.tables import District, School


@pytest.fixture
def schools(session, now):
    publish_library(session, now)
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

"""The catalog: which link a school's audience gets; and publishing, once and for ever."""

from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
from sqlalchemy import delete, event, func, select, update
from sqlalchemy.orm import Session

from survey_app.actions.sealing.response_sizes import sizes_of
from survey_app.actions.surveys.catalog import publish_library, publish_survey, read_catalog
from survey_app.errors import SurveyFileError
from survey_app.store.catalog import newest_versions, response_sizes
from survey_app.store.exports import surveys_newest_first
from survey_app.store.tables import Link, Round, School, SurveyVersion
from survey_app.surveys.model import SchoolFacts
from survey_app.surveys.published import published_survey
from survey_app.surveys.sizes import response_size
from survey_app.surveys.types import LongText
from survey_app.surveys.yaml_file import load_library
from tests.actions.responses.response_samples import DAY, ROUND, a_round, a_survey, open_everything, words

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def opened(engine):
    open_everything(engine)


def add_round(session, key, state, closes_on=date(2027, 5, 1), *, sample=False):
    row = a_round(key, state, sample=sample)
    row.closes_on = closes_on
    session.add(row)
    session.flush()
    link = {"school": "merced-high", "audience": "student", "version": "student-2026.1"}
    session.add(Link(round=key, sections=[], **link))
    session.commit()


def set_state(session, state):
    session.get_one(Round, ROUND).state = state
    session.commit()


def link_of(session, today=DAY):
    return read_catalog(session, today).schools["merced-high"].links["student"]


def test_the_catalog_holds_districts_schools_links_and_surveys(opened, session):
    catalog = read_catalog(session, DAY)

    school = catalog.schools["merced-high"]
    assert dict(catalog.districts) == {"24-65789": "Merced Union High School District"}
    assert list(catalog.schools) == ["golden-valley-high", "merced-high"]
    assert list(catalog.versions) == ["student-2026.1"]
    assert school.city == "Merced"
    assert school.facts == SchoolFacts("Merced-High", "Merced Union High School District", 9, 12)
    link = school.links["student"]
    assert (link.round_key, link.state, link.closes_on) == (ROUND, "open", date(2027, 5, 1))
    assert link.survey == a_survey()


def test_the_languages_of_a_school_are_those_chosen_for_paper_and_then_those_counted(opened, session):
    school = session.get_one(School, "merced-high")
    school.languages, school.language_counts = ["pa", "hmn"], {"es": 900, "hmn": 40, "ar": 60, "pa": 12}
    session.commit()

    assert link_of(session).facts.spoken == ("hmn", "pa", "es", "ar")
    assert read_catalog(session, DAY).schools["golden-valley-high"].facts.spoken == ()


def test_nothing_of_a_catalog_asks_the_database_again(opened, engine):
    with Session(engine) as session:
        catalog = read_catalog(session, DAY)
    statements = []
    event.listen(engine, "before_cursor_execute", lambda *given: statements.append(given[2]))

    assert catalog.schools["merced-high"].links["student"].survey.title.source == "Student survey"
    assert statements == []


def test_optional_sections_are_those_that_the_school_added(opened, session):
    session.get_one(Link, (ROUND, "merced-high", "student")).sections = ["clubs"]
    session.commit()

    assert link_of(session).facts.sections == {"clubs"}


def test_an_open_round_comes_before_a_rehearsal(opened, session):
    add_round(session, "autumn-2027", "rehearsal")

    assert link_of(session).round_key == ROUND


def test_a_rehearsal_comes_before_a_closed_round(opened, session):
    set_state(session, "closed")
    add_round(session, "autumn-2027", "rehearsal")

    assert link_of(session).round_key == "autumn-2027"


def test_of_closed_rounds_the_newest_counts(opened, session):
    set_state(session, "closed")
    add_round(session, "a-newer-one", "closed", date(2028, 1, 1))
    add_round(session, "z-older-one", "closed", date(2027, 3, 2))

    assert link_of(session).round_key == "a-newer-one"


def test_a_round_of_sample_data_has_no_links(opened, session):
    set_state(session, "closed")
    add_round(session, "sample", "open", sample=True)

    assert link_of(session).round_key == ROUND


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2027, 2, 28), "closed"),
        (date(2027, 3, 1), "open"),
        (date(2027, 5, 1), "open"),
        (date(2027, 5, 2), "closed"),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_open_round_is_open_from_its_first_day_to_its_last(opened, session, today, state):
    assert link_of(session, today).state == state


def test_a_survey_is_published_once(session):
    publish_survey(session, a_survey(), NOW)
    publish_survey(session, a_survey(), datetime(2027, 1, 1, tzinfo=UTC))

    assert session.scalar(select(func.count()).select_from(SurveyVersion)) == 1


def test_the_library_is_published_once(session, now):
    for _ in range(2):
        publish_library(session, now)

    published = set(session.scalars(select(SurveyVersion.version)))
    assert published == {survey.version for survey in load_library().values()}


def test_an_upgrade_publishes_what_is_new_and_leaves_the_rest(session, now):
    publish_library(session, now)
    session.execute(delete(SurveyVersion).where(SurveyVersion.version == "family-2026.3"))
    changed = session.get_one(SurveyVersion, "staff-2026.3")
    changed.json = changed.json.replace("2026.3", "2026.3 ", 1)
    session.commit()
    before = changed.json
    publish_library(session, now)

    assert session.get(SurveyVersion, "family-2026.3") is not None
    assert session.get_one(SurveyVersion, "staff-2026.3").json == before


def test_a_database_from_before_keeps_its_versions_and_gets_the_new_ones(session, now):
    older = load_library()["family"].model_copy(update={"version": "family-2026.1", "who": ()})
    publish_survey(session, older, NOW)

    publish_library(session, now)

    kept = session.get_one(SurveyVersion, "family-2026.1")
    assert (kept.json, kept.sha256) == (older.model_dump_json(), sha256(kept.json.encode()).hexdigest())
    assert session.get_one(SurveyVersion, "family-2026.3").json != kept.json


def test_a_published_survey_does_not_change(session):
    publish_survey(session, a_survey(), NOW)
    longer = a_survey().model_copy(update={"minutes": 9})

    with pytest.raises(SurveyFileError, match=r"student-2026\.1 is published.* student-2026\.2"):
        publish_survey(session, longer, NOW)
    assert session.get_one(SurveyVersion, "student-2026.1").json == a_survey().model_dump_json()


def test_a_version_is_published_with_the_size_of_its_responses(session):
    publish_survey(session, a_survey(), NOW)

    assert session.get_one(SurveyVersion, "student-2026.1").response_size == response_size(a_survey()) == 3328
    assert response_sizes(session.connection(), {"student-2026.1", "unknown"}) == {"student-2026.1": 3328}


def test_a_start_measures_versions_from_before(session, now):
    publish_library(session, now)
    session.execute(update(SurveyVersion).values(response_size=None))
    session.commit()
    assert response_sizes(session.connection(), {"family-2026.3"}) == {}
    assert sizes_of(session.connection(), {"family-2026.3"}) == {"family-2026.3": 12032}
    session.rollback()

    publish_library(session, now)

    assert response_sizes(session.connection(), {"family-2026.3"}) == {"family-2026.3": 12032}
    assert session.scalars(select(SurveyVersion).where(SurveyVersion.response_size.is_(None))).all() == []


def test_a_survey_whose_responses_are_too_large_is_not_published(session):
    whole = a_survey()
    [section] = whole.sections
    essays = [LongText(name=f"essay{n}", ask=words("?"), privacy="rare", longest=2000) for n in range(5)]
    long = whole.model_copy(update={"sections": (section.model_copy(update={"questions": tuple(essays)}),)})

    with pytest.raises(SurveyFileError, match=r"student-2026\.1: a response can take 40,\d+ bytes"):
        publish_survey(session, long, NOW)
    publish_survey(session, whole, NOW)

    assert session.get_one(SurveyVersion, "student-2026.1").json == whole.model_dump_json()


def test_of_versions_published_at_one_moment_the_tenth_is_the_newest(session):
    for number in (10, 9):
        publish_survey(session, a_survey(f"student-2026.{number}"), NOW)

    newest_first = surveys_newest_first(session, ["student-2026.9", "student-2026.10"])

    assert [published_survey(each).version for each in newest_first] == ["student-2026.10", "student-2026.9"]
    assert [each.version for each in newest_versions(session, None)] == ["student-2026.10"]

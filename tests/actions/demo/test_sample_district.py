"""The sample district: real schools, a round to try, and a closed round whose answers nobody gave."""

import json
import shutil
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.actions.demo.people import read_sample_district
from survey_app.actions.demo.sample_district import load_sample_district, simulate
from survey_app.actions.responses.store_responses import store_responses
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.actions.surveys.catalog import read_catalog
from survey_app.config import last_count
from survey_app.errors import RoundError
from survey_app.store.database.engine import make_engine, writing
from survey_app.store.sealing.epochs import current_epoch
from survey_app.store.tables import (
    Box,
    Comment,
    Link,
    ReceivedChannel,
    ReceivedDay,
    ReceivedLanguage,
    Round,
    School,
    SurveyVersion,
)
from survey_app.surveys.answers import read
from survey_app.surveys.model import SchoolFacts, Survey
from survey_app.vocabulary import AUDIENCES
from tests.actions.responses.response_samples import a_submission, all_waiting

TODAY = date(2026, 9, 21)
NOW = datetime(2026, 9, 21, 18, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def keys_of_sample(tmp_path_factory):
    return EpochKeys(tmp_path_factory.mktemp("sample") / "keys")


@pytest.fixture(scope="module")
def sample(sqlite_template, tmp_path_factory, keys_of_sample):
    """The sample district on SQLite with a small sample round, for the tests that only look."""
    path = shutil.copy(sqlite_template, tmp_path_factory.mktemp("sample") / "survey.sqlite")
    engine = make_engine(f"sqlite:///{path}")
    simulate(engine, keys_of_sample, TODAY, NOW, responses=600, seed=7)
    yield engine
    engine.dispose()


def all_of(engine, column, **where):
    with Session(engine) as session:
        return list(session.scalars(select(column).filter_by(**where)))


def answers_of(engine, key):
    return sorted(all_of(engine, Box.answers, round=key))


def test_the_nine_schools_are_as_the_state_publishes_them():
    district = read_sample_district()

    assert (district.code, district.name) == ("24-65789", "Merced Union High")
    assert {school.cds: (school.name, school.city, school.enrollment) for school in district.schools} == {
        "24657892430601": ("Atwater High", "Atwater", 2058),
        "24657892430205": ("Buhach Colony High", "Atwater", 1670),
        "24657890127373": ("El Capitan High", "Merced", 1852),
        "24657892430098": ("Golden Valley High", "Merced", 1931),
        "24657892433605": ("Livingston High", "Livingston", 1154),
        "24657892435204": ("Merced High", "Merced", 1975),
        "24657892430049": ("Independence High (Alternative)", "Merced", 94),
        "24657892439602": ("Yosemite High (Continuation)", "Merced", 295),
        "24657890107672": ("Sequoia High", "Merced", 82),
    }


def test_grades_and_races_of_every_school_add_up_to_its_enrollment():
    for school in read_sample_district().schools:
        assert sum(school.grades) == sum(school.race_eth.values()) == school.enrollment


def test_schools_are_stored_with_grades_and_the_source_of_their_enrollment(sample):
    with Session(sample) as session:
        school = session.get_one(School, "sequoia-high")

    assert (school.grade_low, school.grade_high, school.enrollment) == (9, 12, 82)
    assert school.enrollment_source == "CDE Census Day 2025-26"


def test_a_new_installation_has_an_open_round_for_everyone_around_today(engine, keys):
    load_sample_district(engine, keys, TODAY, NOW, responses=60)

    with Session(engine) as session:
        catalog = read_catalog(session, TODAY)
        row = session.get_one(Round, "2026-27")
    links = [link for school in catalog.schools.values() for link in school.links.values()]
    assert (row.state, row.sample, row.opens_on <= TODAY <= row.closes_on) == ("open", False, True)
    assert {(link.round_key, link.state) for link in links} == {("2026-27", "open")}
    assert {audience: len(catalog.schools) for audience in AUDIENCES} == Counter(
        link.audience for link in links
    )


def test_loading_it_again_adds_a_sample_round_and_nothing_else(engine, keys):
    load_sample_district(engine, keys, TODAY, NOW, responses=30)
    load_sample_district(engine, keys, TODAY, NOW, responses=30)

    assert sorted(all_of(engine, Round.key)) == ["2026-27", "sample", "sample-2"]
    assert len(all_of(engine, School.slug)) == 9


def test_all_bundled_surveys_are_published(sample):
    assert {version.split("-")[0] for version in all_of(sample, SurveyVersion.version)} == {
        "student", "elementary", "family", "staff", "partner",
    }  # fmt: skip


def test_the_sample_round_is_closed_and_says_what_it_is(sample):
    with Session(sample) as session:
        row = session.get_one(Round, "sample")

    assert (row.state, row.sample, row.name) == ("closed", True, "Sample round (simulated answers)")
    assert row.closes_on < TODAY


def test_every_simulated_response_is_counted_sealed_and_mixed(engine, keys):
    simulate(engine, keys, TODAY, NOW, responses=40)

    received = sum(all_of(engine, ReceivedDay.n, round="sample"))
    assert (received, len(answers_of(engine, "sample")), len(all_waiting(engine))) == (40, 40, 0)


def test_the_sample_tells_nothing_of_other_rounds_and_is_no_daily_count(engine, keys):
    """It may be made beside a round that is open."""
    load_sample_district(engine, keys, TODAY, NOW, responses=40)
    begin_epoch(engine, keys, last_count(NOW).date())
    with writing(engine) as connection:
        real = [a_submission({}, round="2026-27", version="student-2026.3") for _ in range(30)]
        store_responses(connection, real, last_count(NOW).date())

    simulate(engine, keys, TODAY + timedelta(days=1), NOW + timedelta(days=1), responses=600)

    assert all_of(engine, ReceivedDay.n, round="2026-27") == []
    assert {nullifier for nullifier, _, _ in all_waiting(engine)} == {each.nullifier for each in real}
    assert len(set(all_of(engine, ReceivedDay.day, round="sample-2"))) == 2
    with engine.connect() as connection:
        assert current_epoch(connection).day == last_count(NOW).date()


def test_on_a_new_installation_the_last_count_is_that_of_today(engine, keys):
    simulate(engine, keys, TODAY, NOW, responses=40)

    with engine.connect() as connection:
        assert current_epoch(connection).day == last_count(NOW).date()


def test_the_validator_takes_every_simulated_answer_as_it_is(sample):
    with Session(sample) as session:
        surveys = {
            v.version: Survey.model_validate_json(v.json) for v in session.scalars(select(SurveyVersion))
        }
        sections = {(one.school, one.version): one.sections for one in session.scalars(select(Link))}
        boxed = list(session.scalars(select(Box)))

    for one in boxed:
        facts = SchoolFacts("", "", 9, 12, 1000, frozenset(sections[one.school, one.version]))
        reading = read(surveys[one.version], facts, json.loads(one.answers))
        assert (reading.problems, reading.dropped) == ([], 0)


def test_the_same_seed_gives_the_same_answers_in_another_round(sample, keys_of_sample):
    again = simulate(sample, keys_of_sample, TODAY, NOW, responses=600, seed=7)
    other = simulate(sample, keys_of_sample, TODAY, NOW, responses=600, seed=8)

    assert again.key == "sample-2"
    assert answers_of(sample, "sample") == answers_of(sample, "sample-2") != answers_of(sample, other.key)


def test_people_come_in_all_audiences_channels_and_languages_and_say_something(sample):
    assert set(all_of(sample, ReceivedDay.audience)) == set(AUDIENCES)
    assert {"en", "es", "hmn", "pa"} <= set(all_of(sample, ReceivedLanguage.language))
    assert {"web", "kiosk", "paper"} <= set(all_of(sample, ReceivedChannel.channel))
    assert any("ñ" in body for body in all_of(sample, Comment.body))
    assert any("\u0a00" <= letter <= "\u0a7f" for body in all_of(sample, Comment.body) for letter in body)


def test_large_schools_have_more_responses_than_small_ones(sample):
    with Session(sample) as session:
        sizes = dict(session.execute(select(Box.school, func.count()).group_by(Box.school)).all())
    assert sizes["atwater-high"] > 5 * sizes.get("sequoia-high", 0)


def test_a_round_without_responses_is_refused(engine, keys):
    with pytest.raises(RoundError, match="--responses"):
        simulate(engine, keys, TODAY, NOW, responses=0)

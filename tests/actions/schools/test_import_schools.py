"""Schools from the state's files: a preview says what would change, and exactly that happens."""

from dataclasses import replace

import pytest

from survey_app.actions.audit_log import show_log
from survey_app.actions.schools.import_schools import (
    SchoolByHand,
    add_school,
    apply_import,
    change_school,
    plan_import,
)
from survey_app.directory.enrollment_file import read_enrollment
from survey_app.directory.schools_file import StateDistrict, read_schools
from survey_app.errors import SchoolError
from survey_app.store.catalog import districts, schools
from survey_app.store.schools.schools import get_school
from tests.directory.state_files import ENROLLMENT, MUHSD, SCHOOLS

ENROLLMENTS = read_enrollment(ENROLLMENT)
DISTRICT = read_schools(SCHOOLS)[MUHSD]
BY_HAND = SchoolByHand(
    "New High", "Merced", "24657890999999", 9, 12, 300, "Principal, 2026-09-01", ("en", "es")
)


def plan(session, district: StateDistrict = DISTRICT, enrollments=ENROLLMENTS, languages=None):
    changes = plan_import(session, district, enrollments, languages or {})
    session.rollback()
    return changes


@pytest.fixture
def imported(session, now):
    apply_import(session, "boss@example.org", plan(session), now)


def test_the_plan_says_what_is_new_and_what_is_left_out_and_why(session):
    changes = plan(session)

    assert len(changes.new) == 9
    assert changes.left_out == [("Merced Adult", "no_grades"), ("Merced High, East", "closed")]
    assert schools(session) == []


def test_what_was_planned_is_done_and_logged(session, imported):
    merced = get_school(session, "merced-high")

    assert (merced.cds, merced.enrollment, merced.enrollment_source) == (
        "24657892435204",
        1975,
        "CDE Census Day 2025-26",
    )
    assert [district.name for district in districts(session)] == ["Merced Union High"]
    assert [(act.action, dict(act.details)) for act in show_log(session, None).acts] == [
        ("schools import", {"new": 9, "changed": 0, "gone": 0})
    ]


def test_the_same_files_change_nothing_a_second_time(session, imported):
    changes = plan(session)

    assert changes.is_empty
    assert len(changes.unchanged) == 9


def test_a_change_says_what_was_and_what_will_be_and_the_slug_stays(session, imported, now):
    renamed = replace(
        DISTRICT,
        schools=[
            replace(each, name="Sequoia Academy") if each.name == "Sequoia High" else each
            for each in DISTRICT.schools
        ],
    )
    changes = plan(session, renamed)

    (change,) = changes.changed
    assert change.fields == {"name": ("Sequoia High", "Sequoia Academy")}
    apply_import(session, "boss@example.org", changes, now)
    assert get_school(session, "sequoia-high").name == "Sequoia Academy"


def test_a_school_that_closed_is_archived_and_not_deleted(session, imported, now):
    closed = replace(
        DISTRICT,
        schools=[
            replace(each, status="Closed") if each.name == "Sequoia High" else each
            for each in DISTRICT.schools
        ],
    )
    changes = plan(session, closed)
    apply_import(session, "boss@example.org", changes, now)

    assert [change.slug for change in changes.gone] == ["sequoia-high"]
    assert get_school(session, "sequoia-high").is_archived
    session.rollback()
    assert plan(session, closed).is_empty
    apply_import(session, "boss@example.org", plan(session), now)
    assert not get_school(session, "sequoia-high").is_archived


def test_a_plan_of_yesterday_is_not_applied_to_todays_schools(session, imported, now):
    old = plan(session, replace(DISTRICT, schools=DISTRICT.schools[:3]))
    change_school(session, "ana@example.org", "merced-high", replace(BY_HAND, name="Merced High"), now)

    with pytest.raises(SchoolError) as refused:
        apply_import(session, "boss@example.org", old, now)

    assert refused.value.codes == {"file": "schools_changed_since"}


def test_an_enrollment_that_is_not_in_the_file_is_left_as_it_is(session, imported):
    assert plan(session, enrollments={}).is_empty


def test_languages_over_fifteen_per_cent_are_added(session, imported, now):
    counts = {"24657890107672": {"es": 40, "hmn": 13, "pa": 3}}
    changes = plan(session, languages=counts)
    apply_import(session, "boss@example.org", changes, now)

    sequoia = get_school(session, "sequoia-high")
    assert (sequoia.languages, sequoia.language_counts["pa"]) == (["es", "hmn"], 3)


def test_a_school_can_be_added_and_changed_by_hand(session, imported, now):
    slug = add_school(session, "ana@example.org", MUHSD, BY_HAND, now)
    change_school(session, "ana@example.org", slug, replace(BY_HAND, name="Newer High", enrollment=301), now)

    school = get_school(session, "new-high")
    assert (school.name, school.enrollment, school.languages) == ("Newer High", 301, ["en", "es"])
    assert show_log(session, None).acts[0].details == {"fields": ["name", "enrollment"]}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"name": " "}, ("name", "name_missing")),
        ({"cds": "123"}, ("cds", "cds_wrong")),
        ({"cds": "24657890000000"}, ("cds", "cds_wrong")),
        ({"cds": "24657892435204"}, ("cds", "cds_taken")),
        ({"cds": "24657710999999"}, ("cds", "cds_of_other_district")),
        ({"grade_low": 12, "grade_high": 9}, ("grades", "grades_wrong")),
        ({"grade_low": None}, ("grades", "grades_wrong")),
        ({"enrollment": -1}, ("enrollment", "enrollment_out_of_range")),
        ({"enrollment_source": ""}, ("enrollment_source", "enrollment_source_missing")),
        ({"languages": ("español",)}, ("languages", "school_languages_unknown")),
    ],
)
def test_an_invalid_school_is_refused_and_its_fields_are_named(session, imported, now, changes, fault):
    with pytest.raises(SchoolError) as refused:
        add_school(session, "ana@example.org", MUHSD, replace(BY_HAND, **changes), now)

    assert dict([fault]).items() <= refused.value.codes.items()
    assert len(schools(session)) == 9

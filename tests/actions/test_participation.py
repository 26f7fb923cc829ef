"""Participation counts tell nobody who came just now."""

from datetime import UTC, date, datetime

import pytest

from survey_app.actions.catalogue import publish_survey
from survey_app.actions.participation import in_steps, links_in_reach, show_participation
from survey_app.store.participation import ReceivedKey, add_received
from survey_app.store.tables import District, Link, Round, School
from survey_app.surveys.yaml_file import load_library


@pytest.mark.parametrize(("n", "shown"), [(0, None), (10, None), (11, 10), (19, 10), (20, 20), (1234, 1230)])
def test_counts_go_in_steps_of_ten_and_never_show_fewer_than_eleven(n: int, shown: int | None) -> None:
    assert in_steps(n) == shown


DAY = date(2027, 4, 6)


@pytest.fixture
def asked(session):
    """Two schools; students and families of one, with 250 codes for families."""
    publish_survey(session, load_library()["family"], datetime(2027, 1, 1, tzinfo=UTC))
    publish_survey(session, load_library()["student"], datetime(2027, 1, 1, tzinfo=UTC))
    session.add(District(code="24-65789", name="Merced Union High"))
    for slug, cds, enrolment in (
        ("merced-high", "24657892435204", 1975),
        ("sequoia-high", "24657890107672", None),
    ):
        school = School(slug=slug, district="24-65789", cds=cds, name=slug.title(), city="Merced")
        school.grade_low, school.grade_high, school.enrolment, school.enrolment_source = (
            9,
            12,
            enrolment,
            "CDE",
        )
        session.add(school)
    days = {"opens_on": date(2027, 4, 1), "closes_on": date(2027, 5, 1)}
    session.add(Round(key="spring", district="24-65789", name="Spring", state="open", goal=75, **days))
    session.flush()
    for slug, audience, codes in (
        ("merced-high", "student", 0),
        ("merced-high", "family", 250),
        ("sequoia-high", "student", 0),
    ):
        link = Link(round="spring", school=slug, audience=audience, version=f"{audience}-2026.1", codes=codes)
        link.access, link.voided = "codes" if codes else "open", 50 if codes else 0
        session.add(link)
    session.commit()


def receive(session, school, audience, n, language="en", channel="web", day=DAY):
    add_received(session.connection(), {ReceivedKey("spring", school, audience, language, channel): n}, day)
    session.commit()


def show(session, schools=("merced-high", "sequoia-high"), today=DAY):
    return show_participation(session, "spring", links_in_reach(session, "spring", schools), today)


def test_each_group_is_held_against_those_asked(session, asked):
    receive(session, "merced-high", "student", 1490)
    receive(session, "merced-high", "family", 151, "es")
    receive(session, "sequoia-high", "student", 30)

    shown = [
        (group.slug, group.audience, group.n, group.asked, group.per_cent) for group in show(session).groups
    ]

    assert shown == [
        ("merced-high", "student", 1490, 1975, 75),
        ("merced-high", "family", 150, 200, 75),
        ("sequoia-high", "student", 30, None, None),
    ]
    assert show(session).missing == []


def test_who_is_missing_comes_in_the_order_of_what_is_lacking(session, asked):
    receive(session, "merced-high", "student", 1000)
    receive(session, "merced-high", "family", 10)

    assert [(group.slug, group.audience) for group in show(session).missing] == [
        ("merced-high", "student"),
        ("merced-high", "family"),
        ("sequoia-high", "student"),
    ]


def test_every_cut_is_in_steps_and_small_ones_are_hidden(session, asked):
    receive(session, "merced-high", "student", 25, "en", "kiosk", date(2027, 4, 2))
    receive(session, "merced-high", "student", 14, "es", "web", date(2027, 4, 4))
    receive(session, "merced-high", "family", 3, "hmn", "web", date(2027, 4, 4))

    shown = show(session, today=date(2027, 4, 5))

    assert shown.total == 40
    assert shown.by_audience == {"student": 30, "family": None}
    assert shown.by_language == {"en": 20, "es": 10, "hmn": None}
    assert shown.by_channel == {"kiosk": 20, "web": 10}
    assert shown.by_day == {
        date(2027, 4, 2): 20,
        date(2027, 4, 3): 20,
        date(2027, 4, 4): 40,
        date(2027, 4, 5): 40,
    }


def test_one_who_looks_after_one_school_sees_that_school_alone(session, asked):
    receive(session, "merced-high", "student", 500)
    receive(session, "sequoia-high", "student", 60)

    shown = show(session, ["sequoia-high"])

    assert (shown.total, [group.slug for group in shown.groups]) == (60, ["sequoia-high"])


def test_one_more_response_changes_nothing_but_at_a_step(session, asked):
    receive(session, "merced-high", "student", 41)
    before = show(session)
    receive(session, "merced-high", "student", 8)

    assert show(session) == before
    receive(session, "merced-high", "student", 1)
    assert show(session) != before

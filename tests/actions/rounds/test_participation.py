"""Participation counts tell nobody who came just now."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from survey_app.actions.rounds.lifecycle import list_rounds
from survey_app.actions.rounds.participation import (
    MET,
    MISSED,
    UNCLEAR,
    UNKNOWN,
    Count,
    exactly,
    in_steps,
    links_in_reach,
    show_participation,
    show_ways,
    total_of,
)
from survey_app.actions.surveys.catalog import publish_survey
from survey_app.store.rounds.participation import ReceivedKey, add_received
from survey_app.store.tables import District, Link, Round, School
from survey_app.surveys.yaml_file import load_library


@pytest.mark.parametrize(
    ("n", "told"),
    [
        (0, "fewer than 11"),
        (10, "fewer than 11"),
        (11, "10 or more"),
        (19, "10 or more"),
        (1234, "1230 or more"),
    ],
)
def test_counts_go_in_steps_of_ten_and_never_show_fewer_than_eleven(n: int, told: str) -> None:
    assert str(in_steps(n)) == told
    assert in_steps(n).at_least <= n <= in_steps(n).at_most


@pytest.mark.parametrize(("n", "told"), [(0, "fewer than 11"), (10, "fewer than 11"), (11, "11"), (43, "43")])
def test_after_the_finish_counts_are_exact_from_eleven_on(n: int, told: str) -> None:
    assert str(exactly(n)) == told


DAY = date(2027, 4, 6)
NOW = datetime(2027, 4, 6, 19, tzinfo=UTC)


@pytest.fixture
def asked(session):
    """Two schools; students and families of one, with 250 codes for families."""
    publish_survey(session, load_library()["family"], datetime(2027, 1, 1, tzinfo=UTC))
    publish_survey(session, load_library()["student"], datetime(2027, 1, 1, tzinfo=UTC))
    session.add(District(code="24-65789", name="Merced Union High"))
    session.flush()
    for slug, cds, enrollment in (
        ("merced-high", "24657892435204", 1975),
        ("sequoia-high", "24657890107672", None),
    ):
        school = School(slug=slug, district="24-65789", cds=cds, name=slug.title(), city="Merced")
        school.grade_low, school.grade_high, school.enrollment, school.enrollment_source = (
            9,
            12,
            enrollment,
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
        link = Link(round="spring", school=slug, audience=audience, version=f"{audience}-2026.3", codes=codes)
        link.access, link.voided = "codes" if codes else "open", 50 if codes else 0
        session.add(link)
    session.commit()


def receive(session, school, audience, n, language="en", channel="web", day=DAY):
    add_received(session.connection(), {ReceivedKey("spring", school, audience, language, channel): n}, day)
    session.commit()


def show(session, schools=("merced-high", "sequoia-high"), now=NOW):
    return show_participation(session, "spring", links_in_reach(session, "spring", schools), now)


def finish(session):
    session.execute(update(Round).values(state="closed"))
    session.commit()


def told(counts):
    return {value: str(n) for value, n in counts.items()}


def test_each_group_is_held_against_those_asked(session, asked):
    receive(session, "merced-high", "student", 1490)
    receive(session, "merced-high", "family", 151, "es")
    receive(session, "sequoia-high", "student", 30)

    shown = [
        (group.slug, group.audience, str(group.n), group.asked, group.share, group.verdict)
        for group in show(session).groups
    ]

    assert shown == [
        ("merced-high", "student", "1490 or more", 1975, (75, 75), MET),
        ("merced-high", "family", "150 or more", 200, (75, 79), MET),
        ("sequoia-high", "student", "30 or more", None, None, UNKNOWN),
    ]
    assert show(session).missing == show(session).unclear == []


@pytest.mark.parametrize(
    ("n", "while_open", "at_the_end"),
    [
        (43, ((72, 89), UNCLEAR), ((78, 78), MET)),
        (41, ((72, 89), UNCLEAR), ((74, 74), MISSED)),
        (39, ((54, 70), MISSED), ((70, 70), MISSED)),
        (50, ((90, 100), MET), ((90, 90), MET)),
        (55, ((90, 100), MET), ((100, 100), MET)),
        (10, ((0, 18), MISSED), ((0, 18), MISSED)),
    ],
)
def test_a_goal_is_met_or_missed_only_when_the_number_carries_it(session, asked, n, while_open, at_the_end):
    session.execute(update(Link).where(Link.audience == "family").values(codes=105))
    receive(session, "merced-high", "family", n)

    def family():
        (group,) = (each for each in show(session).groups if each.audience == "family")
        return group.share, group.verdict

    assert family() == while_open
    finish(session)
    assert family() == at_the_end


def test_who_is_missing_comes_in_the_order_of_what_is_lacking(session, asked):
    receive(session, "merced-high", "student", 1000)
    receive(session, "merced-high", "family", 10)

    assert [(group.slug, group.audience) for group in show(session).missing] == [
        ("merced-high", "student"),
        ("merced-high", "family"),
        ("sequoia-high", "student"),
    ]


def test_nobody_is_missing_for_sure_when_the_number_may_reach_the_goal(session, asked):
    session.execute(update(Link).where(Link.audience == "family").values(codes=105))
    receive(session, "merced-high", "family", 43)

    shown = show(session)

    assert [group.audience for group in shown.unclear] == ["family"]
    assert "family" not in [group.audience for group in shown.missing]


def test_every_cut_is_in_steps_and_small_ones_are_hidden(session, asked):
    receive(session, "merced-high", "student", 5, "en", "kiosk", date(2027, 4, 1))
    receive(session, "merced-high", "student", 20, "en", "kiosk", date(2027, 4, 2))
    receive(session, "merced-high", "student", 14, "es", "web", date(2027, 4, 4))
    receive(session, "merced-high", "family", 3, "hmn", "web", date(2027, 4, 4))

    shown, ways = show(session, now=datetime(2027, 4, 6, 3, tzinfo=UTC)), show_ways(session, "spring")

    assert str(shown.total) == "40 or more"
    assert told(shown.by_audience) == {"student": "30 or more", "family": "fewer than 11"}
    assert told(ways.by_language) == {"en": "20 or more", "es": "10 or more"}
    assert told(ways.by_channel) == {"kiosk": "20 or more", "web": "10 or more"}
    assert told(shown.by_day) == {
        date(2027, 4, 2): "20 or more",
        date(2027, 4, 3): "20 or more",
        date(2027, 4, 4): "40 or more",
        date(2027, 4, 5): "40 or more",
    }


def test_the_order_of_languages_tells_no_more_than_their_numbers(session, asked):
    receive(session, "merced-high", "student", 12, "es")
    receive(session, "merced-high", "student", 19, "pa")
    before = list(show_ways(session, "spring").by_language)
    receive(session, "merced-high", "student", 7, "es")

    assert before == ["es", "pa"] == list(show_ways(session, "spring").by_language)


def test_one_response_is_not_told_from_none(session, asked):
    none = show(session), show_ways(session, "spring")
    receive(session, "merced-high", "family", 1, "hmn", "paper")

    assert (show(session), show_ways(session, "spring")) == none


def test_one_who_looks_after_one_school_sees_that_school_alone(session, asked):
    receive(session, "merced-high", "student", 500)
    receive(session, "sequoia-high", "student", 60)

    shown = show(session, ["sequoia-high"])

    assert (str(shown.total), [group.slug for group in shown.groups]) == ("60 or more", ["sequoia-high"])
    assert told(shown.by_audience) == {"student": "60 or more"}


def test_one_more_response_changes_nothing_but_at_a_step(session, asked):
    receive(session, "merced-high", "student", 41)
    before = show(session)
    receive(session, "merced-high", "student", 8)

    assert show(session) == before
    receive(session, "merced-high", "student", 1)
    assert show(session) != before


def test_numbers_are_those_of_three_in_the_morning_but_in_a_rehearsal(session, asked):
    counted = datetime(2027, 4, 6, 10, tzinfo=UTC)
    assert [show(session, now=counted + timedelta(hours=n)).counted_at for n in (0, 23)] == [counted] * 2
    session.execute(update(Round).values(state="rehearsal"))

    assert show(session).counted_at is None


def test_after_the_finish_no_sum_tells_the_number_of_a_small_group(session, asked):
    receive(session, "merced-high", "student", 95, "en", "kiosk")
    receive(session, "merced-high", "family", 13, "es")
    receive(session, "sequoia-high", "student", 4, "es")
    finish(session)

    shown, ways = show(session), show_ways(session, "spring")

    assert [str(group.n) for group in shown.groups] == ["95", "13", "fewer than 11"]
    assert shown.total == Count(108, 118)
    assert shown.by_audience == {"student": Count(95, 105), "family": Count(13, 13)}
    assert told(ways.by_language) == {"en": "90 or more", "es": "10 or more"}
    assert told(shown.by_day) == {DAY: "110 or more"}
    assert str(total_of(next(line for line in list_rounds(session) if line.key == "spring"))) == "108 or more"


def test_after_the_finish_everything_is_exact_where_no_group_is_small(session, asked):
    receive(session, "merced-high", "student", 95, "en", "kiosk")
    receive(session, "merced-high", "family", 13, "es")
    receive(session, "sequoia-high", "student", 14, "es")
    finish(session)

    shown, ways = show(session), show_ways(session, "spring")

    assert (str(shown.total), told(shown.by_audience)) == ("122", {"student": "109", "family": "13"})
    assert told(ways.by_language) == {"en": "95", "es": "27"}
    assert told(ways.by_channel) == {"kiosk": "95", "web": "27"}
    assert str(total_of(list_rounds(session)[0])) == "122"


def test_how_many_are_asked_is_not_known_while_codes_are_taken_back(session, asked):
    """Codes made less codes taken back are the codes that were used until that second."""
    session.execute(update(Link).where(Link.audience == "family").values(has_voided=True))
    session.commit()

    def of_family():
        return next(each.asked for each in show(session).groups if each.audience == "family")

    assert of_family() is None
    finish(session)
    assert of_family() == 200

"""The parts of a release: the round before, who was asked, and what a district says of its only school."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from survey_app.actions.results.approval import approve_release
from survey_app.actions.results.make_release import make_release
from survey_app.actions.results.read_results import results_of
from survey_app.actions.results.release_parts import CompiledSurvey, parts_of_survey
from survey_app.actions.sealing.mixed_responses import read_sources
from survey_app.actions.surveys.catalog import publish_survey
from survey_app.results.release.compiler import compile_tables
from survey_app.results.release.plan import plan_of
from survey_app.results.release.population import read_population
from survey_app.store.tables import Link, Round, School
from tests.actions.exports.export_samples import ROUND, fill, set_up
from tests.surveys.examples import a_choice, a_question, a_section, a_survey

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

NOW = datetime(2027, 5, 3, 18, 0, tzinfo=UTC)
WHO = "ana@example.org"
SECRET = b"s" * 32
BELONG = a_question("belong", "scale", "none little some quite great")


def a_student_survey(name="student", choices=(), **changes):
    grade = a_question("grade", "choose_one", "6 7 8", privacy="identifier")
    grade["choices"] = choices or grade["choices"]
    return a_survey(a_section(grade, BELONG), name=name, version=f"{name}-2026.1", **changes)


STAFF = a_survey(a_section(BELONG), name="staff", version="staff-2026.1", audience="staff")


def answers(n, grade="6", belong="great"):
    return [{"grade": grade, "belong": belong}] * n


def change(engine, school, **values):
    with engine.begin() as connection:
        connection.execute(update(School).where(School.slug == school).values(**values))


def ask_staff_alone(engine, school="sequoia-high"):
    with engine.begin() as connection:
        connection.execute(delete(Link).where(Link.school == school, Link.audience == "student"))


def release(engine, key=ROUND):
    with Session(engine) as session:
        make_release(session, SECRET, key, WHO, NOW)
        approve_release(session, key, WHO, NOW)


def part(engine, unit="", survey="student"):
    with Session(engine) as session:
        found = {one.header.survey: one for one in results_of(session, ROUND)}
        return found[survey].part(session, unit)


# --- The round before


def a_round_before(engine, year, survey):
    key = f"{survey}-{year}"
    with Session(engine) as session:
        row = Round(key=key, district="24-65789", name=f"{survey} {year}", state="closed")
        row.opens_on, row.closes_on = date(year, 3, 1), date(year, 5, 1)
        session.add(row)
        session.flush()
        link = Link(round=key, school="atwater-high", audience="student", version=f"{survey}-2026.1")
        session.add(link)
        session.commit()
    fill(engine, answers(60, belong="none"), version=f"{survey}-2026.1", key=key)
    release(engine, key)


@pytest.mark.parametrize(
    ("earlier", "before"),
    [
        ([(2026, "elementary")], None),
        ([(2026, "student")], "student 2026"),
        ([(2025, "student"), (2026, "elementary")], "student 2025"),
    ],
)
def test_the_round_before_asked_the_same_survey(engine, earlier, before):
    set_up(engine, a_student_survey())
    with Session(engine) as session:
        publish_survey(session, a_student_survey("elementary"), NOW)
        session.commit()
    for year, survey in earlier:
        a_round_before(engine, year, survey)
    fill(engine, answers(60))
    release(engine)

    for unit in ("", "atwater-high"):
        summary = part(engine, unit).summary
        assert summary.before == before
        assert [one.verdict for one in summary.changes] == (["up"] if before else [])


# --- Who was asked


@pytest.mark.parametrize(("is_asked", "told"), [(False, (100, 80)), (True, (None, None))])
def test_a_school_that_was_not_asked_does_not_count(engine, is_asked, told):
    set_up(engine, a_student_survey(), STAFF)
    change(engine, "atwater-high", enrollment=100, enrollment_source="CDE")
    if not is_asked:
        ask_staff_alone(engine)
    fill(engine, answers(80))
    fill(engine, [{"belong": "some"}] * 30, school="sequoia-high", version="staff-2026.1", audience="staff")
    release(engine)

    district = part(engine).participation
    assert (district.asked, district.per_cent) == told
    assert part(engine, "atwater-high").participation.asked == 100
    assert part(engine, "sequoia-high") is None
    assert part(engine, "sequoia-high", "staff").participation.n.low == 30


def graded(*grades):
    names = {-1: "tk", 0: "k"}
    return [a_choice(names.get(grade, str(grade)), grade=grade) for grade in grades]


K8 = {"TK": 30, "K": 10} | {str(grade): 40 for grade in range(1, 9)}
EACH_OF_THREE = {"6": 33, "7": 33, "8": 33}


@pytest.mark.parametrize(
    ("survey", "expected"),
    [
        # The choices alone, the grades of the survey alone, and the grades of the school say who was asked.
        ({"choices": graded(6, 7, 8)}, EACH_OF_THREE),
        ({"choices": [a_choice(each.lower()) for each in K8], "grades": (6, 8)}, EACH_OF_THREE),
        ({"choices": graded(6, 7, 8, 9, 10), "grades": (6, 12)}, EACH_OF_THREE),
        ({"choices": graded(-1, 0)}, {"tk": 75, "k": 25}),
    ],
)
def test_grades_are_measured_against_those_who_were_asked(engine, survey, expected):
    set_up(engine, a_student_survey(**survey), STAFF)
    change(engine, "atwater-high", grade_low=-1, grade_high=8, enrollment_by_grade=K8 | {"9": 7})
    change(engine, "sequoia-high", enrollment_by_grade={"6": 900})
    ask_staff_alone(engine)
    for grade in expected:
        fill(engine, answers(50, grade))
    release(engine)

    for unit in ("", "atwater-high"):
        voices = {voice.grade: voice.of_enrollment for voice in part(engine, unit).voices}
        assert voices == expected


def test_a_district_has_no_voices_where_the_grades_of_a_school_are_not_known(engine):
    set_up(engine, a_student_survey())
    change(engine, "atwater-high", grade_low=6, grade_high=8, enrollment_by_grade=K8)
    fill(engine, answers(50))
    fill(engine, answers(50), school="sequoia-high")
    release(engine)

    assert part(engine).voices == part(engine, "sequoia-high").voices == ()
    assert len(part(engine, "atwater-high").voices) == 3


# --- A district with one school


def parts_by_secrets(engine, n):
    """The parts of a round as n secrets make them: unit → part."""
    with Session(engine) as session:
        (source,) = read_sources(session, ROUND)
        plan = plan_of(source.file)
        for number in range(n):
            secret = number.to_bytes(32, "big")
            population = read_population(source.file, plan, source.in_order(), secret)
            tables = list(compile_tables(plan, population, secret))
            what = CompiledSurvey(source, plan, population.schools, tables)
            yield {one.unit: one for one in parts_of_survey(session, session.get_one(Round, ROUND), what)}


def test_a_district_does_not_tell_of_19_people_what_their_school_withholds(engine):
    set_up(engine, a_student_survey())
    change(engine, "atwater-high", grade_low=6, grade_high=8, enrollment_by_grade=K8)
    fill(engine, answers(19))

    for found in parts_by_secrets(engine, 40):
        for one in found.values():
            assert one.participation.n == (19, 19)
            assert (one.questions, one.voices) == ((), ())
            assert one.summary == type(one.summary)()
            assert [table.by for table in one.people.tables] == [""]


@pytest.mark.parametrize(("n", "is_told"), [(19, False), (40, True)])
def test_a_district_tells_a_question_only_if_its_only_school_does(engine, n, is_told):
    set_up(engine, a_student_survey())
    fill(engine, answers(n) + [{"grade": "6"}] * 20)

    for found in parts_by_secrets(engine, 40):
        assert set(found) == {"", "atwater-high"}
        for one in found.values():
            assert (one.numbers("belong") is not None) == is_told


def test_a_district_of_two_schools_tells_what_neither_does(engine):
    set_up(engine, a_student_survey())
    for school in ("atwater-high", "sequoia-high"):
        fill(engine, answers(19) + [{"grade": "6"}] * 20, school=school)

    for found in parts_by_secrets(engine, 10):
        assert found[""].numbers("belong") is not None
        assert found["atwater-high"].questions == found["sequoia-high"].questions == ()

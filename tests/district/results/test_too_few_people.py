"""Where too few people answered, a page says so and shows nothing that could point at one of them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.actions.results.read_results import results_of
from survey_app.extensions import db
from survey_app.results.published.model import Part, Summary
from survey_app.results.shown import SMALLEST, People
from survey_app.web.wording.results import SurveyResults, read_results
from tests.district.conftest import NOW_ROUND
from tests.district.results.result_pages import RESULTS, SCHOOL, shown_schools, words_of


def test_nobody_is_shown_where_fewer_than_eleven_took_part(district: Flask, admin: FlaskClient):
    with district.app_context():
        hidden = [
            (unit, one.header.survey)
            for one in results_of(db.session(), NOW_ROUND)
            for unit, digest in one.header.parts.items()
            if digest is None
        ]
    assert hidden
    for unit, survey in hidden:
        page = admin.get(f"{RESULTS}/{unit or 'all'}/{survey}").text
        assert "not shown: fewer than 11" in page
        shown = words_of(page).split("How these numbers were made")[0]
        assert "took part" not in shown.replace("Fewer than 11 people took part", "")


def test_where_11_to_19_took_part_participation_alone_is_told_and_why(district: Flask, admin: FlaskClient):
    with district.app_context():
        few = [
            (unit, one.header.survey)
            for one in results_of(db.session(), NOW_ROUND)
            for unit in one.header.shown()
            if (part := one.part(db.session(), unit)) and part.participation.n.high < SMALLEST
        ]
    assert few
    for unit, survey in few:
        page = words_of(admin.get(f"{RESULTS}/{unit}/{survey}").text)
        public = words_of(district.test_client().get(f"/r/{unit}/en").text)
        assert "Fewer than 20 people took part" in page
        assert "What is needed most" not in page
        assert "Fewer than 20 people took part" in public
        assert admin.get(f"{RESULTS}/{unit}/report/full.pdf").status_code == 200


ToldAs = Callable[[Callable[[Part], Part | None]], None]


@pytest.fixture
def told_as(monkeypatch: pytest.MonkeyPatch) -> ToldAs:
    """Lets staff pages show changed results: `told_as(change)` calls `change` on each part."""

    def told(change: Callable[[Part], Part | None]) -> None:
        def changed(*asked: Any) -> Iterator[SurveyResults]:
            return (replace(one, part=change(one.part) if one.part else None) for one in read_results(*asked))

        monkeypatch.setattr(import_module("survey_app.staff.results.results"), "read_results", changed)

    return told


def without_groups(part: Part) -> Part:
    questions = tuple(
        one.model_copy(update={"tables": tuple(table for table in one.tables if not table.by)})
        for one in part.questions
    )
    return part.model_copy(update={"questions": questions, "summary": Summary()})


@pytest.mark.parametrize("page", ["student", "report/summary.html", "report/full.html"])
def test_nothing_is_said_of_differences_where_no_groups_were_compared(
    admin: FlaskClient, told_as: ToldAs, page: str
):
    told_as(without_groups)
    said = words_of(admin.get(f"{SCHOOL}/{page}").text)

    assert "No two groups can be compared. A group must have about 30 people or more." in said
    assert "No clear differences" not in said


def test_no_clear_differences_are_a_finding_where_groups_were_compared(admin: FlaskClient, told_as: ToldAs):
    told_as(lambda part: part.model_copy(update={"summary": Summary()}))
    said = words_of(admin.get(f"{SCHOOL}/student").text)

    assert "No clear differences between the groups that can be shown. That is a finding, too." in said
    assert "No two groups" not in said
    assert "None asked the same questions, or too few people answered then." in said


@pytest.mark.parametrize("page", ["student", "report/summary.html"])
def test_a_school_of_22_without_a_question_of_20_is_told_so(admin: FlaskClient, told_as: ToldAs, page: str):
    def without_questions(part: Part) -> Part:
        who = part.participation.model_copy(update={"n": People(22, 22)})
        return part.model_copy(update={"questions": (), "summary": Summary(), "participation": who})

    told_as(without_questions)
    said = words_of(admin.get(f"{SCHOOL}/{page}").text)

    assert "No question has answers from 20 or more people." in said
    assert "Fewer than 20 people" not in said


@pytest.mark.parametrize(("unit", "is_said"), [("merced-high", True), ("all", False)])
def test_the_page_of_all_schools_does_not_lead_to_itself(
    admin: FlaskClient, told_as: ToldAs, unit: str, is_said: bool
):
    told_as(lambda part: None)
    said = words_of(admin.get(f"{RESULTS}/{unit}/student").text)

    assert "Fewer than 11 people took part." in said
    assert ("Their answers count in the results of all schools." in said) is is_said


def test_groups_that_are_too_small_are_named(district: Flask, admin: FlaskClient):
    with district.app_context():
        part = next(
            part
            for one in results_of(db.session(), NOW_ROUND)
            if one.header.survey == "student" and (part := one.part(db.session(), "merced-high"))
        )
    tables = [table for table in part.people.tables if table.by]
    page = words_of(admin.get(f"{SCHOOL}/student").text)

    assert any(table.in_district for table in tables)
    assert page.count("Shown for the district only:") == sum(bool(table.in_district) for table in tables)
    assert page.count("Too few to show:") == sum(bool(table.too_few) for table in tables)


@pytest.mark.parametrize("shape", ["summary", "slide", "poster"])
def test_a_school_of_few_has_reports_too(district: Flask, admin: FlaskClient, shape: str):
    with district.app_context():
        told = {
            unit: [one.part(db.session(), unit) for one in results_of(db.session(), NOW_ROUND)]
            for unit in shown_schools(district)
        }
    few = min(told, key=lambda unit: sum(len(part.questions) for part in told[unit] if part))

    assert admin.get(f"{RESULTS}/{few}/report/{shape}.pdf").data.startswith(b"%PDF")

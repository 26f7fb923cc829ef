"""Links lead from the page of a school to each of its sections and questions, and on from one to the next."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from survey_app.actions.results.read_results import results_of
from survey_app.extensions import db
from tests.district.conftest import NOW_ROUND
from tests.district.results.result_pages import RESULTS, SCHOOL, pages_of


def test_every_question_and_every_group_is_reached_from_the_page_of_a_school(
    district: Flask, admin: FlaskClient
):
    with district.app_context():
        released = next(one for one in results_of(db.session(), NOW_ROUND) if one.header.survey == "student")
        part = released.part(db.session(), "merced-high")
    assert part is not None
    groups = {one.name: sum(bool(table.by) for table in one.tables) for one in part.questions if one.total}
    _page, *links = pages_of(admin, f"{SCHOOL}/student")
    asked = {link.rpartition("/")[2]: link for link in links if "/question/" in link}
    tables = {
        name: len(
            html.fromstring(admin.get(link).text).xpath("//*[starts-with(@aria-labelledby, 'by-')]//table")
        )
        for name, link in asked.items()
    }
    in_sections = {
        link.rpartition("/")[2]
        for section in links
        if "/section/" in section
        for link in html.fromstring(admin.get(section).text).xpath("//main//a/@href")
        if "/question/" in link
    }

    assert tables == groups
    assert sum(groups.values()) > 50
    assert in_sections == set(groups)


@pytest.mark.parametrize("kind", ["section", "question"])
def test_the_pages_of_a_survey_lead_from_one_to_the_next(admin: FlaskClient, kind: str):
    every = [link for link in pages_of(admin, f"{SCHOOL}/student") if f"/{kind}/" in link]
    at, gone = every[0], []
    while at not in gone:
        gone.append(at)
        at = next(iter(html.fromstring(admin.get(at).text).xpath("//a[@rel='next']/@href")), at)

    assert gone == every
    back = html.fromstring(admin.get(every[-1]).text).xpath("//a[@rel='prev']/@href")
    assert back == every[-2:-1]


def test_a_section_or_a_question_that_is_not_there_is_not_found(district: Flask, admin: FlaskClient):
    with district.app_context():
        unit, survey = next(
            (unit, one.header.survey)
            for one in results_of(db.session(), NOW_ROUND)
            for unit, digest in one.header.parts.items()
            if unit and digest is None
        )
    for path in ("section/nonsense", "question/nonsense"):
        assert admin.get(f"{SCHOOL}/student/{path}").status_code == 404
        assert admin.get(f"{RESULTS}/{unit}/{survey}/{path}").status_code == 404
    assert admin.get(f"{SCHOOL}/nonsense/section/about").status_code == 404


def test_the_full_report_as_a_page_leads_to_every_section(admin: FlaskClient):
    links = pages_of(admin, f"{SCHOOL}/report/full.html?language=es")
    next(links)
    of_surveys = [link for survey in ("student", "family") for link in pages_of(admin, f"{SCHOOL}/{survey}")]
    sections = {link for link in of_surveys if "/section/" in link}
    reached = list(links)

    assert len(sections) > 5
    assert sections <= {link.removesuffix("?language=es") for link in reached}
    assert all(admin.get(link).status_code == 200 for link in reached)

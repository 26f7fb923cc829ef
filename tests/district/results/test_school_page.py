"""The page of a school: what comes first, how sure each number is, and what is needed most."""

import re
from dataclasses import replace

from flask import Flask, render_template_string
from flask.testing import FlaskClient
from lxml import html

from survey_app.actions.results.read_results import results_of
from survey_app.documents.report import Brand
from survey_app.extensions import db
from survey_app.results.published.model import Change, Gap, Summary
from survey_app.results.reading.school_plan import SchoolPlan
from survey_app.results.shown import Share
from survey_app.web.wording.reports import About, report_of
from survey_app.web.wording.results import SurveyResults, read_results
from tests.district.conftest import NOW_ROUND
from tests.district.results.result_pages import SCHOOL, words_of


def test_the_page_of_a_school_says_first_what_matters(admin: FlaskClient):
    page = words_of(admin.get(f"{SCHOOL}/student").text)

    order = [
        "People who did not answer may think differently.",
        "What is needed most",
        "What is strong here",
        "The four pillars",
        "Where groups differ",
        "Change since the previous round",
        "Who took part",
        "Every question",
        "How these numbers were made",
    ]
    places = [page.index(each) for each in order]
    assert places == sorted(places)


def test_a_page_says_how_sure_it_is_of_everything(admin: FlaskClient):
    tree = html.fromstring(admin.get(f"{SCHOOL}/student").text)
    told = [" ".join(each.text_content().split()) for each in tree.xpath("//*[@class='told']")]

    assert len(told) > 8
    assert [
        each for each in told if not re.search(r"(about|almost) .*\d+%( to \d+%| or (less|more))?$", each)
    ] == []
    assert len(tree.xpath("//*[local-name()='lineargradient' or local-name()='linearGradient']")) == 1


def test_needs_are_told_in_ranks_and_no_rank_is_hidden(district: Flask, admin: FlaskClient):
    with district.app_context():
        released = next(one for one in results_of(db.session(), NOW_ROUND) if one.header.survey == "student")
        part = released.part(db.session(), "merced-high")
    assert part is not None
    first = part.summary.needs[0]
    column = html.fromstring(admin.get(f"{SCHOOL}/student").text).xpath(
        "//section[@aria-labelledby='needs']//div/div"
    )[0]
    shown = len(column.xpath(".//tbody/tr"))
    expected = len(first.choices) if 5 < len(first.choices) <= 8 else 5

    assert shown == expected
    assert len(column.xpath(".//p[@class='rank']")) >= 1


def test_needs_of_all_audiences_stand_side_by_side(admin: FlaskClient):
    tree = html.fromstring(admin.get(f"{SCHOOL}/student").text)
    columns = tree.xpath("//section[@aria-labelledby='needs']//h3")

    assert [each.text_content() for each in columns][:2] == ["Students", "Families"]


def a_gap_and_two_changes() -> Summary:
    """Grade 9 is far from grade 12; one question went down, and of another nobody can tell."""
    higher, lower = Share(40.0, 44.2, 42.0), Share(20.8, 25.0, 23.0)
    gap = Gap(
        variable="belong",
        code=None,
        by="grade",
        high="9",
        high_share=higher,
        low="12",
        low_share=lower,
        points=12,
    )
    changes = (
        Change(variable="belong", code=None, before=higher, now=lower, verdict="down"),
        Change(variable="safe", code=None, before=higher, now=lower, verdict="same"),
    )
    return Summary(gaps=(gap,), before="The year before", changes=changes)


def student_results(summary: Summary) -> SurveyResults:
    """What Merced High may see of its students, with another summary."""
    released = [one for one in results_of(db.session(), NOW_ROUND) if one.header.survey == "student"]
    (shown,) = read_results(db.session(), released, "merced-high", "en", {"school_name": "Merced High"})
    assert shown.part is not None
    return replace(shown, part=shown.part.model_copy(update={"summary": summary}))


def test_gaps_and_changes_are_told_with_the_ranges_of_both(district: Flask):
    with district.test_request_context(f"{SCHOOL}/student"):
        told = student_results(a_gap_and_two_changes())
        about = About("Merced High", [told], SchoolPlan(), [], "en", "", Brand())
        report = str(report_of("outline", about).blocks)
        page = render_template_string(
            "{% from 'results/parts.html' import gaps, changes with context %}"
            "{{ gaps(told.reader.gaps(told.part)|list, 'en') }}"
            "{{ changes(told.reader.changes(told.part)|list, told.part.summary.before, 'en') }}",
            told=told,
        )

    for words in (report, words_of(page)):
        assert "Grade 9 and Grade 12 differ by at least 12 percentage points." in words
        assert words.count("40% to 45%") >= 2
        assert words.count("20% to 25%") >= 2
        assert "The year before" in words
        assert "less" in words
    assert "no clear change" in words_of(page)
    assert "no clear change" not in report

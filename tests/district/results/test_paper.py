"""Reports, slides, posters and pictures: how many pages they have and what stands on them."""

import io
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from survey_app.extensions import db
from survey_app.store.tables import District, School
from tests.district.results.result_pages import LANGUAGES, RESULTS, SCHOOL, shown_schools
from tests.documents.test_report import picture
from tests.staff.accounts.people import OURS

FOOTER = 0.05


def test_a_poster_of_results_bears_no_address_that_no_phone_can_open(district: Flask, admin: FlaskClient):
    reader = PdfReader(io.BytesIO(admin.get(f"{SCHOOL}/report/poster.pdf").data))
    words = " ".join(page.extract_text() for page in reader.pages).replace("\n", " ")

    assert "Do not hand this out: no phone can open this server yet" in words
    assert "127.0.0.1" not in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_is_one_page_in_every_language(admin: FlaskClient, language: str):
    for unit in ("merced-high", "yosemite-high", "all"):
        answer = admin.get(f"{RESULTS}/{unit}/report/summary.pdf?language={language}")
        assert answer.status_code == 200
        assert len(PdfReader(io.BytesIO(answer.data)).pages) == 1


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_full_report_and_the_slide_are_there(admin: FlaskClient, language: str):
    full = PdfReader(io.BytesIO(admin.get(f"{SCHOOL}/report/full.pdf?language={language}").data))
    slide = PdfReader(io.BytesIO(admin.get(f"{SCHOOL}/report/slide.pdf?language={language}").data))

    assert len(full.pages) > 5
    assert len(slide.pages) == 1
    assert slide.pages[0].mediabox.width / slide.pages[0].mediabox.height == pytest.approx(16 / 9, abs=0.01)
    assert "Merced High" in full.pages[0].extract_text()


# Spanish words are longer.
@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.long), "es"])
def test_the_full_report_of_a_school_has_15_pages_at_most_and_none_is_half_empty(
    district: Flask, admin: FlaskClient, language: str
):
    for unit in sorted(shown_schools(district)):
        pdf = admin.get(f"{RESULTS}/{unit}/report/full.pdf?language={language}").data
        with pypdfium2.PdfDocument(pdf) as document:
            lowest = [lowest_text(page) for page in document]

        assert len(lowest) <= 15, unit
        assert [at for at in lowest[:-1] if at > 0.5] == [], unit


def lowest_text(page: Any) -> float:
    """How far up its page the lowest text stands, footer left out; 0 to 1."""
    height = page.get_height()
    texts = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=8)
    return min(float(at) for text in texts if (at := text.get_bounds()[1] / height) > FOOTER)


def test_a_question_comes_as_svg_and_png(admin: FlaskClient):
    assert admin.get(f"{SCHOOL}/student/belong.svg").data.startswith(b"<svg")
    assert admin.get(f"{SCHOOL}/student/belong.png").data.startswith(b"\x89PNG")
    assert admin.get(f"{SCHOOL}/student/belong.gif").status_code == 404
    assert admin.get(f"{SCHOOL}/student/nonsense.svg").status_code == 404


@pytest.mark.parametrize(("language", "is_draft"), [("en", False), ("es", True)])
def test_a_draft_says_so_on_paper(admin: FlaskClient, language: str, is_draft: bool):
    page = PdfReader(io.BytesIO(admin.get(f"{SCHOOL}/report/summary.pdf?language={language}").data)).pages[0]

    said = " ".join(page.extract_text().split())
    for note in ("Ninguna persona la ha revisado todavía.", "No person has checked it yet."):
        assert (note in said) is is_draft


def test_pictures_and_reports_bear_the_color_of_the_school_else_of_the_district(
    district: Flask, admin: FlaskClient
):
    with district.app_context():
        session = db.session()
        school, whole = session.get_one(School, "merced-high"), session.get_one(District, OURS)
        usual, whole.color, whole.logo = whole.color, "#7a1f1f", picture()
        session.commit()
        try:
            of_district = admin.get(f"{SCHOOL}/student/belong.svg").text
            paper = PdfReader(io.BytesIO(admin.get(f"{SCHOOL}/report/summary.pdf").data)).pages[0]
            school.color = "#1f3a7a"
            session.commit()
            of_school = admin.get(f"{SCHOOL}/student/belong.svg").text
        finally:
            school.color, whole.color, whole.logo = None, usual, None
            session.commit()

    assert "#7a1f1f" in of_district
    assert "#1f3a7a" in of_school
    assert "#7a1f1f" not in of_school
    assert len(paper.images) == 1

"""Every reader gets the same bytes: small, strict, and with nothing personal."""

import re
from dataclasses import replace

import brotli
import pytest
from flask import current_app

from survey_app.respond import pages
from survey_app.surveys.model import Survey
from survey_app.web.files.static_files import WRITTEN
from tests.respond.page_samples import LIBRARY, a_catalog, a_link, a_school
from tests.respond.pages.reading import LANGUAGES, Page, survey_page


def test_two_readers_get_the_same_bytes():
    link = a_link(LIBRARY["student"])

    assert pages.render_survey(link, "es") == pages.render_survey(link, "es")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_carries_a_style_or_a_script_but_a_survey_those_of_the_build(language):
    school = replace(a_school("Merced High"), links={"student": a_link(LIBRARY["student"])})
    link = a_link(LIBRARY["family"])
    drawn = [
        pages.render_home(a_catalog(school), language),
        pages.render_school(a_catalog(school), school, language),
        pages.render_thanks(link, language, "K7Q2-9FXM"),
        pages.render_closed(link, language),
        pages.render_unknown(a_catalog(school), language),
        pages.render_error(language, 500),
    ]

    survey = pages.render_survey(link, language)
    written = re.findall(r"<(?:style|script)\b[^>]*>(.*?)</(?:style|script)>", survey, re.DOTALL)
    assert written == list(current_app.extensions[WRITTEN].values())
    for page in map(Page, drawn):
        assert not page.all("style")
        assert all(set(script) == {"type", "src"} for script in page.all("script"))
    for page in map(Page, [*drawn, survey]):
        assert not [
            name for _, found in page.elements for name in found if name == "style" or name[:2] == "on"
        ]
        assert len(page.all("h1")) == 1


IDS = re.compile(r' id="([^"]+)"')


def test_no_id_is_given_twice():
    body, _, template = survey_page(LIBRARY["student"]).html.partition("<template")

    for part in (body, template):
        assert len(IDS.findall(part)) == len(set(IDS.findall(part)))


def compressed(content: bytes) -> int:
    return len(brotli.compress(content, quality=11))


def first_visit(survey: Survey, language: str) -> int:
    return compressed(pages.render_survey(a_link(survey), language).encode())


@pytest.mark.parametrize(
    ("language", "limit"), [("en", 14_600), ("es", 14_600), ("hmn", 20_000), ("pa", 20_000), ("ar", 20_000)]
)
def test_a_first_visit_to_the_student_survey_is_light(language, limit):
    assert first_visit(LIBRARY["student"], language) <= limit

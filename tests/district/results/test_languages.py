"""People read results in the language they chose."""

import polib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from survey_app.config import PROJECT
from tests.district.results.result_pages import LANGUAGES, SCHOOL, pages_of


@pytest.mark.parametrize("language", LANGUAGES)
def test_sections_and_questions_stay_in_the_language_that_was_chosen(admin: FlaskClient, language: str):
    _page, section, question, *_rest = pages_of(admin, f"{SCHOOL}/student?language={language}")
    for address in (section, question):
        tree = html.fromstring(admin.get(address).text)
        onward = tree.xpath("//nav[contains(@class, 'steps')]/a/@href")
        assert (tree.get("lang"), tree.get("dir")) == (language, "rtl" if language == "ar" else "ltr")
        assert tree.xpath("//nav/a[@aria-current='true']/@lang") == [language]
        assert onward
        assert all(link.endswith(f"?language={language}") for link in onward)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_school_is_there_in_every_language(admin: FlaskClient, language: str):
    tree = html.fromstring(admin.get(f"{SCHOOL}/student?language={language}").text)
    chosen = tree.xpath("//nav/a[@aria-current='true']")
    tabs = tree.xpath("//nav[@class='tabs']/a/@href")

    assert (tree.get("lang"), tree.get("dir")) == (language, "rtl" if language == "ar" else "ltr")
    assert [one.get("lang") for one in chosen] == [language]
    assert len(tabs) == 4
    assert all(address.endswith(f"?language={language}") for address in tabs)


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_every_word_of_the_page_of_a_school_is_translated(language: str):
    catalog = polib.pofile(PROJECT / f"translations/{language}/LC_MESSAGES/messages.po")
    templates = (
        "layouts/staff.html",
        "staff/results/survey_results.html",
        "staff/results/section_results.html",
        "staff/results/question_results.html",
        "staff/parts/results.html",
        "results/parts.html",
    )
    on_the_page = [
        entry
        for entry in catalog
        if any(place.endswith(name) for place, _ in entry.occurrences for name in templates)
    ]

    assert len(on_the_page) > 50
    assert [
        entry.msgid for entry in on_the_page if not (entry.msgstr or any(entry.msgstr_plural.values()))
    ] == []


def test_a_language_without_words_has_no_page_of_a_school(admin: FlaskClient):
    assert admin.get(f"{SCHOOL}/student?language=xx").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_families_read_the_results_in_their_language_without_a_cookie(district: Flask, language: str):
    answer = district.test_client().get(f"/r/merced-high/{language}")

    assert answer.status_code == 200
    assert html.fromstring(answer.text).get("lang") == language
    assert "Set-Cookie" not in answer.headers


def test_the_address_without_a_language_leads_to_the_readers(district: Flask):
    answer = district.test_client().get("/r/merced-high", headers={"Accept-Language": "es"})

    assert answer.location == "/r/merced-high/es"


def test_a_school_without_results_and_a_language_without_words_are_not_there(district: Flask):
    client = district.test_client()

    assert client.get("/r/no-such-school/en").status_code == 404
    assert client.get("/r/merced-high/xx").location == "/r/merced-high"

"""The pages around a survey: home, school, practice, thanks and errors."""

from dataclasses import replace

import pytest

from survey_app.respond import pages
from tests.respond.page_samples import LIBRARY, a_catalog, a_link, a_school
from tests.respond.pages.reading import EVERYTHING, Page, survey_page


def test_the_home_page_lists_schools_by_district_and_city():
    catalog = a_catalog(
        a_school("Merced High"),
        a_school("Atwater High", "Atwater"),
        a_school("Buhach Colony High", "Atwater"),
        a_school("Hoover Middle", district="Merced City"),
    )

    page = Page(pages.render_home(catalog, "en"))

    listed = [link["href"] for link in page.all("a") if link["href"].startswith("/s/")]
    assert listed == [
        "/s/hoover-middle/en",
        "/s/atwater-high/en",
        "/s/buhach-colony-high/en",
        "/s/merced-high/en",
    ]
    assert "California Community Schools Partnership Program" in page.words
    for pillar in ("Integrated student", "Family and community", "Collaborative", "Extended learning"):
        assert pillar in page.words
    assert not page.all("input")


def test_a_long_list_of_schools_gets_a_box_to_look_for_one_that_waits_for_the_script():
    many = a_catalog(*(a_school(f"School {number}") for number in range(21)))

    page = Page(pages.render_home(many, "en"))

    assert page.all("input", id="filter")
    assert "hidden" in page.all("p", **{"class": "filter"})[0]


def test_a_home_page_without_schools_says_so():
    assert "No school is here yet." in Page(pages.render_home(a_catalog(), "en")).words


def test_the_school_page_offers_what_is_open_and_says_what_is_not():
    links = {
        "student": a_link(LIBRARY["student"], state="rehearsal"),
        "family": a_link(LIBRARY["family"]),
        "staff": a_link(LIBRARY["staff"], state="closed"),
    }
    school = replace(a_school("Merced High"), links=links)

    page = Page(pages.render_school(a_catalog(school), school, "es"))

    cards = [link["href"] for link in page.all("a") if link["href"].startswith("/s/merced-high/")]
    assert cards[-2:] == ["/s/merced-high/student/es", "/s/merced-high/family/es"]
    assert page.html.count("<li>") == 4


def test_a_practice_run_is_named_on_its_page():
    link = a_link(EVERYTHING, state="rehearsal")

    assert "This is a practice run." in Page(pages.render_survey(link, "en")).words
    assert "This is a practice run." not in survey_page(EVERYTHING).words


def test_the_thanks_page_shows_the_receipt_and_keeps_it_in_other_languages():
    page = Page(pages.render_thanks(a_link(EVERYTHING), "en", "K7Q2-9FXM"))

    assert "K7Q2-9FXM" in page.words
    assert "/s/merced-high/student/ar/thanks?receipt=K7Q2-9FXM" in [link["href"] for link in page.all("a")]
    assert "Your receipt" not in Page(pages.render_thanks(a_link(EVERYTHING), "en", None)).words


@pytest.mark.parametrize("status", [400, 403, 405, 413, 429, 500, 503])
def test_every_error_has_a_page_with_a_way_on(status):
    page = Page(pages.render_error("ar", status))

    assert page.elements[0][1]["dir"] == "rtl"
    assert page.all("a", href="/ar/")

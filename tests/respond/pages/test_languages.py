"""Every page says its language, what fell back to another one, and what nobody has checked."""

import re

import pytest
from flask_babel import force_locale, gettext

from survey_app.languages.locales import locale_name
from survey_app.respond import pages
from survey_app.surveys.text import Text
from tests.respond.page_samples import a_link
from tests.respond.pages.reading import EVERYTHING, survey_page


@pytest.mark.parametrize(("language", "way"), [("en", "ltr"), ("hmn", "ltr"), ("ar", "rtl")])
def test_a_page_says_its_language_and_which_way_it_runs(language, way):
    tag, attributes = survey_page(EVERYTHING, language).elements[0]

    assert (tag, attributes["lang"], attributes["dir"]) == ("html", language, way)


@pytest.mark.parametrize(("language", "is_tall"), [("en", False), ("pa", True), ("ar", True)])
def test_a_page_in_a_script_that_stands_tall_has_higher_lines(language, is_tall):
    attributes = survey_page(EVERYTHING, language).elements[0][1]

    assert (attributes.get("class") == "tall") is is_tall


def test_what_fell_back_to_another_language_says_so():
    half = EVERYTHING.model_copy(update={"title": Text(words={"en": "Only English"})})

    page = survey_page(half, "ar")

    assert '<span lang="en" dir="ltr">Only English</span>' in page.html
    assert "<title>Only English · Merced High</title>" in page.html


def test_the_reader_is_told_when_a_translation_is_a_draft():
    words = Text(words={"en": "Title", "es": "Título"}, drafts=("es",))
    draft = EVERYTHING.model_copy(update={"title": words})

    def notices(survey, language):
        return len(survey_page(survey, language).all("p", **{"class": "draft"}))

    assert (notices(draft, "es"), notices(draft, "en")) == (1, 0)
    assert (notices(EVERYTHING, "es"), notices(EVERYTHING, "en")) == (1, 0), "the interface is a draft too"


MACHINE = "A machine made this translation."


def interface(message: str, language: str) -> str:
    """A phrase of the interface, in another language."""
    with force_locale(locale_name(language)):
        words = gettext(message)
    assert words != message
    return words


@pytest.mark.parametrize("language", ["es", "hmn", "pa", "ar"])
def test_a_draft_says_first_that_a_machine_made_it_and_how_to_see_english(language):
    link = a_link(EVERYTHING)
    drawn = [pages.render_survey(link, language), pages.render_thanks(link, language, None)]
    drawn += [pages.render_closed(link, language), pages.render_device(language)]

    for html in drawn:
        main = html[html.index("<main") :]
        told = re.search(rf"{interface(MACHINE, language)} <(?:a|button) [^>]*>English</", main)
        assert told.start() < main.index("<li>" if "<form" in main else "<section")
        assert html.count(interface(MACHINE, language)) == 1


def test_where_no_other_language_can_be_chosen_a_draft_does_not_send_the_reader_there():
    preview = pages.render_survey(a_link(EVERYTHING, state="preview"), "es")

    assert interface(MACHINE, "es") in preview
    assert "English" not in preview
    assert MACHINE not in pages.render_error("en", 500)


def test_the_language_can_be_changed_without_a_script():
    page = survey_page(EVERYTHING, "es")

    buttons = page.all("button", name="switch")
    # The key Enter presses the first, which is not to be seen.
    assert (buttons[0]["value"], "hidden" in buttons[0]) == ("es", True)
    assert [button["value"] for button in buttons[1:]] == ["en", "es", "ar", "en"]
    *buttons, in_the_draft_note = buttons
    assert in_the_draft_note["lang"] == "en"
    assert [button["lang"] for button in buttons[1:] if button.get("aria-current")] == ["es"]
    assert all(button["form"] == "survey" for button in buttons)

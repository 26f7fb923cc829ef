"""Pages say what the district says, and call themselves a machine's draft only where one of their own texts is."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import ngettext

from survey_app.documents.kit import Asked
from survey_app.languages.catalogs import key_of_message, public_messages
from survey_app.respond import pages
from survey_app.surveys.words.places import with_texts
from survey_app.surveys.words.wordings import INTERFACE, Wording
from survey_app.web.district_words import noting_drafts, speaking_for
from survey_app.web.untranslated import watching
from survey_app.web.wording.kit import kit_wording
from tests.respond.page_samples import LIBRARY, MERCED, a_link, a_pages_app

NOW = datetime(2027, 4, 6, tzinfo=UTC)
MARK = '<p class="draft">'


@pytest.fixture
def app(static_builds: Path) -> Iterator[Flask]:
    app = a_pages_app(static_builds)
    with app.test_request_context():
        yield app


def a_wording(
    source: str, words: str, key: str = "", state: str = "reviewed", language: str = "es"
) -> Wording:
    return Wording("24-65789", INTERFACE, key, source, language, words, state, "ana@example.org", NOW)


def everything_checked(language: str = "es") -> tuple[Wording, ...]:
    said = [each for each in public_messages(language) if each.words]
    return tuple(a_wording(each.source, each.words, each.key, language=language) for each in said)


def a_checked_link(**changes: Any) -> Any:
    survey = with_texts(LIBRARY["family"], lambda placed: placed.text.model_copy(update={"drafts": ()}))
    return a_link(survey, **changes)


def test_a_page_says_what_its_district_says_and_no_other_page_does(app: Flask) -> None:
    mended = a_wording("Send my answers", "Mandar lo que contesté")

    assert "Mandar lo que contesté" in pages.render_survey(a_checked_link(interface=(mended,)), "es")
    assert "Mandar lo que contesté" not in pages.render_survey(a_checked_link(), "es")
    assert "Mandar lo que contesté" not in pages.render_survey(a_checked_link(interface=(mended,)), "ar")


def test_what_the_script_says_is_mended_too(app: Flask) -> None:
    mended = a_wording("Please answer this question.", "Falta esta respuesta.")

    assert "Falta esta respuesta." in pages.render_survey(a_checked_link(interface=(mended,)), "es")


def test_words_for_other_english_are_not_said(app: Flask) -> None:
    mended = a_wording("Send all my answers", "Mandar lo que contesté")

    assert "Mandar" not in pages.render_survey(a_checked_link(interface=(mended,)), "es")


def test_words_that_depend_on_a_number_have_a_wording_for_each_form(app: Flask) -> None:
    form = key_of_message(None, 1)
    mended = a_wording("About %(num)s minutes", "Unos %(num)s minutitos", form)

    with speaking_for((mended,)), watching("es"):
        assert ngettext("About %(num)s minute", "About %(num)s minutes", 8) == "Unos 8 minutitos"
        assert "minutitos" not in ngettext("About %(num)s minute", "About %(num)s minutes", 1)


def test_the_draft_mark_goes_when_the_texts_of_the_page_are_checked(app: Flask) -> None:
    checked = everything_checked()

    assert MARK in pages.render_survey(a_checked_link(), "es"), "the interface is a draft"
    assert MARK in pages.render_survey(a_link(LIBRARY["family"], interface=checked), "es"), "the survey is"
    assert MARK not in pages.render_survey(a_checked_link(interface=checked), "es")
    assert MARK not in pages.render_survey(a_checked_link(), "en")


def test_one_text_that_somebody_is_not_sure_of_brings_it_back(app: Flask) -> None:
    unsure = a_wording("Send my answers", "Mandar", state="edited")
    others = tuple(each for each in everything_checked() if each.source != unsure.source)

    assert MARK in pages.render_survey(a_checked_link(interface=(*others, unsure)), "es")


def test_only_texts_that_the_page_shows_count(app: Flask) -> None:
    """Grade 1 is not asked at a high school, so its words do not make the page a draft."""

    def with_draft(placed: Any) -> Any:
        drafts = ("es",) if placed.key == "grades.choices.1" else ()
        return placed.text.model_copy(update={"drafts": drafts})

    survey, checked = with_texts(LIBRARY["family"], with_draft), everything_checked()
    assert MARK not in pages.render_survey(a_link(survey, interface=checked), "es")
    elementary = MERCED.__class__("Merced Elementary", "Merced", 0, 5)
    assert MARK in pages.render_survey(a_link(survey, elementary, interface=checked), "es")


def test_paper_says_what_the_district_says_and_loses_its_mark(app: Flask) -> None:
    asked = Asked("family", "Merced High", NOW.date(), 8)
    mended = a_wording("Dear families,", "Queridas familias:")
    checked = tuple(each for each in everything_checked() if each.source != mended.source)

    assert kit_wording("es", asked).draft != ()
    said = kit_wording("es", Asked("family", "Merced High", NOW.date(), 8, said=(*checked, mended)))
    assert (said.greeting, said.draft) == ("Queridas familias:", ())


def test_outside_of_a_page_nothing_is_noted(app: Flask) -> None:
    with noting_drafts() as drafts, watching("es"):
        pass

    assert drafts == []

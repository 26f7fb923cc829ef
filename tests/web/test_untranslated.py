"""A page says that some of it is not translated exactly when it is so."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import polib
import pytest
from flask import Flask

from survey_app.documents.kit import Asked
from survey_app.extensions import babel
from survey_app.languages.catalogs import TRANSLATIONS, compile_translations, shipped_languages
from survey_app.respond import pages
from survey_app.surveys.text import Text
from survey_app.web.language import buttons_and_more, install_languages
from survey_app.web.wording.kit import kit_wording
from tests.respond.door_samples import a_survey
from tests.respond.page_samples import LIBRARY, a_catalog, a_link, a_pages_app, a_school

NOTE = "Some words on this page are not translated yet. They are in English."
IN_SPANISH = "Algunas palabras de esta página aún no están traducidas. Están en inglés."
MARK = "<!--untranslated-->"
# The one note of a page that names its language.
NOTE_MARK = re.compile(r'<p class="notice" lang=')


@pytest.fixture
def app(tmp_path: Path, static_builds: Path) -> Iterator[Flask]:
    """An app whose Spanish catalog is a copy, to be changed before the first page is drawn."""
    shutil.copytree(
        TRANSLATIONS / "es", tmp_path / "translations" / "es", ignore=shutil.ignore_patterns("*.mo")
    )
    app = a_pages_app(static_builds)
    compile_translations(tmp_path / "translations")
    install_languages(app, tmp_path / "translations")
    vars(babel).pop("domain_instance", None)
    with app.test_request_context():
        yield app
    vars(babel).pop("domain_instance", None)


def forget(tmp_path: Path, *messages: str, context: str = "") -> None:
    change(tmp_path, dict.fromkeys(messages, ""), context)


def change(tmp_path: Path, said: dict[str, str], context: str = "") -> None:
    path = tmp_path / "translations" / "es" / "LC_MESSAGES" / "messages.po"
    catalog = polib.pofile(str(path))
    for message, words in said.items():
        catalog.find(message, msgctxt=context or False).msgstr = words
    catalog.save(str(path))
    path.with_suffix(".mo").unlink()
    compile_translations(tmp_path / "translations")


def home(language: str) -> str:
    return pages.render_home(a_catalog(a_school("Merced High")), language)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_page_that_is_translated_whole_says_nothing(language):
    page = home(language) + pages.render_survey(a_link(a_survey()), language)

    assert NOTE not in page
    assert IN_SPANISH not in page
    assert MARK not in page


@pytest.mark.parametrize("language", shipped_languages())
def test_the_pages_that_are_shipped_are_translated_whole(static_builds, language):
    """Whoever adds a text for respondents translates it, as a draft at least."""
    compile_translations()
    found = a_catalog(a_school("Merced High"))
    links = [a_link(survey) for survey in LIBRARY.values()]
    with a_pages_app(static_builds).test_request_context():
        drawn = [
            pages.render_home(found, language),
            pages.render_school(found, found.schools["merced-high"], language),
            pages.render_schools(found, language),
            pages.render_device(language),
            pages.render_unknown(found, language),
            *(pages.render_error(language, status) for status in (404, 410, 429, 500)),
            *(pages.render_survey(link, language) for link in links),
            *(pages.render_thanks(links[0], language, receipt) for receipt in (None, "K7Q2-9FXM")),
            pages.render_closed(links[0], language),
        ]

    noted = [NOTE_MARK.search(page) for page in drawn]
    assert noted == [None] * len(drawn)


@pytest.mark.usefixtures("app")
def test_a_page_of_which_a_text_of_the_interface_is_missing_says_so(tmp_path):
    forget(tmp_path, "No cookies. No tracking.")

    assert f'<p class="notice" lang="es" dir="ltr">{IN_SPANISH}</p>' in home("es")
    assert NOTE not in home("en")


@pytest.mark.usefixtures("app")
def test_where_even_this_is_not_translated_it_is_english_and_marked_so(tmp_path):
    forget(tmp_path, "No cookies. No tracking.", NOTE)

    assert f'<p class="notice" lang="en" dir="ltr">{NOTE}</p>' in home("es")


@pytest.mark.usefixtures("app")
def test_a_survey_of_which_a_text_is_missing_says_so():
    half = a_survey().model_copy(update={"title": Text(words={"en": "Only English"})})

    assert IN_SPANISH in pages.render_survey(a_link(half), "es")
    assert NOTE not in pages.render_survey(a_link(half), "en")


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("language", ["mxb", "it", "zz-Zzzz"])
def test_a_survey_in_a_language_without_an_interface_says_so(language):
    link = a_link(a_survey())
    spoken = link.survey.model_copy(update={"languages": ("en", language)})

    page = pages.render_survey(replace(link, survey=spoken), language)

    assert f'<html lang="{language}"' in page
    assert f'<p class="notice" lang="en" dir="ltr">{NOTE}</p>' in page


@pytest.mark.usefixtures("app")
def test_paper_of_which_a_text_is_missing_says_so_in_its_language_and_in_english(tmp_path):
    def notes(language: str) -> tuple[str, ...]:
        return kit_wording(language, Asked("family", "Merced High", date(2027, 5, 1), 8)).draft

    forget(tmp_path, "Dear families,")

    assert [IN_SPANISH in notes("es")[0], NOTE in notes("es")[1]] == [True, True]
    assert notes("en") == ()


@pytest.mark.usefixtures("app")
def test_paper_says_nothing_of_texts_that_it_does_not_have(tmp_path):
    forget(tmp_path, "Dear partners,", "Dear students,", "Dear colleagues,")

    assert IN_SPANISH not in kit_wording("es", Asked("family", "Merced High", date(2027, 5, 1), 8)).draft[0]


@pytest.mark.usefixtures("app")
def test_paper_that_is_translated_whole_says_nothing_of_it():
    own, english = kit_wording("es", Asked("family", "Merced High", date(2027, 5, 1), 8)).draft

    assert IN_SPANISH not in own
    assert NOTE not in english


@pytest.mark.usefixtures("app")
def test_paper_speaks_to_students_in_words_of_their_own(tmp_path):
    thanks, scan = "Thank you for your time.", "Scan the picture with the camera of your phone,"
    change(tmp_path, {thanks: "Gracias por tu tiempo."}, context="students")
    change(tmp_path, {thanks: "Gracias por su tiempo."})
    forget(tmp_path, scan, context="students")

    student, family = (
        kit_wording("es", Asked(each, "A", date(2027, 5, 1), 8)) for each in ("student", "family")
    )

    assert (student.closing, family.closing) == ("Gracias por tu tiempo.", "Gracias por su tiempo.")
    assert student.scan == scan
    assert IN_SPANISH in student.draft[0]


# --- The languages in the header ---------------------------------------------------------------------

EIGHT = ["en", "es", "hmn", "pa", "ar", "vi", "zh-Hant", "ru"]


def test_up_to_five_languages_are_all_at_once():
    assert buttons_and_more(EIGHT[:5], "en", ("ar",)) == (EIGHT[:5], [])


def test_of_more_the_most_spoken_here_are_at_once_in_the_usual_order():
    assert buttons_and_more(EIGHT, "en", ("ru", "es", "ar", "vi", "hmn")) == (
        ["en", "es", "ar", "ru"],
        ["hmn", "pa", "vi", "zh-Hant"],
    )


def test_the_language_of_the_page_and_english_are_always_at_once():
    first, more = buttons_and_more(EIGHT, "zh-Hant", ("es", "hmn", "pa", "ar"))

    assert first == ["en", "es", "hmn", "zh-Hant"]
    assert more == ["pa", "ar", "vi", "ru"]


def test_where_nothing_is_known_of_the_school_the_usual_order_counts():
    assert buttons_and_more(EIGHT, "en")[0] == EIGHT[:4]


def test_what_is_spoken_here_but_not_offered_has_no_button():
    assert buttons_and_more(EIGHT, "en", ("ja", "ko"))[0] == EIGHT[:4]

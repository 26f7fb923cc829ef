"""Which language a reader gets, and what each language is called and how it runs."""

import shutil
import subprocess
import sys
from gettext import GNUTranslations

import pytest
from babel import Locale
from flask import Flask, g
from flask_babel import get_locale, gettext, ngettext

from survey_app.extensions import babel
from survey_app.languages.catalogs import TRANSLATIONS, compile_translations, shipped_languages
from survey_app.languages.listed import listed
from survey_app.languages.locales import direction, endonym, locale_name, teach_babel
from survey_app.web.language import best_language, install_languages, reader_language

SHIPPED = ("en", "es", "hmn", "pa", "ar")
PLANNED = (*SHIPPED, "vi", "zh-Hant", "zh-Hans", "fil", "fa", "pt", "ru")


teach_babel()


HMONG = """
msgid ""
msgstr ""
"Language: hmn\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Thank you"
msgstr "Ua tsaug"

msgid "%(num)d school"
msgid_plural "%(num)d schools"
msgstr[0] "%(num)d lub tsev kawm"
"""


@pytest.fixture
def app(tmp_path):
    """An app whose interface speaks all shipped languages and knows one word of Hmong."""
    for language in SHIPPED:
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "messages.po").write_text(HMONG if language == "hmn" else "")
    compile_translations(tmp_path)
    app = Flask("survey_app", static_folder=None)
    install_languages(app, tmp_path)
    # Flask-Babel keeps what it read with the extension, not with the app: other apps of this process share it.
    vars(babel).pop("domain_instance", None)
    yield app
    vars(babel).pop("domain_instance", None)


@pytest.mark.parametrize(
    ("accept_language", "language"),
    [
        ("en-US,en;q=0.9", "en"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("es-419,es;q=0.9", "es"),
        ("hmn", "hmn"),
        ("mww,en;q=0.5", "hmn"),
        ("hnj,en;q=0.5", "hmn"),
        ("hnj-Hmnp,en;q=0.5", "hmn"),
        ("blu,en;q=0.5", "hmn"),
        ("pa-IN,pa;q=0.9,en;q=0.8", "pa"),
        ("pa-Guru", "pa"),
        ("pa", "pa"),
        ("ar-EG,ar;q=0.9", "ar"),
        ("ar-YE", "ar"),
        ("EN-us", "en"),
        ("en;q=0.1,es;q=0.5", "es"),
        ("fr,de;q=0.9,ar;q=0.1", "ar"),
    ],
)
def test_a_reader_gets_the_language_they_ask_for(accept_language, language):
    assert best_language(accept_language, SHIPPED) == language


@pytest.mark.parametrize(
    "accept_language", ["pa-PK", "pa-Arab", "pa-Arab-PK", "pnb", "pa-PK,pa;q=0.9", "ur", "lah"]
)
def test_readers_of_punjabi_in_arabic_letters_never_get_gurmukhi(accept_language):
    assert best_language(accept_language, SHIPPED) == "en"
    assert best_language(f"{accept_language},ar;q=0.1", SHIPPED) == "ar"


@pytest.mark.parametrize(
    ("accept_language", "language"),
    [
        ("zh-TW,zh;q=0.9,en;q=0.5", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("zh-CN,zh;q=0.9", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("yue", "zh-Hant"),
        ("yue-HK,en", "zh-Hant"),
        ("yue-Hans", "zh-Hans"),
        ("tl", "fil"),
        ("tl-PH,en;q=0.5", "fil"),
        ("fil-PH", "fil"),
        ("prs-AF", "fa"),
        ("pt-BR", "pt"),
        ("vi-VN", "vi"),
    ],
)
def test_languages_that_are_not_shipped_yet_will_be_found_as_well(accept_language, language):
    assert best_language(accept_language, PLANNED) == language


@pytest.mark.parametrize("accept_language", ["ca", "be", "eu", "gl-ES"])
def test_nobody_gets_a_neighboring_language_instead(accept_language):
    assert best_language(f"{accept_language},en;q=0.1", PLANNED) == "en"


@pytest.mark.parametrize(
    "accept_language",
    [
        "",
        "*",
        ",",
        ";;;",
        "q=1",
        "xx;q=",
        "es;q=0",
        "es;q=nan",
        "-",
        "a" * 100_000,
        "\x00",
        "é",
        "en-" * 400,
        "1",
    ],
)
def test_whatever_the_header_holds_there_is_a_language(accept_language):
    assert best_language(accept_language, SHIPPED) == "en"


def test_without_english_the_first_language_is_the_last_resort():
    assert best_language("fr", ("es", "ar")) == "es"


@pytest.mark.parametrize(
    ("language", "runs"),
    [
        ("en", "ltr"),
        ("es", "ltr"),
        ("hmn", "ltr"),
        ("pa", "ltr"),
        ("ar", "rtl"),
        ("fa", "rtl"),
        ("pa-Arab", "rtl"),
        ("he", "rtl"),
        ("syr", "rtl"),
        ("zh-Hant", "ltr"),
        ("mxp", "ltr"),
        ("not a tag", "ltr"),
    ],
)
def test_every_language_runs_its_own_way(language, runs):
    assert direction(language) == runs


def test_every_shipped_language_is_called_by_its_own_name():
    assert set(shipped_languages()) <= {language.tag for language in listed().languages}
    names = ["English", "Español", "Hmoob", "ਪੰਜਾਬੀ", "العربية"]
    assert [endonym(language) for language in SHIPPED] == names


def test_a_language_beyond_the_list_is_named_by_the_locale_data_or_its_tag():
    assert endonym("it") == "Italiano"
    assert endonym("mxp") == "mxp"


def test_every_folder_of_translations_is_a_language(tmp_path):
    for folder in ("es", "zh_Hant", "ar"):
        (tmp_path / folder / "LC_MESSAGES").mkdir(parents=True)
        (tmp_path / folder / "LC_MESSAGES" / "messages.po").touch()

    assert shipped_languages(tmp_path) == ("en", "es", "ar", "zh-Hant")


def test_babel_knows_hmong_after_it_was_taught():
    teach_babel()

    hmong = Locale.parse("hmn")

    assert (hmong.get_display_name(), hmong.text_direction) == ("Hmoob", "ltr")
    assert hmong.number_symbols["latn"]["decimal"] == "."


@pytest.mark.parametrize("path", ["/hmn/", "/s/merced-high/hmn", "/s/merced-high/student/hmn"])
def test_a_page_in_hmong_gets_hmong_words_and_plurals(app, path):
    with app.test_request_context(path):
        assert str(get_locale()) == "hmn"
        assert gettext("Thank you") == "Ua tsaug"
        assert [ngettext("%(num)d school", "%(num)d schools", n) for n in (1, 2)] == [
            "1 lub tsev kawm",
            "2 lub tsev kawm",
        ]


@pytest.mark.parametrize(
    ("language", "locale"), [("es", "es"), ("zh-Hant", "zh_Hant"), ("mxp", "en"), ("xx-1", "en")]
)
def test_the_interface_follows_the_page_or_is_english_where_babel_does_not_know_it(app, language, locale):
    with app.test_request_context("/", headers={"Accept-Language": "ar"}):
        g.language = language
        assert str(get_locale()).startswith(locale)


def test_the_path_decides_before_the_header(app):
    with app.test_request_context("/s/merced-high/family/ar", headers={"Accept-Language": "es"}):
        assert reader_language(SHIPPED) == "ar"
    with app.test_request_context("/s/merced-high", headers={"Accept-Language": "es-MX"}):
        assert reader_language(SHIPPED) == "es"


def test_babel_writes_locales_with_an_underscore():
    assert locale_name("zh-Hant") == "zh_Hant"


def test_hmong_plurals_survive_a_compilation_by_a_process_that_knows_no_hmong_yet(tmp_path):
    source = tmp_path / "hmn" / "LC_MESSAGES" / "messages.po"
    source.parent.mkdir(parents=True)
    shutil.copy(TRANSLATIONS / "hmn" / "LC_MESSAGES" / "messages.po", source)
    program = (
        "import pathlib, sys; from survey_app.languages.catalogs import compile_translations;"
        "compile_translations(pathlib.Path(sys.argv[1]))"
    )

    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, cwd=TRANSLATIONS.parent)

    with source.with_suffix(".mo").open("rb") as file:
        hmong = GNUTranslations(file)
    assert hmong.ngettext("About %(num)s minute", "About %(num)s minutes", 5) != "About %(num)s minutes"

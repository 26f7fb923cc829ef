"""The list of languages: a line says everything, and a line that is wrong says what to mend."""

import ast
import re
from collections.abc import Iterable
from gettext import c2py

import pytest
from babel import Locale, UnknownLocaleError

from survey_app.directory.languages_file import tag_of
from survey_app.errors import LanguageListError
from survey_app.languages.catalogs import plural_forms, shipped_languages
from survey_app.languages.listed import (
    ANOTHER_LANGUAGE,
    SOURCE,
    in_usual_order,
    listed,
    read_list,
    spoken_tags,
)
from survey_app.languages.locales import (
    addable,
    direction,
    endonym,
    locale_name,
    plural_rule,
    spoken_names,
    teach_babel,
)
from survey_app.surveys.yaml_file import load_library
from tests.installation import PROJECT

GOOD = "languages:\n  - {tag: qaa, name: Qa, english: Made up, script: Arab}\n"
SCRIPTS = "scripts:\n  Arab: {font: Noto Sans Arabic, direction: rtl}\n"


def faults_of(tmp_path, text):
    path = tmp_path / "languages.yaml"
    path.write_text(text)
    with pytest.raises(LanguageListError) as raised:
        read_list(path)
    return str(raised.value).splitlines()


def test_a_good_list_is_read(tmp_path):
    path = tmp_path / "languages.yaml"
    path.write_text(GOOD + SCRIPTS)

    assert read_list(path).languages[0].english == "Made up"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{tag: Qaa, name: Qa, english: Q, script: Arab}", "languages.yaml: Qaa: tag: String should match"),
        ("{tag: qaa, english: Q, script: Arab}", "languages.yaml: qaa: name: Field required"),
        (
            "{tag: qaa, name: Qa, english: Q, script: Arab, rtl: yes}",
            "languages.yaml: qaa: rtl: Extra inputs",
        ),
        ("{name: Qa, english: Q, script: Arab}", "languages.yaml: language 1: tag: Field required"),
        ("{tag: qaa, name: Qa, english: Q, script: Kits}", "qaa: the script Kits is not below scripts"),
        ("qaa", "languages.yaml: language 1: Input should be"),
    ],
)
def test_a_wrong_line_is_named_with_what_is_wrong(tmp_path, line, fault):
    (said,) = faults_of(tmp_path, f"languages:\n  - {line}\n{SCRIPTS}")

    assert fault in said


def test_a_language_has_one_line(tmp_path):
    (said,) = faults_of(tmp_path, GOOD + GOOD.splitlines()[1] + "\n" + SCRIPTS)

    assert "qaa is here twice; keep one line" in said


def test_a_file_that_is_not_yaml_says_so(tmp_path):
    assert "languages.yaml cannot be read" in faults_of(tmp_path, "languages: [")[0]


def test_each_language_runs_the_way_that_the_locale_data_says():
    wrong = []
    for language in listed().languages:
        try:
            known = Locale.parse(language.tag.replace("-", "_"))
        except UnknownLocaleError:
            continue
        wrong += [language.tag] if known.text_direction != direction(language.tag) else []

    assert wrong == []
    assert direction("fa") == "rtl"


def test_a_language_that_the_locale_data_does_not_know_borrows_a_locale():
    teach_babel()
    lent = {language.tag: language.locale for language in listed().languages if language.locale}

    assert lent == {"hmn": "en", "prs": "fa", "mxb": "es", "ium": "en"}
    assert str(Locale.parse("prs")) == "prs"
    assert Locale.parse("prs").text_direction == "rtl"


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("Spanish", "es"),
        ("Mandarin (Putonghua)", "zh-Hans"),
        ("Cantonese", "zh-Hant"),
        ("Filipino (Pilipino or Tagalog)", "fil"),
        ("Farsi (Persian)", "fa"),
        ("Khmer (Cambodian)", "km"),
        ("Mien (Yao)", "ium"),
        ("Dari", "prs"),
        ("Telugu", "te"),
        ("Somali", "so"),
        ("Other non-English languages", None),
        ("", None),
    ],
)
def test_the_names_of_the_state_lead_to_a_language(name, tag):
    assert tag_of(name) == tag


def test_languages_stand_in_the_order_of_the_list_and_others_last():
    assert in_usual_order(["it", "ar", "zh-Hans", "en"]) == ["en", "ar", "zh-Hans", "it"]


def test_whatever_has_texts_has_a_line():
    spoken = {tag for survey in load_library().values() for tag in survey.languages}

    assert {tag for tag in {*spoken, *shipped_languages()} if not listed().find(tag)} == set()


def test_every_language_that_surveys_speak_can_be_said_to_be_spoken_at_home():
    library = load_library()
    asked = next(question for question in library["family"].questions() if question.name == "home_lang")
    home = {SOURCE, *(tag for choice in asked.choices for tag in choice.languages)}
    spoken = {tag for survey in library.values() for tag in survey.languages}

    assert spoken <= home


# --- Nothing else names a language ---------------------------------------------------------------------

SHIPPED = [tag for tag in shipped_languages() if tag != SOURCE]
# The languages of staff pages are a choice of ours, not of the texts; devices name the voice of Filipino after Tagalog.
MAY_NAME = {"survey_app/staff/guard.py", "survey_app/static/js/widgets/listening/voices.js"}


def named_in(name: str, text: str) -> list[str]:
    """The languages with texts, but for the source, that a file of the product names in its code."""
    if name.endswith(".py"):
        said = [node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)]
    else:
        said = [*re.findall(r"""(?<=["'])[\w-]+(?=["'])""", text), *re.findall(r":lang\(([\w-]+)\)", text)]
    return [each for each in said if each in SHIPPED]


def test_nothing_but_the_list_names_a_language():
    files = [
        path
        for kind in ("py", "html", "css", "js", "typ")
        for path in (PROJECT / "survey_app").rglob(f"*.{kind}")
    ]
    names = {path.relative_to(PROJECT).as_posix(): path.read_text() for path in files}
    found = {name: named_in(name, text) for name, text in names.items()}

    assert len(found) > 100
    assert {name for name, languages in found.items() if languages} == MAY_NAME


def test_a_language_that_is_named_is_found():
    assert named_in("a.py", '"""In "es"."""\nLANGUAGES = ("en", "hmn")') == ["hmn"]
    assert named_in("a.css", ":lang(pa) { }") == ["pa"]
    assert named_in("a.html", """{% for code in ["en", 'es'] %}""") == ["es"]


def by_cldr(language: str) -> list[str]:
    """The form that CLDR says each number takes."""
    rule = Locale.parse(locale_name(language)).plural_form
    return [rule(number) for number in range(130)]


@pytest.mark.parametrize("language", ["he", "tr", "fa", "ht", "vi", "gd", "es", "ar"])
def test_numbers_take_the_plural_form_that_cldr_says(language: str) -> None:
    assert differing([language]) == []


def test_numbers_of_every_language_that_can_be_added_do() -> None:
    assert differing([tag for tag in addable() if tag not in shipped_languages()]) == []


def differing(languages: Iterable[str]) -> list[str]:
    """Languages whose rule sorts numbers into other forms than CLDR does."""
    found = []
    for language in languages:
        count, expression = plural_rule(language)
        pairs = set(zip(map(c2py(expression), range(130)), by_cldr(language), strict=True))
        if not len(pairs) == len({form for form, _ in pairs}) == len({form for _, form in pairs}) <= count:
            found.append(language)
    return found


def test_a_language_that_we_ship_has_the_plural_forms_of_its_catalog() -> None:
    assert plural_forms("hmn") == (1, "0")
    assert plural_forms("he") == plural_rule("he")


def test_whatever_somebody_speaks_has_a_name_in_every_language_and_is_a_way_of_speaking():
    for language in shipped_languages():
        named = spoken_names(language)
        assert named.keys() == spoken_tags() - {ANOTHER_LANGUAGE}
        assert len({*named.values()}) == len(named), language
    assert {"mxb", "trc", "zap", "mam", "kjb", "quc", "tsz", "hmn", "ium", "yue", "cmn"} <= spoken_tags()
    assert not {"zh-Hant", "zh-Hans"} & spoken_tags()
    assert (spoken_names("es")["zap"], endonym("mam")) == ("Zapoteco", "Mam")
    names = list(spoken_names("es").values())
    assert names.index("Amuzgo") < names.index("Árabe") < names.index("Armenio")

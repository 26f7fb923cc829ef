"""Labels: the same rows in words, and nothing besides."""

from survey_app.results.files.labels import labels_of, untranslated, words_of_missing
from survey_app.results.variables import MISSING
from survey_app.surveys.yaml_file import load_library
from tests.results.files.examples import a_spoken_file

FILE = a_spoken_file()
HEADER = ["row", "school", "survey", "version", "channel", *(column.name for column in FILE.columns)]


def in_words(language, **cells):
    row = {**dict.fromkeys(HEADER, ""), "row": "r1", "school": "atwater", "channel": "web", **cells}
    header, words = labels_of(FILE, language)
    line = [find(cell) for find, cell in zip(words, row.values(), strict=True)]
    return header, dict(zip(HEADER, line, strict=True))


def test_codes_become_words_in_the_language():
    _, row = in_words("es", grade="9", needs="tutor facil", know_food="yes")

    assert (row["grade"], row["needs"], row["know_food"]) == ("9.º grado", "Clases de apoyo; Baños", "Sí")


def test_a_school_is_called_by_its_name():
    assert in_words("en")[1]["school"] == "Atwater High"
    assert in_words("es", school="other_schools")[1]["school"] == "Otras escuelas"


def test_numbers_and_ones_stay():
    _, row = in_words("es", needs_tutor="1", needs_facil="0", days="3")

    assert [row[name] for name in ("needs_tutor", "needs_facil", "days")] == ["1", "0", "3"]


def test_every_column_says_in_words_why_an_answer_is_missing():
    kinds = {"-66": "Withheld to protect people", "-77": "Not reached", "-88": "Left blank"}
    for code, words in {**kinds, "-99": "Prefers not to say", "": "Not asked"}.items():
        cells = dict.fromkeys((column.name for column in FILE.columns), code)
        header, row = in_words("en", **cells)
        assert {row[column.name] for column in FILE.columns} == {words}
        for language in ("es", "hmn", "pa", "ar"):
            said = {in_words(language, **cells)[1][column.name] for column in FILE.columns}
            assert len(said) == 1
            assert said.isdisjoint({words, code, ""})
    assert header[5] == "Grade? [grade]"


def test_a_channel_that_is_withheld_says_so_in_words():
    _, row = in_words("es", channel="-66", version="-66")

    assert row["channel"] == row["version"] == "No se muestra, para proteger a las personas"
    assert in_words("es", channel="kiosk")[1]["channel"] == "kiosk"


def test_texts_that_nobody_translated_are_counted():
    assert untranslated(FILE, "en") == 0
    assert 0 < untranslated(FILE, "es") < untranslated(FILE, "pa") < untranslated(FILE, "hmn")


def test_every_missing_code_has_words_in_every_language_of_the_surveys():
    assert set(words_of_missing()) == set(MISSING)
    languages = {language for survey in load_library().values() for language in survey.languages}
    for text in words_of_missing().values():
        assert set(text.words) == languages


def test_coarse_codes_have_words_too():
    assert in_words("es", grade="grades_9_10")[1]["grade"] == "9.º grado – 10.º grado"
    assert in_words("ar", needs="na")[1]["needs"] == "لا ينطبق"


def test_a_missing_translation_falls_back_to_the_source():
    assert in_words("pa", know_food="yes")[1]["know_food"] == "Yes"


def test_headers_are_the_questions_each_with_its_column_and_defused():
    header, _ = in_words("en")

    assert header[5] == "Grade? [grade]"
    assert header[6] == "'=What would help? [needs]"
    assert header[7] == '\'=What would help? / Help, with "classes" [needs_tutor]'
    assert "Do you know where? / Food [know_food]" in header


def test_words_that_look_like_formulas_are_defused_in_cells():
    assert in_words("en", needs="facil")[1]["needs"] == "'-Bathrooms"
    assert in_words("pa", needs="facil")[1]["needs"] == "'＝ਬਾਥਰੂਮ"

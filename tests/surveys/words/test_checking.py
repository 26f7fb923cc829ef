"""A placeholder cannot be broken, and the glossary is at hand."""

import pytest

from survey_app.languages.catalogs import public_messages, shipped_languages
from survey_app.languages.listed import SOURCE
from survey_app.surveys.words.checking import faults_of, room_for, terms_in, tidied


@pytest.mark.parametrize(
    ("source", "words", "code"),
    [
        ("Hello", "", "words_missing"),
        ("Hello", "a\0b", "words_not_storable"),
        ("Hello", "x" * 2001, "words_too_long"),
        ("{school_name} asks", "Pregunta", "words_placeholders"),
        ("{school_name} asks", "{escuela} pregunta", "words_placeholders"),
        ("Open until %(day)s", "Hasta %(dia)s", "words_placeholders"),
        ("Hello", "Hola {nombre}", "words_without_placeholders"),
        ("Hello", "100 % cierto", "words_without_placeholders"),
    ],
)
def test_words_that_would_break_are_refused(source: str, words: str, code: str) -> None:
    assert [fault.code for fault in faults_of(source, words)] == [code]


def test_words_that_keep_their_placeholders_are_fine() -> None:
    assert list(faults_of("{school_name} asks until %(day)s", "Hasta %(day)s pregunta {school_name}")) == []


def test_breaks_of_lines_become_blanks_and_other_blanks_stay() -> None:
    assert tidied("  Qué\r\n tal\u00a0? ") == "Qué tal\u00a0?"


def test_the_terms_of_a_text_are_found_in_the_glossary() -> None:
    found = [entry.term for entry in terms_in("Tell your counselor about the survey", "es")]

    assert sorted(found) == ["counselor", "survey"]
    assert terms_in("Hello", "es") == []


def test_there_is_room_for_twice_the_english() -> None:
    assert (room_for("Yes"), room_for("x" * 100)) == (40, 200)


@pytest.mark.parametrize("language", [each for each in shipped_languages() if each != SOURCE])
def test_whoever_speaks_a_language_can_say_that_every_text_we_ship_is_right(language: str) -> None:
    shipped = [each for each in public_messages(language) if each.words]

    assert shipped
    assert [each for each in shipped if list(faults_of(each.source, each.words, each.numbers))] == []


def test_a_plural_form_of_one_number_may_say_it_without_its_digit() -> None:
    minutes = "About %(num)s minutes"

    assert list(faults_of(minutes, "نحو دقيقتين", (2,))) == []
    assert list(faults_of(minutes, "نحو %(num)s", (2,))) == []
    assert [each.code for each in faults_of(minutes, "نحو دقائق", (3, 4, 5))] == ["words_placeholders"]
    assert [each.code for each in faults_of(minutes, "نحو %(day)s", (2,))] == ["words_placeholders"]

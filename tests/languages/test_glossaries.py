"""One word for one thing: which translations leave the glossary, and that ours do not."""

from collections.abc import Iterator

import polib
import pytest

from survey_app.errors import LanguageListError
from survey_app.languages.catalogs import TRANSLATIONS, shipped_languages
from survey_app.languages.glossaries import Entry, departures, glossary, terms
from survey_app.languages.listed import SOURCE

TRANSLATED = [language for language in shipped_languages() if language != SOURCE]
SURVEY = Entry(term="survey", say=("encuesta",), never=("sondeo",))
FAMILY = Entry(term="family", say=("familia",))


def told(source: str, translation: str, *entries: Entry) -> list[tuple[str, str]]:
    """Term and wrong word of each departure."""
    return [(each.term, each.wrong) for each in departures(source, translation, entries or (SURVEY, FAMILY))]


def pairs(language: str) -> Iterator[tuple[str, str]]:
    """Every interface text with its translation, each plural form by itself; those without one are left out."""
    path = TRANSLATIONS / language.replace("-", "_") / "LC_MESSAGES" / "messages.po"
    for entry in polib.pofile(str(path)):
        if not entry.obsolete:
            said = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
            yield from ((entry.msgid_plural or entry.msgid, words) for words in said if words)


@pytest.mark.parametrize("language", TRANSLATED)
def test_each_language_has_a_word_for_every_term(language):
    assert {entry.term for entry in glossary(language)} == {term.term for term in terms()}


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_interface_keeps_to_the_glossary(language):
    left = [
        f"{source!r}: {words!r} has {each.wrong or 'another word'!r} for {each.term!r}; use one of {each.say}"
        for source, words in pairs(language)
        for each in departures(source, words, glossary(language))
    ]

    assert left == []


def test_a_translation_that_leaves_the_glossary_is_found():
    assert told("Take our survey", "Responda la encuesta") == []
    assert told("Take our survey", "Responda nuestras preguntas") == [("survey", "")]
    assert told("Take our survey", "La encuesta es un sondeo") == [("survey", "sondeo")]


def test_terms_are_found_in_the_plural_in_capitals_and_as_whole_words_only():
    assert told("Surveys for FAMILIES", "…") == [("survey", ""), ("family", "")]
    assert told("The surveyor is familiar", "…") == []


def test_what_is_filled_in_and_names_of_files_are_no_words():
    assert told("See docs/survey-format.md for %(survey)s, {family} and `family:`", "…") == []


def test_words_to_say_may_be_a_part_of_a_word_and_words_never_to_say_are_whole():
    survey = Entry(term="survey", say=("ਸਰਵੇ",), never=("ਸਰਵੇਖਣ",))

    assert told("Surveys", "ਸਰਵੇਆਂ", survey) == []
    assert told("Surveys", "ਸਰਵੇਖਣ", survey) == [("survey", "ਸਰਵੇਖਣ")]
    assert told("Surveys", "ਸਰਵੇਖਣੀ", survey) == []


def test_a_language_without_a_glossary_has_no_departures(tmp_path):
    assert glossary("vi", tmp_path) == ()


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("- {term: survey}", "glossary/es.yaml: (0, 'say'): Field required"),
        ("- {term: survey, say: [a], newer: [b]}", "glossary/es.yaml: (0, 'newer'): Extra inputs"),
        ("- {term: survey, say: [a]", "glossary/es.yaml: "),
    ],
)
def test_a_glossary_with_a_fault_names_its_file_and_its_line(tmp_path, line, fault):
    (tmp_path / "es.yaml").write_text(line)

    with pytest.raises(LanguageListError, match="glossary") as raised:
        glossary("es", tmp_path)

    assert fault in str(raised.value)

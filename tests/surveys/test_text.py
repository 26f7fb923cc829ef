"""Words in many languages, and what is filled into them."""

from survey_app.surveys.text import Shown, Text, fill, placeholders

GREETING = Text(words={"en": "Hello", "es": "Hola", "pa": "ਸਤ ਸ੍ਰੀ ਅਕਾਲ"}, drafts=("pa",))


def test_a_text_is_shown_in_the_language_asked_for():
    assert GREETING.in_language("es") == Shown("Hola", "es", draft=False)


def test_a_text_without_that_language_falls_back_to_its_source_and_says_so():
    assert GREETING.in_language("ar") == Shown("Hello", "en", draft=False)


def test_a_draft_is_shown_and_marked():
    assert GREETING.in_language("pa") == Shown("ਸਤ ਸ੍ਰੀ ਅਕਾਲ", "pa", draft=True)


def test_the_source_is_the_first_language_whatever_it_is():
    assert Text(words={"es": "Hola", "en": "Hello"}).source == "Hola"


def test_facts_are_filled_in():
    facts = {"school_name": "Merced High", "minutes": 8}

    assert fill("{school_name} asks, for {minutes} minutes.", facts) == "Merced High asks, for 8 minutes."


def test_a_fact_that_looks_like_a_placeholder_is_not_filled_again():
    assert fill("{school_name}", {"school_name": "{minutes}", "minutes": 8}) == "{minutes}"


def test_a_placeholder_without_a_fact_stays_as_it_is():
    assert fill("{school_name} {unknown}", {"school_name": "X"}) == "X {unknown}"


def test_placeholders_are_found_known_or_not():
    assert placeholders("{school_name}, {unknown} and {minutes}") == {"school_name", "unknown", "minutes"}

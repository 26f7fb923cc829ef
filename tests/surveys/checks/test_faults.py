"""One list of faults: each kind has words that name the thing and the remedy, in the terminal and for translators."""

import re

import pytest

from survey_app.surveys.faults.fault import Fault, Phrase, path_text
from survey_app.surveys.faults.kinds import KINDS, PHRASES


class _Anything(dict):
    """Values for any message."""

    def __missing__(self, key):
        return key.upper()


@pytest.mark.parametrize("code", KINDS)
def test_every_kind_of_fault_says_what_is_wrong_and_what_to_do(code):
    kind = KINDS[code]

    assert kind.message % _Anything() and kind.remedy % _Anything()


def test_a_code_that_is_not_in_the_list_is_refused():
    with pytest.raises(KeyError, match="no_such_fault"):
        Fault("no_such_fault")


def test_a_fault_without_a_file_says_where_in_the_survey_it_is():
    fault = Fault("most_above_choices", ("most",), {"most": 5, "choices": 4}).under(
        "sections", 2, "questions", 0
    )

    assert str(fault) == (
        "sections[2].questions[0].most: `most` is 5, but there are only 4 choices; lower it or remove it"
    )
    assert path_text(("sections", 2, "questions", 0, "choices", 1, "text", "words", "es")) == (
        "sections[2].questions[0].choices[1].text.es"
    )


def test_a_fault_with_a_place_says_that_place():
    assert (
        str(Fault("not_utf8", ("title",)).at("student.yaml:3"))
        == "student.yaml:3: not UTF-8; save the file as UTF-8"
    )


def test_the_nearest_known_word_is_the_remedy_when_there_is_one():
    values = {"name": "belong", "code": "soem", "known": ["none", "some"]}

    assert Fault("rule_unknown_code", (), values).remedy() == "its codes: none, some"
    assert Fault("rule_unknown_code", (), {**values, "near": "some"}).remedy() == 'did you mean "some"?'


def test_what_a_message_names_is_translated_with_it():
    fault = Fault("missing", (), {"what": Phrase("question", {"name": "grade"}), "key": "ask"})
    spanish = {
        PHRASES["question"]: "la pregunta «%(name)s»",
        KINDS["missing"].message: "A %(what)s le falta `%(key)s`",
    }

    assert fault.message() == 'the question "grade" has no `ask`'
    assert fault.message(lambda words: spanish.get(words, words)) == "A la pregunta «grade» le falta `ask`"


def test_names_in_the_words_are_those_of_gettext():
    words = [text for kind in KINDS.values() for text in (kind.message, kind.remedy)]

    assert all(re.fullmatch(r"(?:[^%]|%\([a-z_]+\)s)*", text) for text in words)

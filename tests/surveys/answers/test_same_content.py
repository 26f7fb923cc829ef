"""What a response says, whatever form it came in."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.surveys.answers import accept, content_of
from tests.surveys.answers.answer_samples import FOOD_OR_OTHER
from tests.surveys.examples import HIGH_SCHOOL, a_choice, a_question, a_section, a_survey

EVERY_TYPE = a_survey(
    a_section(
        a_question("one", "choose_one", choices=FOOD_OR_OTHER),
        a_question("several", "choose_several", "a b c", most=2),
        a_question("grid", "matrix", rows=[a_choice("x"), a_choice("y")]),
        a_question("number", "whole_number"),
        a_question("words", "short_text", longest=5),
    )
)


def test_what_is_said_does_not_depend_on_how_it_is_spelled():
    by_form = {
        "several": ["b", "a", "a"],
        "grid": {"y": "no", "x": "yes"},
        "number": " \u0663",
        "words": " a\r\nb",
    }
    by_script = {"several": ["a", "b"], "grid": {"x": "yes", "y": "no"}, "number": 3, "words": "a\nb"}
    blank = {"one": None, "one.other": " "}

    assert content_of(EVERY_TYPE, {**by_form, **blank}) == content_of(EVERY_TYPE, by_script) == by_script


def test_what_cannot_be_read_stays_as_it_was_sent():
    raw = {"one": "x", "several": ["a", "b", "c"], "number": 1.0, "words": "too long ", "no_such": [1]}

    assert content_of(EVERY_TYPE, raw) == raw


spellings = st.fixed_dictionaries(
    {},
    optional={
        "one": st.sampled_from(["food", "food ", "other", "", None, ["food"]]),
        "one.other": st.sampled_from(["a", " a", "a\x00", "", None, 1]),
        "several": st.sampled_from([["a", "b"], ["b", "a"], ["a"], [], ["a", "b", "c"], "a", [None, "a"]]),
        "grid": st.sampled_from(
            [{"x": "yes"}, {"x": "yes", "y": ""}, {}, {"x": "yes", "z": "no"}, {"x": "?"}]
        ),
        "number": st.sampled_from([1, "1", 1.0, True, "\u0661", 1000, "", " "]),
        "words": st.sampled_from(["ab", " ab\r\n", "ab\x00", "abcdefg", "abcde", "ab\ufffd", None, []]),
        "no_such": st.sampled_from([1, None]),
    },
)


@given(one=spellings, other=spellings)
@settings(max_examples=300)
def test_contents_that_say_the_same_are_stored_the_same(one, other):
    """Compared as JSON: to Python 1, 1.0 and True are equal."""

    def stored(raw):
        reading = accept(EVERY_TYPE, HIGH_SCHOOL, raw)
        return {key: answer for key, answer in reading.answers.items() if answer is not None}, reading.others

    one, other = ({**raw, "number": 1} for raw in (one, other))
    if json.dumps(content_of(EVERY_TYPE, one)) == json.dumps(content_of(EVERY_TYPE, other)):
        assert stored(one) == stored(other)

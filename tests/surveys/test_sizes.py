"""One size for every response of a version: nothing that is accepted is larger, and little room is wasted."""

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.actions.responses.store_responses import Submission
from survey_app.surveys.answers import Reading, accept
from survey_app.surveys.model import SchoolFacts, Survey
from survey_app.surveys.questions import LARGEST_NUMBER
from survey_app.surveys.sizes import (
    LARGEST_ENVELOPE,
    LARGEST_RESPONSE,
    check_size,
    costs,
    envelope_size,
    largest_payload,
    response_size,
)
from survey_app.surveys.typed_text import WIDEST, bytes_of, storable, tidy
from survey_app.surveys.types import QUESTION_TYPES, WholeNumber
from survey_app.surveys.yaml_file import check_survey, load_library
from survey_app.vocabulary import CHANNELS
from tests.surveys.examples import MIDDLE_SCHOOL, a_choice, a_question, a_section, a_survey, json_values
from tests.surveys.files.files_on_disk import SURVEY, write_folder

LIBRARY = load_library()
LONGEST_KEY = "k" * 60
LIMITS = st.integers(-LARGEST_NUMBER, LARGEST_NUMBER)
EVERY_SECTION = frozenset(section.name for survey in LIBRARY.values() for section in survey.sections)
LARGE_SCHOOL = SchoolFacts("A School", "A District", -1, 12, 5000, EVERY_SECTION)
# What is wide in memory, in UTF-8, in JSON or to the eye.
WIDE = [
    "a",
    "ñ",
    "ਪ",
    "😀",
    "𝟗",
    '"',
    "\\",
    "\n",
    "\t",
    "\v",
    "\x01",
    "\x1f",
    "\x7f",
    "\u2028",
    "e\u0301",
    "👨‍👩‍👧‍👦",
]


def sealed_bytes(survey: Survey, reading: Reading) -> int:
    """Bytes of a sealed response: the payload with the language that is counted later, the mark, and the box."""
    longest = max(survey.languages, key=len)
    response = Submission(
        id="",
        round=LONGEST_KEY,
        school=LONGEST_KEY,
        audience=survey.audience,
        version=survey.version,
        language=longest,
        channel=max(CHANNELS, key=len),
        reading=reading,
    )
    payload = {**json.loads(response.payload()), "language": longest}
    return bytes_of(payload) + 1 + 48


def raw_answers(survey: Survey) -> st.SearchStrategy[dict[str, Any]]:
    """Answers near the largest, in every shape: valid, too long, of wide characters, or nonsense."""
    by_key: dict[str, st.SearchStrategy[Any]] = {}
    wide = st.builds(lambda sign, number: sign * number, st.sampled_from(WIDE), st.integers(0, 2100))
    for question in survey.questions():
        numbers = (
            st.integers(question.lowest, question.highest)
            if isinstance(question, WholeNumber)
            else st.nothing()
        )
        by_key[question.name] = st.just(question.largest()) | numbers | wide | json_values
        if question.other_key:
            by_key[question.other_key] = wide
    return st.fixed_dictionaries({}, optional=by_key)


@pytest.mark.parametrize("name", LIBRARY)
@given(st.data())
@settings(deadline=None, max_examples=30)
def test_no_accepted_response_to_a_bundled_survey_is_larger(name, data):
    survey = LIBRARY[name]
    reading = accept(survey, LARGE_SCHOOL, data.draw(raw_answers(survey)))

    assert sealed_bytes(survey, reading) <= response_size(survey)


codes = st.lists(
    st.sampled_from(["a", "no", "not_sure", "x" * 40, "1", "other_thing"]),
    min_size=1,
    max_size=6,
    unique=True,
)


@st.composite
def surveys(draw: Any) -> Survey:
    """A survey of questions of every type, with short and long codes."""
    questions = []
    for number in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(list(QUESTION_TYPES)))
        has_choices = "choices" in QUESTION_TYPES[kind].model_fields
        question = a_question(f"q{number}", kind)
        if has_choices:
            question["choices"] = [
                a_choice(code, exclusive=draw(st.booleans()), other=kind != "matrix" and draw(st.booleans()))
                for code in draw(codes)
            ]
            question["no_answer"] = draw(st.booleans())
        if kind == "choose_several":
            question["most"] = draw(st.none() | st.integers(1, 3))
        if kind == "matrix":
            question["rows"] = [a_choice(code) for code in draw(codes)]
        if kind in ("short_text", "long_text"):
            question["longest"] = draw(st.integers(1, 300))
        if kind == "whole_number":
            question["lowest"], question["highest"] = sorted(draw(st.tuples(LIMITS, LIMITS)))
        questions.append(question)
    return a_survey(a_section(*questions), languages=["en", "zh-Hant"])


@given(st.data())
@settings(deadline=None, max_examples=100)
def test_no_accepted_response_to_any_survey_is_larger(data):
    survey = data.draw(surveys())
    reading = accept(survey, MIDDLE_SCHOOL, data.draw(raw_answers(survey)))

    assert sealed_bytes(survey, reading) <= response_size(survey)


@pytest.mark.parametrize("name", LIBRARY)
def test_a_response_of_the_longest_texts_needs_most_of_the_room(name):
    survey = LIBRARY[name]
    written = {key: WIDEST * 2000 for question in survey.questions() if (key := question.other_key)}
    said = {question.name: question.largest() for question in survey.questions()}

    reading = accept(survey, LARGE_SCHOOL, {**said, **written})

    assert 0.8 * response_size(survey) < sealed_bytes(survey, reading) <= response_size(survey)


def test_the_sizes_of_the_bundled_surveys():
    """Written down, for every response is stored and sent at this size: a larger one is a decision."""
    sizes = {survey.name: (response_size(survey), envelope_size(survey)) for survey in LIBRARY.values()}

    assert sizes == {
        "elementary": (3328, 3328),
        "family": (12032, 12032),
        "partner": (16384, 16384),
        "staff": (12800, 13056),
        "student": (10752, 11008),
    }
    assert costs(LIBRARY["student"])["open_change"] == 2000


def test_a_smaller_size_would_be_exceeded():
    """The control: with all that is counted but one text, the same responses do not fit."""
    survey = LIBRARY["student"]
    sections = tuple(
        section.model_copy(
            update={"questions": tuple(each for each in section.questions if each.name != "open_change")}
        )
        for section in survey.sections
    )
    smaller = survey.model_copy(update={"sections": sections})
    said = {question.name: question.largest() for question in survey.questions()}
    written = {key: WIDEST * 200 for question in survey.questions() if (key := question.other_key)}

    reading = accept(survey, LARGE_SCHOOL, {**said, **written})

    assert sealed_bytes(survey, reading) > response_size(smaller)


def test_no_character_that_is_stored_takes_more_bytes_than_the_widest():
    """Every character there is, as the validator leaves it."""
    kept = {character: storable(tidy(f"x{character}x"))[1:-1] for character in map(chr, range(0x110000))}
    widest = {character: bytes_of(words) - 2 for character, words in kept.items()}

    assert max(widest.values()) == bytes_of(WIDEST) - 2 == 4
    assert bytes_of("\x01") - 2 == 6  # the control: what JSON makes of a control character


def test_the_size_is_made_of_all_that_is_sealed():
    survey = a_survey(a_section(a_question("a")))
    response = Submission("", "r", "s", "student", survey.version, "en", "web", Reading())

    assert {*json.loads(response.payload()), "language"} == set(largest_payload(survey))


@pytest.mark.parametrize(
    ("question", "largest"),
    [
        (a_question("q", "scale", "some none"), "some"),
        (a_question("q", "choose_one", "1 2"), None),
        (a_question("q", "choose_several", "a bb ccc", most=2), ["ccc", "bb"]),
        (a_question("q", "choose_several", choices=[a_choice("a"), a_choice("x" * 20, exclusive=True)]), ["x" * 20]),
        (a_question("q", "choose_several", "a b", no_answer=True), ["a", "b"]),
        (a_question("q", "matrix", "yes no", rows=[a_choice("r"), a_choice("s")]), {"r": "yes", "s": "yes"}),
        (a_question("q", "short_text", longest=3), "😀😀😀"),
        (a_question("q", "whole_number", lowest=-1000, highest=9), -1000),
        (a_question("q", "whole_number", lowest=0, highest=9), None),
    ],
)  # fmt: skip
def test_each_type_of_question_says_its_largest_answer(question, largest):
    [read] = a_survey(a_section(question)).questions()

    assert read.largest() == largest


def test_a_survey_that_asks_for_too_much_is_a_fault_with_its_line_and_its_remedy(tmp_path):
    texts = "".join(
        f"      - name: essay{number}\n        type: long_text\n        ask: Write!\n"
        f"        longest: {2000 - number}\n        privacy: rare\n"
        for number in range(5)
    )
    path = write_folder(tmp_path, SURVEY + texts)

    [fault] = [str(fault) for fault in check_survey(path) if "bytes" in str(fault)]

    line = (SURVEY + texts).splitlines().index("      - name: essay0") + 1
    assert fault.startswith(f"student.yaml:{line}: a response can take 42,")
    assert (
        'but the limit is 32,768; lower `longest` or ask for fewer texts; these take the most: "essay0" 8,000'
        in fault
    )


def test_a_survey_at_the_limit_is_no_fault_and_its_envelope_fits_the_door():
    survey = a_survey(
        a_section(*(a_question(f"q{number}", "long_text", longest=2000) for number in range(4)))
    )
    more = a_survey(a_section(*(a_question(f"q{number}", "long_text", longest=2000) for number in range(5))))
    numbers = a_survey(a_section(*(a_question(f"q{number}", "whole_number") for number in range(2000))))

    assert (response_size(survey), list(check_size(survey))) == (LARGEST_RESPONSE - 256, [])
    assert [fault.code for fault in check_size(more)] == ["too_large"]
    assert envelope_size(numbers) == LARGEST_ENVELOPE


def test_an_envelope_has_room_for_all_that_a_page_sends_of_a_valid_response():
    """Numbers in the widest digits, codes with the widest hyphens, words in the widest characters."""
    digits = [chr(sign) for sign in range(0x110000) if unicodedata.category(chr(sign)) == "Nd"]
    survey = a_survey(
        a_section(
            a_question("n", "whole_number"),
            a_question("w", "long_text"),
            a_question("o", "choose_one", choices=[a_choice("other", other=True)]),
        ),
        languages=["en", "zh-Hant"],
    )
    body = {
        "id": "8c1f7b52-5f0e-4c3b-9a57-0d6a0f6f8f11",
        "salt": "x" * 22,
        "round": LONGEST_KEY,
        "version": survey.version,
        "language": "zh-Hant",
        "channel": "kiosk",
        "code": "–" * 30 + "K7Q2F9XMAB",
        "answers": {
            "n": max(digits, key=bytes_of) * 12,
            "w": WIDEST * 500,
            "o": "other",
            "o.other": WIDEST * 200,
        },
    }

    assert bytes_of(body) <= envelope_size(survey) <= bytes_of(body) + 2 * 256

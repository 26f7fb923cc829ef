"""Every fault of a survey file is named once, with its line and its remedy."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.errors import SurveyFileError
from survey_app.surveys.faults.fault import Fault
from survey_app.surveys.files.faults import Line
from survey_app.surveys.yaml_file import check_survey, load_survey
from tests.surveys.files.faulty_surveys import FAULTS
from tests.surveys.files.files_on_disk import SHARED, SURVEY, write_folder


def faults_of(folder, survey=SURVEY, shared=SHARED):
    """The faults of a survey as lines."""
    return [str(fault) for fault in check_survey(write_folder(folder, survey, shared))]


def test_the_survey_that_the_other_tests_break_has_no_fault(tmp_path):
    assert faults_of(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS]
)
def test_a_fault_is_named_with_its_line_and_its_remedy(tmp_path, old, new, expected):
    assert SURVEY.count(old) == 1

    assert f"student.yaml:{expected}" in faults_of(tmp_path, SURVEY.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "expected"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS]
)
def test_a_survey_with_a_fault_is_not_loaded(tmp_path, old, new, expected):
    with pytest.raises(SurveyFileError) as error:
        load_survey(write_folder(tmp_path, SURVEY.replace(old, new)))

    assert f"student.yaml:{expected}" in str(error.value)


def test_a_who_question_with_a_fault_of_its_own_is_named_once(tmp_path):
    text = SURVEY.replace("consent: passive", "consent: passive\nwho: [role, lang]")

    faults = faults_of(tmp_path, text.replace("        longest: 40", "        longest: 4000"))

    assert faults == ["student.yaml:80: `longest` must be a whole number; write one from 1 to 500"]


CONSEQUENCES = {
    "an unknown key": ["student.yaml:1: the survey has no `minutes`; add `minutes: ...`; every one needs it"],
    "another name than the file": [
        'student.yaml:3: `version` is "student-2026.1"; write pupil-YEAR.NUMBER, such as pupil-2026.1'
    ],
}


@pytest.mark.parametrize(("claim", "old", "new", "expected"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_fault_makes_no_noise_elsewhere(tmp_path, claim, old, new, expected):
    others = [
        fault
        for fault in faults_of(tmp_path, SURVEY.replace(old, new))
        if fault != f"student.yaml:{expected}"
    ]

    assert others == CONSEQUENCES.get(claim, [])


def test_all_faults_are_named_at_once_in_the_order_of_lines(tmp_path):
    broken = SURVEY
    for old, new in [("consent: passive", "consent: maybe"), ("choices: a3", "choices: a33"), ("lcap: 3", "lcap: x"),
                     ("privacy: sensitive\n", "pryvacy: safe\n"), ("highest: 20", "highest: 0")]:  # fmt: skip
        broken = broken.replace(old, new)

    assert faults_of(tmp_path, broken) == [
        'student.yaml:7: `consent` "maybe" is not known; write one of: none, passive, active',
        'student.yaml:29: no list is called "a33"; did you mean "a3"?',
        "student.yaml:32: `lcap` must be a whole number; write one from 1 to 4",
        'student.yaml:34: the question "adult" has no `privacy`; add `privacy: ...`; every one needs it',
        'student.yaml:37: unknown key "pryvacy" in the question "adult"; did you mean "privacy"?',
        "student.yaml:74: `highest` is less than `lowest` (1); swap them",
    ]


def test_a_missing_list_for_yes_or_no_is_named_where_it_is_needed(tmp_path):
    shared = SHARED[: SHARED.index("  yn:")]

    assert 'student.yaml:34: no list is called "yn"; known lists: a3, needs' in faults_of(
        tmp_path, shared=shared
    )


LINES = SURVEY.splitlines()
WORDS = st.sampled_from(
    [
        "",
        "~",
        "true",
        "no",
        "10",
        "[]",
        "{}",
        "[a, [b]]",
        "{a: {b: c}}",
        "a3",
        "na",
        ">",
        "- x",
        "*x",
        "&x 1",
        "!!int x",
        "'",
        "\t",
    ]
)


@given(
    st.lists(
        st.tuples(
            st.integers(0, len(LINES) - 1),
            st.sampled_from(["drop", "twice", "value", "key", "indent"]),
            WORDS,
        ),
        min_size=1,
        max_size=3,
    )
)
@settings(deadline=None, max_examples=100)
def test_however_a_survey_is_broken_its_faults_are_reported_and_nothing_crashes(tmp_path_factory, changes):
    lines = list(LINES)
    for at, change, word in changes:
        line = lines[at] if at < len(lines) else ""
        key, colon, _ = line.partition(":")
        changed = {
            "drop": [],
            "twice": [line, line],
            "value": [f"{key}{colon} {word}"],
            "key": [f"{word}{colon}"],
            "indent": [f"  {line}"],
        }
        lines[at : at + 1] = changed[change]
    path = write_folder(tmp_path_factory.mktemp("survey"), "\n".join(lines))

    faults = check_survey(path)

    assert all(fault.place.number >= 1 and fault.words() for fault in faults)
    if faults:
        with pytest.raises(SurveyFileError):
            load_survey(path)
    else:
        assert load_survey(path).name == "student"


def test_a_fault_is_one_line_that_editors_can_jump_to():
    fault = Fault("not_utf8").at(Line("student.yaml", 41))

    assert str(fault) == "student.yaml:41: not UTF-8; save the file as UTF-8"

# ruff: noqa: E501  # the table below has one fault per line
"""Survey files: what is read from them, and that every fault is named with its line and its remedy."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml.reader import Reader

from survey_app.errors import SurveyFileError
from survey_app.surveys.faults.fault import Fault
from survey_app.surveys.files.faults import Line
from survey_app.surveys.text import Text
from survey_app.surveys.types import QUESTION_TYPES
from survey_app.surveys.yaml_file import (
    LIBRARY,
    check_library,
    check_survey,
    library_versions,
    load_library,
    load_survey,
)
from tests.surveys.files.files_on_disk import SHARED, SURVEY, write_folder

LANGUAGES = ("ar", "es", "hmn", "pa")


def faults_of(folder, survey=SURVEY, shared=SHARED):
    """The faults of a survey as lines."""
    return [str(fault) for fault in check_survey(write_folder(folder, survey, shared))]


def test_the_survey_that_the_other_tests_break_has_no_fault(tmp_path):
    assert faults_of(tmp_path) == []


def test_a_survey_says_what_it_is(tmp_path):
    survey = load_survey(write_folder(tmp_path))

    assert (survey.name, survey.audience, survey.version) == ("student", "student", "student-2026.1")
    assert (survey.language, survey.languages, survey.grades) == ("en", ("en",), (6, 12))
    assert (survey.minutes, survey.consent, survey.title.source) == (8, "passive", "Student survey")
    assert [text.source for text in survey.start] == [
        "{school_name} is asking.",
        "It takes {minutes} minutes.",
    ]
    assert [text.source for text in survey.thanks + survey.help] == ["Thank you!", "Call or text 988."]


def test_sections_and_questions_are_read_in_order(tmp_path):
    belonging, more = load_survey(write_folder(tmp_path)).sections

    assert (belonging.name, belonging.optional, belonging.when) == ("belonging", False, None)
    assert belonging.introduction == Text(words={"en": "There are no wrong answers."})
    assert (more.name, more.optional, more.when) == ("more", True, ["answered", "needs2"])
    assert [question.name for question in belonging.questions] == ["belong", "adult", "needs2"]
    assert [question.name for question in more.questions] == ["lang", "know", "children", "role", "change"]


def test_the_example_has_every_type_of_question(tmp_path):
    survey = load_survey(write_folder(tmp_path))

    assert {question.type for question in survey.questions()} == set(QUESTION_TYPES)


def test_every_key_of_a_question_is_read(tmp_path):
    questions = {question.name: question for question in load_survey(write_folder(tmp_path)).questions()}

    belong, adult, needs = questions["belong"], questions["adult"], questions["needs2"]
    assert (belong.pillars, belong.lcap, belong.privacy, belong.escapes) == (
        ("P1", "assets"),
        3,
        "safe",
        ("na",),
    )
    assert (adult.protected_topic, adult.escapes) == ("family", ("pnts",))
    assert (needs.most, needs.shuffle, needs.hint.source) == (2, True, "Choose up to two.")
    assert needs.when == ["and", ["any_of", "belong", ["none", "some"]], ["ge", "school.grade_high", 7]]
    assert questions["lang"].required
    assert (questions["children"].lowest, questions["children"].highest) == (1, 20)
    assert (questions["role"].longest, questions["change"].longest) == (40, 300)


def test_codes_are_text_even_when_they_look_like_truths_or_numbers(tmp_path):
    questions = {question.name: question for question in load_survey(write_folder(tmp_path)).questions()}

    assert questions["lang"].codes == ("no", "es")
    assert questions["adult"].codes == ("yes", "no", "not_sure", "pnts")
    assert questions["needs2"].codes == ("tutor", "10", "other", "none")
    assert questions["lang"].choices[0].text.source == "None"


def test_an_unquoted_number_is_a_code_too(tmp_path):
    survey = load_survey(write_folder(tmp_path, SURVEY.replace('"10":', "010:")))

    assert {question.name: question for question in survey.questions()}["needs2"].codes[1] == "010"


def test_a_choice_that_must_stay_last_is_fixed(tmp_path):
    needs = list(load_survey(write_folder(tmp_path)).questions())[2]

    assert [choice.fixed for choice in needs.choices] == [False, False, True, True]
    assert (needs.choices[1].grade, needs.choices[1].hint.source) == (10, "Not for all")
    assert needs.other_key == "needs2.other"


def test_a_list_or_text_of_the_survey_goes_before_a_shared_one(tmp_path):
    own = SURVEY.replace("lists:\n", "lists:\n  yn:\n    - yes: Yep\n    - no: Nope\n").replace(
        "texts:\n", "texts:\n  who: I am asking.\n"
    )

    survey = load_survey(write_folder(tmp_path, own))

    assert survey.start[0].source == "I am asking."
    assert list(survey.questions())[1].choices[0].text.source == "Yep"


def test_a_survey_can_do_without_shared_yaml(tmp_path):
    path = write_folder(
        tmp_path,
        SURVEY.replace("lists:\n", "lists:\n  yn:\n    - y: Y\n  a3:\n    - none: N\n    - some: S\n"),
    )
    path.write_text(path.read_text().replace("who, why", "why").replace("thanks: [thanks]", "thanks: [why]"))
    (tmp_path / "shared.yaml").unlink()

    assert check_survey(path) == []


FAULTS = [
    # The file as a whole
    ("an unknown key", "minutes: 8", "minuts: 8", '6: unknown key "minuts" in the survey; did you mean "minutes"?'),
    ("a missing key", "minutes: 8\n", "", "1: the survey has no `minutes`; add `minutes: ...`; every one needs it"),
    ("another name than the file", "name: student\n", "name: pupil\n", '1: `name` is "pupil", but the file is student.yaml; make them the same'),
    ("an unknown audience", "audience: student", "audience: students", '2: `audience` "students" is not known; did you mean "student"?'),
    ("a version of another survey", "student-2026.1", "family-2026.1", '3: `version` is "family-2026.1"; write student-YEAR.NUMBER, such as student-2026.1'),
    ("a version without a number", "student-2026.1", "student-2026", '3: `version` is "student-2026"; write student-YEAR.NUMBER, such as student-2026.1'),
    ("grades of another audience", "audience: student", "audience: family", "5: `grades` is not for the audience family, only for student; remove it"),
    ("grades upside down", "[6, 12]", "[12, 6]", "5: `grades` must be the lowest and the highest grade; write [6, 12] (K = 0, TK = -1)"),
    ("a grade that is none", "[6, 12]", "[6, 13]", "5: an item of `grades` must be a whole number; write one from -1 to 12"),
    ("a language that is none", "language: en", "language: English", '4: `language` is "English"; write a code such as en, es or zh-Hant'),
    ("minutes in words", "minutes: 8", "minutes: eight", "6: `minutes` must be a whole number; write one from 1 to 60"),
    ("an unknown consent", "consent: passive", "consent: opt-in", '7: `consent` "opt-in" is not known; write one of: none, passive, active'),
    ("a protected topic without consent", "consent: passive", "consent: none", '7: `consent` is none, but "adult" asks about a protected topic (family); write passive or active, or remove the question'),
    ("an unknown text", "[who, why]", "[who, whi]", '9: no text is called "whi"; did you mean "why"?'),
    ("a text that is far from all", "[who, why]", "[zzzzzz]", '9: no text is called "zzzzzz"; known texts: help_988, thanks, who, why'),
    ("a key that is there twice", "minutes: 8", "minutes: 8\nminutes: 9", '7: "minutes" is here twice (first: line 6); remove one'),
    ("an empty text", "title: Student survey", "title:", "8: `title` is empty; write its text, or remove the key"),
    ("a list for words", "title: Student survey", "title: [Student]", "8: `title` must be text; write it on one line, or after >"),
    ("words for a list", "thanks: [thanks]", "thanks: thanks", "10: `thanks` must be a list; write [one, two], or one item per line after -"),
    # Texts and lists
    ("an unknown placeholder", "{minutes}", "{minute}", '13: unknown placeholder {minute}; did you mean "{minutes}"?'),
    ("a placeholder that is far from all", "{minutes}", "{x}", "13: unknown placeholder {x}; known: {district_name} {minutes} {school_name}"),
    ("a brace that stands alone", "Call or text 988.", "Call } 988.", "14: unknown placeholder }; known: {district_name} {minutes} {school_name}"),
    ("a reserved code", "- tutor: Tutoring", "- na: Does not apply", '17: the choice code "na" is reserved; use `not_apply: true` on the question'),
    ("the other reserved code", "- tutor: Tutoring", "- pnts: No answer", '17: the choice code "pnts" is reserved; use `no_answer: true` on the question'),
    ("a code that is no name", "- tutor: Tutoring", "- Tutor!: Tutoring", '17: "Tutor!" is not a name; use only a to z, 0 to 9 and _, and do not begin with _'),
    ("a code that is there twice", "- tutor: Tutoring", "- none: Tutoring", '20: the choice code "none" is here twice; remove one'),
    ("a choice without text", "{text: Something else, other: true}", "{other: true}", '19: the choice "other" has no `text`; add `text: ...`; every one needs it'),
    ("a choice with an unknown key", "exclusive: true", "exklusive: true", '20: unknown key "exklusive" in the choice "none"; did you mean "exclusive"?'),
    ("a truth in other words", "exclusive: true", "exclusive: yes", "20: `exclusive` must be true or false; write one of them without quotes"),
    ("a choice without a code", "- tutor: Tutoring", "- Tutoring", "17: an item of `needs` must be a block; write `key: value` lines with the same indent"),
    ("two choices on one line", "- tutor: Tutoring", "- {a: A, b: B}", "17: an item of `needs` has 2 codes; write one choice per line: `- code: Text`"),
    ("an empty list", "choices:\n          - no: None\n          - es: Spanish\n", "choices: []\n", "57: `choices` is an empty list; add an item or remove the key"),
    # Who-questions
    ("a who-question that is left out", "consent: passive", "consent: passive\nwho: [lang]", "8: `who` leaves out role; add every question whose `privacy` is identifier"),
    ("a who-question that is misspelt", "consent: passive", "consent: passive\nwho: [role, lang, langg]", '8: `who` names "langg", but no question has that name; did you mean "lang"?'),
    ("a who-question that is none at all", "consent: passive", "consent: passive\nwho: [role, lang, zzz]", '8: `who` names "zzz", but no question has that name; the who-questions are: lang, role'),
    ("a question that asks something else", "consent: passive", "consent: passive\nwho: [lang, belong, role]", '8: `who` names "belong", whose `privacy` is not identifier; remove it, or change its `privacy`'),
    ("a who-question that is there twice", "consent: passive", "consent: passive\nwho: [lang, role, lang]", '8: "lang" is here twice in `who`; remove one'),
    ("an order of nothing", "consent: passive", "consent: passive\nwho: []", "8: `who` is an empty list; add an item or remove the key"),
    ("an order that is no list", "consent: passive", "consent: passive\nwho: lang", "8: `who` must be a list; write [one, two], or one item per line after -"),
    # Sections
    ("a section that is there twice", "- name: more", "- name: belonging", '49: the section "belonging" is here twice; rename one'),
    ("an unknown key in a section", "optional: true", "optinal: true", '51: unknown key "optinal" in the section "more"; did you mean "optional"?'),
    ("a section without a title", "    title: More\n", "", '49: the section "more" has no `title`; add `title: ...`; every one needs it'),
    # Questions
    ("a question without a privacy class", "        privacy: sensitive\n", "", '34: the question "adult" has no `privacy`; add `privacy: ...`; every one needs it'),
    ("an unknown privacy class", "privacy: sensitive", "privacy: sensitiv", '37: `privacy` "sensitiv" is not known; did you mean "sensitive"?'),
    ("an unknown type", "type: choose_one", "type: choice", '55: `type` "choice" is not known; write one of: choose_one, choose_several, scale, yes_no, matrix, short_text, long_text, whole_number'),
    ("an unknown key in a question", "hint: Choose", "hintt: Choose", '43: unknown key "hintt" in the question "needs2"; did you mean "hint"?'),
    ("a key of another type", "shuffle: true", "rows: needs", '46: "rows" is not for choose_several, only for matrix; remove it or change the type'),
    ("an escape for an open question", "longest: 40", "no_answer: true", '79: "no_answer" is not for short_text, only for choose_one, choose_several, scale, yes_no, matrix; remove it or change the type'),
    ("choices for yes or no", "ask: Is there an adult?", "ask: Is there?\n        choices: yn", '37: "choices" is not for yes_no, only for choose_one, choose_several, scale, matrix; remove it or change the type'),
    ("a question without choices", "        choices: a3\n", "", '26: the question "belong" has no `choices`; add `choices: ...`; every one needs it'),
    ("a matrix without rows", "        rows:\n          - food: Food\n          - health: Health\n", "", '62: the question "know" has no `rows`; add `rows: ...`; every one needs it'),
    ("an unknown list", "choices: a3", "choices: a33", '29: no list is called "a33"; did you mean "a3"?'),
    ("a question that is there twice", "- name: adult", "- name: belong", '34: the question "belong" is here twice; rename one'),
    ("a reserved question name", "- name: adult", "- name: answered", '34: the question name "answered" is reserved; rename it'),
    ("a name that is none", "- name: adult", "- name: Adult", '34: "Adult" is not a name; use only a to z, 0 to 9 and _, and do not begin with _'),
    ("an unknown pillar", "[P1, assets]", "[P5, assets]", '31: an item of `pillars` "P5" is not known; write one of: P1, P2, P3, P4, assets, demo'),
    ("an unknown goal", "lcap: 3", "lcap: 5", "32: `lcap` must be a whole number; write one from 1 to 4"),
    ("more than there are choices", "most: 2", "most: 5", "45: `most` is 5, but there are only 4 choices; lower it or remove it"),
    ("a most of nothing", "most: 2", "most: 0", "45: `most` must be a whole number; write one from 1 to 99"),
    ("limits hold codes", "lowest: 1", "lowest: -66", "73: `lowest` is -66, but in exports the numbers from -99 to -66 say why an answer is missing; make it -65 or more"),
    ("limits upside down", "highest: 20", "highest: 0", "74: `highest` is less than `lowest` (1); swap them"),
    ("a text that is too long", "longest: 300", "longest: 3000", "85: `longest` must be a whole number; write one from 1 to 2000"),
    ("a text box in a matrix", "choices: yn", "choices: needs", '68: a matrix has no text box; use choices without `other: true`'),
    ("the reserved row", "- food: Food", "- other: Other", '65: the row code "other" is reserved, and a row has no text box; rename it'),
    ("two columns of one name", "- name: adult", "- name: needs2_tutor", '40: "needs2" and "needs2_tutor" would both have the column "needs2_tutor"; rename one'),
    ("a name that SPSS keeps for itself", "- name: adult", "- name: to", '34: SPSS reserves the word "to", so it cannot be a column (ALL, AND, BY, EQ, GE, GT, LE, LT, NE, NOT, OR, TO, WITH); rename "to"'),
    ("a name that begins with a digit", "- name: adult", "- name: 2nd_adult", '34: the column "2nd_adult" begins with a digit, but SPSS needs a letter; rename "2nd_adult"'),
    ("a name that is too long for SPSS", "- name: adult", f"- name: {'a' * 65}", f'34: the column "{"a" * 65}" has 65 characters, but SPSS allows 64; rename "{"a" * 65}"'),
    ("a column that is too long for SPSS", "- tutor: Tutoring", f"- {'a' * 58}: Tutoring", f'40: the column "needs2_{"a" * 58}" has 65 characters, but SPSS allows 64; shorten the name or the code'),
    ("a row that is too long for SPSS", "- name: know\n", f"- name: {'a' * 58}\n", f'62: the column "{"a" * 58}_health" has 65 characters, but SPSS allows 64; shorten the name or the code'),
    ("more choices than results can hold", "- tutor: Tutoring", "\n".join(["- tutor: Tutoring", *(f"    - c{number}: Choice {number}" for number in range(60))]), '104: "needs2" has 64 choices, but the limit is 60; split it into two questions'),
    ("a column that every row has", "- name: role", "- name: channel", '76: "channel" would have the column "channel", which every row already has; rename one'),
    # Rules
    ("a rule that does not parse", "when: answered needs2", "when: answered", "52: rule 'answered': expected a question, found the end; see the rules in docs/survey-format.md"),
    ("a rule about a text", "longest: 300\n", "longest: 300\n        when: answered role\n", '86: the rule looks at "role", which people answer in their own words; name a question with choices'),
    ("a text compared with a code", "longest: 300\n", "longest: 300\n        when: role = cook\n", '86: the rule looks at "role", which people answer in their own words; name a question with choices'),
    ("an empty rule", "when: answered needs2", "when:", "52: `when` is empty; write its text, or remove the key"),
    ("a rule about a question that is asked later", "when: answered needs2", "when: answered role", '52: the rule looks at "role", which comes here or later; move "role" before it'),
    ("a rule about the question itself", "when: belong in (none, some)", "when: needs2 in (tutor)", '48: the rule looks at "needs2", which comes here or later; move "needs2" before it'),
    ("a rule about nothing", "when: answered needs2", "when: answered neds2", '52: the rule looks at "neds2", but no question has that name; did you mean "needs2"?'),
    ("a rule about an unknown fact", "school.grade_high >= 7", "school.grade >= 7", '48: the rule looks at "school.grade", but no question has that name; did you mean "school.grade_low"?'),
    ("a rule with an unknown code", "(none, some)", "(none, soem)", '48: "belong" has no choice "soem"; did you mean "some"?'),
    ("a number compared with a code", "when: children >= 2", "when: children = 2", '81: "children" is a number, not the code "2"; compare it with <, <=, > or >='),
    ("a fact compared with a code", "school.grade_high >= 7", "school.grade_high = 7", '48: "school.grade_high" is a number, not the code "7"; compare it with <, <=, > or >='),
    ("a choice compared with a number", "when: children >= 2", "when: belong >= 2", '81: "belong" is not a number; compare it with = or in (...)'),
    ("a matrix compared with a code", "when: children >= 2", "when: know = yes", '81: "know" has no single choice to compare with "yes"; use: answered know'),
]  # fmt: skip


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


def test_a_survey_says_in_which_order_its_who_questions_matter(tmp_path):
    text = SURVEY.replace("consent: passive", "consent: passive\nwho: [role, lang]")

    assert load_survey(write_folder(tmp_path, text)).who == ("role", "lang")
    assert load_survey(write_folder(tmp_path, SURVEY)).who == ()


def test_a_survey_says_what_stands_above_start_and_what_must_be_read(tmp_path):
    text = SURVEY.replace("start: [who, why]", "lines: [who]\nnotices: [why]\nstart: []")

    survey = load_survey(write_folder(tmp_path, text))

    assert [text.source for text in survey.lines] == ["{school_name} is asking."]
    assert [text.source for text in survey.notices] == ["It takes {minutes} minutes."]


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


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        (b"name: [student\naudience: student\n", "2: not YAML: expected ',' or ']', but got ':'; check quotes, colons and indentation"),
        (b"name: student: staff\n", "1: not YAML: mapping values are not allowed here; check quotes, colons and indentation"),
        (b"name: student\n\taudience: student\n", "2: not YAML: found character '\\t' that cannot start any token; check quotes, colons and indentation"),
        (b"name: student\n---\nname: staff\n", "2: not YAML: but found another document; check quotes, colons and indentation"),
        (b"name: *student\n", "1: not YAML: found undefined alias 'student'; check quotes, colons and indentation"),
        (b"name: &x student\naudience: *x\n", "1: survey files do not use &x and *x; write the text again"),
        (b"a: &x [*x]\n", "1: survey files do not use &x and *x; write the text again"),
        (b"name: a\x01b\n", "1: not YAML: unacceptable character #x0001: special characters are not allowed; remove characters that no keyboard types"),
        (b"name: student\naudience: espa\xf1ol\n", "2: not UTF-8; save the file as UTF-8"),
        (b"", "1: the file is empty; see docs/survey-format.md"),
        (b"# only a comment\n", "1: the file is empty; see docs/survey-format.md"),
        (b"[" * 5000, "1: nested too deeply; a survey needs no more than eight levels"),
        (b"- name: student\n", "1: the survey must be a block; write `key: value` lines with the same indent"),
    ],
    ids=["bracket", "colon", "tab", "documents", "alias", "anchor", "recursion", "control", "latin", "empty", "comment", "deep", "list"],
)  # fmt: skip
def test_a_file_that_is_no_survey_at_all_says_why_and_where(tmp_path, source, fault):
    path = write_folder(tmp_path)
    path.write_bytes(source)

    assert [str(fault) for fault in check_survey(path)] == [f"student.yaml:{fault}"]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (b"[" * 5000 + b"]" * 5000, 1),
        (b"{a: " * 5000, 1),
        (b"- " * 5000 + b"a", 1),
        (b"? " * 5000 + b"a", 1),
        (b"".join(b" " * level + b"a:\n" for level in range(5000)), 20),
        (b"a:\n  [" + b"[\n" * 5000, 21),
    ],
    ids=["brackets", "braces", "dashes", "questions", "blocks", "brackets in lines"],
)
def test_what_is_nested_too_deeply_is_refused_before_it_is_read(tmp_path, monkeypatch, source, line):
    path = write_folder(tmp_path)
    path.write_bytes(source)
    asked = []
    forward = Reader.forward
    monkeypatch.setattr(Reader, "forward", lambda *given: (asked.append(1), forward(*given))[1])

    faults = [str(fault) for fault in check_survey(path)]

    wanted = f"student.yaml:{line}: nested too deeply; a survey needs no more than eight levels"
    assert faults == [wanted]
    assert len(asked) < 2_000


def test_as_many_levels_as_a_survey_may_need_are_read(tmp_path):
    path = write_folder(tmp_path)
    path.write_bytes(b"a: " + b"[" * 18 + b"]" * 18)

    assert not any("nested" in str(fault) for fault in check_survey(path))


@pytest.mark.parametrize("sign", [*"\v\f\x1c\x1d\x1e\x85\u2028\u2029"])
def test_what_word_processors_leave_inside_a_text_ends_no_line(tmp_path, sign):
    survey = SURVEY.replace("ask: How much do you belong?", f"ask: How much{sign}do you belong?")
    path = write_folder(tmp_path, survey)
    assert next(load_survey(path).questions()).ask.source == "How much do you belong?"

    write_folder(tmp_path, survey.replace("type: yes_no", "type: yes_or_no"))

    line = SURVEY[: SURVEY.index("type: yes_no")].count("\n") + 1
    assert [fault.place.number for fault in check_survey(path)] == [line]


def test_a_file_that_is_not_there_is_a_fault_and_not_a_traceback(tmp_path):
    with pytest.raises(
        SurveyFileError,
        match=r"student\.yaml:1: we cannot read it \(No such file or directory\); check the path",
    ):
        load_survey(tmp_path / "student.yaml")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "language: en",
            "name: shared",
            '1: unknown key "name" in the file; use one of: language, texts, lists',
        ),
        (
            "- some: Somewhat",
            "- na: Somewhat",
            '8: the choice code "na" is reserved; use `not_apply: true` on the question',
        ),
        ("{school_name}", "{school}", '3: unknown placeholder {school}; did you mean "{school_name}"?'),
    ],
)
def test_a_fault_in_shared_yaml_is_a_fault_of_each_survey(tmp_path, old, new, fault):
    path = write_folder(tmp_path, shared=SHARED.replace(old, new, 1))

    assert f"shared.yaml:{fault}" in [str(fault) for fault in check_survey(path)]
    with pytest.raises(SurveyFileError, match=r"shared\.yaml"):
        load_survey(path)


def test_a_library_with_a_fault_is_not_loaded_at_all(tmp_path):
    write_folder(tmp_path, SURVEY.replace("lcap: 3", "lcap: 9"))

    with pytest.raises(SurveyFileError, match=r"student\.yaml:32: `lcap` must be a whole number"):
        load_library(tmp_path)


def test_a_missing_list_for_yes_or_no_is_named_where_it_is_needed(tmp_path):
    shared = SHARED[: SHARED.index("  yn:")]

    assert 'student.yaml:34: no list is called "yn"; known lists: a3, needs' in faults_of(
        tmp_path, shared=shared
    )


def test_the_same_name_in_two_surveys_must_be_the_same_question(tmp_path):
    path = write_folder(tmp_path)
    other = SURVEY.replace("name: student\n", "name: staff\n").replace("student-2026.1", "staff-2026.1")
    other = other.replace("audience: student", "audience: staff").replace("grades: [6, 12]\n", "")
    (tmp_path / "staff.yaml").write_text(other.replace("- health: Health", "- rent: Rent"), encoding="utf-8")

    assert [str(fault) for fault in check_survey(path)] == [
        'student.yaml:62: "know" has another type, or other choices, than in staff.yaml; '
        "make them the same, so that groups can be compared, or rename it"
    ]
    assert load_survey(path).name == "student"


def test_a_fault_of_another_survey_is_not_reported_for_this_one(tmp_path):
    path = write_folder(tmp_path)
    (tmp_path / "staff.yaml").write_text("name: staff", encoding="utf-8")

    assert check_survey(path) == []
    assert len(check_library(tmp_path)) > 5


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


def test_the_bundled_library_has_no_fault_in_any_language():
    assert [str(fault) for fault in check_library()] == []


def test_the_bundled_library_has_five_surveys_in_five_languages():
    languages = {name: set(survey.languages) for name, survey in load_library().items()}

    everyone = {"en", *LANGUAGES}
    assert languages == dict.fromkeys(["elementary", "family", "partner", "staff", "student"], everyone)


def test_the_bundled_library_is_loaded_in_less_than_two_seconds():
    started = time.process_time()

    load_library()

    assert time.process_time() - started < 2


def test_a_fault_is_one_line_that_editors_can_jump_to():
    fault = Fault("not_utf8").at(Line("student.yaml", 41))

    assert str(fault) == "student.yaml:41: not UTF-8; save the file as UTF-8"


def test_the_library_is_where_the_app_is():
    assert (LIBRARY / "shared.yaml").is_file()


def test_the_versions_of_the_library_are_known_without_reading_all_of_it():
    assert library_versions() == {survey.version for survey in load_library().values()}

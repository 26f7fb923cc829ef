# ruff: noqa: E501  # the table below has one fault per line
"""A survey is valid by its model: every fault is told without any file, with its code, its path, its words and its remedy."""

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from survey_app.surveys.checks.columns import SameQuestions
from survey_app.surveys.checks.document import check_document, check_named
from survey_app.surveys.faults.fault import Fault, path_text
from survey_app.surveys.faults.kinds import KINDS
from survey_app.surveys.model import Survey
from survey_app.surveys.sizes import check_size
from survey_app.surveys.yaml_file import check_survey
from tests.surveys.checks.documents import GONE, a_document, choices, question, text
from tests.surveys.files.files_on_disk import (
    SHARED,
    SPANISH,
    SURVEY,
    check_but_for_terms,
    complete,
    entry,
    write_folder,
)

BELONG = ("sections", 0, "questions", 0)
ADULT = ("sections", 0, "questions", 1)
NEEDS = ("sections", 0, "questions", 2)
KNOW = ("sections", 1, "questions", 0)
CHILDREN = ("sections", 1, "questions", 1)
ROLE = ("sections", 1, "questions", 2)
LONG = [question(f"essay{number}", "long_text", longest=2000) for number in range(5)]

# The code, what is changed where, where the fault is told (if elsewhere), and what its words name.
DOCUMENTS: list[tuple[str, tuple[Any, ...], Any, str, str]] = [
    ("missing", ("minutes",), GONE, "minutes", "the survey has no `minutes`"),
    ("missing", (*BELONG, "privacy"), GONE, "", 'the question "belong" has no `privacy`'),
    ("missing", (*BELONG, "type"), GONE, "", 'the question "belong" has no `type`'),
    ("missing", (*BELONG, "choices", 1, "text"), GONE, "", 'the choice "some" has no `text`'),
    ("missing", (*KNOW, "rows", 1, "text"), GONE, "", 'the row "health" has no `text`'),
    ("missing", ("sections", 1, "title"), GONE, "", 'the section "more" has no `title`'),
    ("missing", (*BELONG, "name"), GONE, "", "a question has no `name`"),
    ("unknown_key", ("minuts",), 8, "", 'unknown key "minuts" in the survey; did you mean "minutes"?'),
    ("unknown_key", (*BELONG, "hintt"), text("Help"), "", 'did you mean "hint"?'),
    ("unknown_key", (*BELONG, "choices", 0, "kolor"), "red", "", 'in the choice "none"'),
    ("not_for_type", (*BELONG, "rows"), choices("a b"), "", '"rows" is not for scale, only for matrix'),
    ("not_for_type", (*ROLE, "not_apply"), True, "", '"not_apply" is not for short_text'),
    ("not_a_block", (*BELONG,), "belong", "", "an item of `questions`|a question must be a block"),
    ("not_a_list", ("sections",), "all", "", "`sections` must be a list"),
    ("empty_list", (*BELONG, "choices"), [], "", "`choices` is an empty list"),
    ("not_words", (*BELONG, "ask"), {"words": {"en": ["What?"]}}, "sections[0].questions[0].ask.en", "`ask` must be text"),
    ("not_words", (*ROLE, "when"), 7, "", "`when` must be text"),
    ("empty", (*BELONG, "ask"), text(" "), "sections[0].questions[0].ask.en", "`ask` is empty"),
    ("empty", (*BELONG, "privacy"), "", "", "`privacy` is empty"),
    ("empty", (*ROLE, "when"), "", "", "`when` is empty"),
    ("empty", ("version",), "", "", "`version` is empty"),
    ("not_a_name", (*BELONG, "name"), "Belong", "", '"Belong" is not a name'),
    ("not_a_name", (*BELONG, "choices", 0, "code"), "None!", "", '"None!" is not a name'),
    ("unknown_word", ("consent",), "maybe", "", '`consent` "maybe" is not known; write one of: none, passive, active'),
    ("unknown_word", (*BELONG, "type"), "scael", "", '`type` "scael" is not known; did you mean "scale"?'),
    ("not_true_or_false", (*BELONG, "required"), "yes", "", "`required` must be true or false"),
    ("not_a_whole_number", ("minutes",), "eight", "", "`minutes` must be a whole number; write one from 1 to 60"),
    ("not_a_whole_number", ("grades", 1), 13, "", "an item of `grades` must be a whole number; write one from -1 to 12"),
    ("not_a_whole_number", (*BELONG, "choices", 0, "grade"), 99, "", "`grade` must be a whole number; write one from -1 to 12"),
    ("not_a_whole_number", (*ROLE, "longest"), 501, "", "`longest` must be a whole number; write one from 1 to 500"),
    ("not_taken", ("minutes",), float("inf"), "", "`minutes` has a value that does not fit"),
    ("bad_characters", ("title",), text("\ud800"), "title.en", "`title` has a character"),
    ("bad_characters", (*BELONG, "ask"), text("Why\0?"), "sections[0].questions[0].ask.en", "`ask` has a character"),
    ("wrong_language", ("languages",), ["en", "Spanish"], "languages[1]", '"Spanish"'),
    ("wrong_language", ("title",), text("Yes", Spanish="Sí"), "title.Spanish", '"Spanish"'),
    ("wrong_version", ("version",), "2026", "", '`version` is "2026"; write student-YEAR.NUMBER'),
    ("wrong_language", ("language",), "English", "", '`language` is "English"'),
    ("wrong_grades", ("grades",), [12, 6], "", "`grades`"),
    ("wrong_grades", ("grades", 1), GONE, "grades", "`grades`"),
    ("not_for_audience", ("once_for",), "child", "", "`once_for` is not for the audience student, only for family"),
    ("topic_without_consent", ("consent",), "none", "", '"adult" asks about a protected topic (family)'),
    ("too_many_texts", ("lines",), [text("We ask."), text("You choose."), text("It is short.")], "", "`lines` has 3 texts, but the first screen has room for 2; join some"),
    ("too_many_texts", ("start",), [text(f"Point {n}.") for n in range(5)], "", "`start` has 5 texts, but the first screen has room for 4"),
    ("who_twice", ("who",), ["lang", "lang"], "who[1]", '"lang"'),
    ("who_unknown", ("who",), ["lang", "langg"], "who[1]", '"langg", but no question has that name; did you mean "lang"?'),
    ("who_not_identifier", ("who",), ["lang", "belong"], "who[1]", '"belong"'),
    ("who_incomplete", (*BELONG, "privacy"), "identifier", "who", "`who` leaves out belong"),
    ("section_twice", ("sections", 1, "name"), "belonging", "", 'the section "belonging"'),
    ("question_twice", (*ADULT, "name"), "belong", "", 'the question "belong"'),
    ("reserved_name", (*ADULT, "name"), "answered", "", '"answered" is reserved'),
    ("unknown_placeholder", (*BELONG, "ask"), text("In {minute}?"), "sections[0].questions[0].ask.en", 'unknown placeholder {minute}; did you mean "{minutes}"?'),
    ("translation_placeholders", (*BELONG, "ask"), text("What?", es="¿{minutes}?"), "sections[0].questions[0].ask.es", '`ask` has different placeholders in "es"'),
    ("too_large", ("sections", 1, "questions"), LONG, "sections[1].questions[0]", '"essay0" 8,000'),
    ("code_twice", (*BELONG, "choices", 1, "code"), "none", "", 'code "none" is here twice'),
    ("unknown_language", (*BELONG, "choices", 1, "languages"), ["kor"], "sections[0].questions[0].choices[1].languages[0]", '"kor", which the state does not count; did you mean "ko"?'),
    ("code_for_not_know", (*BELONG, "choices", 1, "code"), "dk", "", "use `not_know: true`"),
    ("active_without_passive", ("active_to_grade",), 6, "", "`active_to_grade` is only for a survey with `consent: passive`; remove it"),
    ("active_incomplete", ("active_to_grade",), 6, "", "write `active_notice: ...`, too"),
    ("active_no_grade", ("active_to_grade",), 12, "", "`active_to_grade` is 12, but the survey is for grades 6 to 12"),
    ("code_for_not_apply", (*BELONG, "choices", 1, "code"), "na", "", "use `not_apply: true`"),
    ("code_for_no_answer", (*BELONG, "choices", 1, "code"), "pnts", "", "use `no_answer: true`"),
    ("most_above_choices", (*NEEDS, "most"), 5, "", "`most` is 5, but there are only 3 choices"),
    ("limits_reversed", (*CHILDREN, "highest"), 0, "", "`highest` is less than `lowest` (1)"),
    ("limits_hold_missing_codes", (*CHILDREN, "lowest"), -80, "", "`lowest` is -80"),
    ("text_box_in_matrix", (*KNOW, "choices", 0, "other"), True, "sections[1].questions[0].choices", "without `other: true`"),
    ("text_box_in_row", (*KNOW, "rows", 0, "code"), "other", "sections[1].questions[0].rows", '"other"'),
    ("too_many_choices", (*NEEDS, "choices"), choices(" ".join(f"c{n}" for n in range(61))), "", '"needs" has 61 choices, but the limit is 60'),
    ("column_twice", (*ADULT, "name"), "needs_tutor", "sections[0].questions[2].name", '"needs" and "needs_tutor" would both have the column "needs_tutor"'),
    ("column_of_every_row", (*ADULT, "name"), "channel", "", 'the column "channel", which every row already has'),
    ("column_is_spss_word", (*ADULT, "name"), "to", "", 'SPSS reserves the word "to"'),
    ("column_begins_with_digit", (*ADULT, "name"), "2nd", "", 'the column "2nd"'),
    ("name_too_long", (*ADULT, "name"), "a" * 65, "", "65 characters"),
    ("column_too_long", (*NEEDS, "choices", 0, "code"), "a" * 60, "sections[0].questions[2].name", "66 characters"),
    ("rule_unreadable", (*ROLE, "when"), "answered", "", "rule 'answered': expected a question, found the end"),
    ("rule_too_deep", (*ROLE, "when"), "(" * 40, "", "more than 32 deep"),
    ("rule_about_words", ("sections", 1, "questions", 3, "when"), "answered role", "", '"role", which people answer in their own words'),
    ("rule_about_later", ("sections", 1, "when"), "answered role", "", '"role", which comes here or later'),
    ("rule_about_unknown", ("sections", 1, "when"), "answered neds", "", '"neds", but no question has that name; did you mean "needs"?'),
    ("rule_unknown_code", (*ROLE, "when"), "belong = soem", "", '"belong" has no choice "soem"; did you mean "some"?'),
    ("rule_number_is_no_code", (*ROLE, "when"), "children = 2", "", '"children" is a number'),
    ("rule_no_number", (*ROLE, "when"), "belong >= 2", "", '"belong" is not a number'),
    ("rule_no_single_choice", (*ROLE, "when"), "know = yes", "", '"know" has no single choice'),
    ("rule_unknown_operator", (*ROLE, "when"), ["maybe", "belong"], "", "'maybe'"),
]  # fmt: skip


# What the survey must say before the change is a fault, by code and first step of the path.
WITH: dict[tuple[str, Any], list[tuple[tuple[Any, ...], Any]]] = {
    ("who_incomplete", "sections"): [(("who",), ["lang"])],
    ("active_without_passive", "active_to_grade"): [(("consent",), "active")],
    ("active_no_grade", "active_to_grade"): [(("active_notice",), text("In grade 6?"))],
    ("too_many_texts", "start"): [(("lines",), [text("We ask.")])],
}


def words_of(named: str) -> str:
    """What one column of the table says of a message; of two ways to say it, the second."""
    return named.rpartition("|")[2]


@pytest.mark.parametrize(
    ("code", "path", "value", "told_at", "named"),
    DOCUMENTS,
    ids=[f"{row[0]}-{path_text(row[1])}" for row in DOCUMENTS],
)
def test_a_survey_with_a_fault_is_refused_with_its_code_its_path_and_its_remedy(
    code: str, path: tuple[Any, ...], value: Any, told_at: str, named: str
) -> None:
    before = WITH.get((code, path[0]), [])
    checked = check_document(a_document(*before, (path, value)))

    assert checked.survey is None
    assert [(fault.code, path_text(fault.path)) for fault in checked.faults] == [
        (code, told_at or path_text(path))
    ]
    [fault] = checked.faults
    assert words_of(named) in fault.words()
    assert fault.message() and fault.remedy() and fault.words() == f"{fault.message()}; {fault.remedy()}"


def test_the_survey_that_the_others_break_has_no_fault() -> None:
    checked = check_document(a_document())

    assert (checked.faults, checked.survey and checked.survey.version) == ((), "student-2026.1")


def test_a_survey_that_was_published_is_a_document_without_faults() -> None:
    survey = check_document(a_document()).survey
    assert survey

    again = check_document(survey.model_dump(mode="json"))

    assert (again.faults, again.survey) == ((), survey)


def test_faults_in_many_places_are_told_at_once() -> None:
    document = a_document(
        (("consent",), "maybe"),
        (("minutes",), GONE),
        ((*BELONG, "lcap"), "x"),
        ((*NEEDS, "most"), 9),
        ((*ROLE, "when"), "answered nothing"),
        (("sections", 1, "name"), "belonging"),
    )

    assert {(fault.code, path_text(fault.path)) for fault in check_document(document).faults} == {
        ("unknown_word", "consent"),
        ("missing", "minutes"),
        ("not_a_whole_number", "sections[0].questions[0].lcap"),
        ("most_above_choices", "sections[0].questions[2].most"),
        ("rule_about_unknown", "sections[1].questions[2].when"),
        ("section_twice", "sections[1].name"),
    }


def test_a_question_of_an_unknown_type_is_read_as_far_as_it_is_known() -> None:
    document = a_document(((*BELONG, "type"), "scael"), ((*BELONG, "privacy"), GONE), ((*BELONG, "lcap"), 9))

    assert {fault.path[-1] for fault in check_document(document).faults} == {"type", "privacy", "lcap"}


def test_words_of_a_form_are_numbers_truths_and_rules_where_those_are_asked_for() -> None:
    document = a_document(
        (("minutes",), "8"),
        (("grades",), ["6", "12"]),
        ((*BELONG, "required"), "true"),
        ((*NEEDS, "most"), "2"),
    )

    assert check_document(document).survey == check_document(a_document(((*BELONG, "required"), True))).survey


def test_a_choice_with_a_text_box_keeps_its_place_at_the_end() -> None:
    survey = check_document(a_document(((*NEEDS, "choices", 0, "other"), True))).survey

    assert survey
    assert [choice.fixed for choice in list(survey.questions())[2].offered] == [True, False, False]


def test_the_same_faults_are_found_in_a_file_and_without_one(tmp_path: Any) -> None:
    file = SURVEY.replace("consent: passive", "consent: maybe").replace("lcap: 3", "lcap: 9")
    file = file.replace("when: children >= 2", "when: children = 2")

    in_file = check_survey(write_folder(tmp_path, file))
    in_python = check_document(
        a_document((("consent",), "maybe"), ((*BELONG, "lcap"), 9), ((*ROLE, "when"), "children = 2"))
    ).faults

    assert sorted((fault.code, fault.words()) for fault in in_file) == sorted(
        (fault.code, fault.words()) for fault in in_python
    )


FILES = {
    "no_list": SURVEY.replace("choices: a3", "choices: a33"),
    "no_text": SURVEY.replace("[who, why]", "[who, whi]"),
    "several_codes": SURVEY.replace("- tutor: Tutoring", "- {a: A, b: B}"),
    "other_file_name": SURVEY.replace("name: student\n", "name: pupil\n"),
    "key_twice": SURVEY.replace("minutes: 8", "minutes: 8\nminutes: 9"),
    "key_not_a_word": SURVEY.replace("minutes: 8", "minutes: 8\n[a]: b"),
    "anchor": SURVEY.replace("minutes: 8", "minutes: &x 8"),
    "empty_file": "",
    "too_deep": "[" * 50,
    "not_yaml": "name: student: staff\n",
    "not_characters": "name: a\x01b\n",
    "not_utf8": "name: espa\udcf1ol\n",
}
ASK = "How much do you belong?"
CATALOGS = {
    "nothing_translated": SPANISH,
    "not_translated": complete().replace(entry("student.belong.ask", ASK, f"«{ASK}»"), ""),
    "stale": complete().replace(f'msgid "{ASK}"', 'msgid "Before?"'),
    "other_placeholders": complete().replace("«{school_name}", "«{Escuela}"),
    "not_in_glossary": complete(),
    "against_glossary": complete().replace("«Student survey»", "sondeo"),
    "obsolete_key": complete().replace('"student.belong.ask"', '"student.belongs.ask"'),
    "obsolete_file": complete().replace('"student.belong.ask"', '"pupil.belong.ask"'),
    "po_no_key": complete().replace('msgctxt "student.belong.ask"\n', ""),
    "po_line": complete() + "\nmsgctxt student\n",
    "po_unreadable": SPANISH + '\nmsgstr "x"\n',
}  # fmt: skip


@pytest.mark.parametrize("code", FILES)
def test_a_fault_of_a_survey_file_has_its_code_and_its_line(tmp_path: Any, code: str) -> None:
    path = write_folder(tmp_path)
    path.write_bytes(FILES[code].encode("utf-8", "surrogateescape"))

    assert_told(check_survey(path), code, "student.yaml")


@pytest.mark.parametrize("code", CATALOGS)
def test_a_fault_of_a_translation_has_its_code_and_its_line(tmp_path: Any, code: str) -> None:
    faults = check_survey(write_folder(tmp_path, es=CATALOGS[code]))

    assert_told(faults, code, "shared.yaml" if code == "nothing_translated" else "")


def assert_told(faults: list[Fault], code: str, file: str) -> None:
    told = next(fault for fault in faults if fault.code == code)
    assert str(told).startswith(f"{told.place}: ") and file in str(told.place)
    assert told.message() and told.remedy()


def elsewhere(tmp_path: Any) -> list[Fault]:
    """The faults that take more than one file, or none."""
    whole, same = check_document(a_document()).survey, SameQuestions()
    other = check_document(a_document(((*BELONG, "choices"), choices("a b")))).survey
    assert whole and other and list(same.check(whole)) == []
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "spanish_es.po").write_text("", encoding="utf-8")
    return [*same.check(other), *check_survey(tmp_path / "none.yaml")]


def test_every_kind_of_fault_has_an_example(tmp_path: Any) -> None:
    """`frozen` is told by the database alone: tests/actions/surveys/test_catalog.py."""
    told = {row[0] for row in DOCUMENTS} | set(FILES) | set(CATALOGS) | {"frozen"}
    told |= {fault.code for fault in elsewhere(tmp_path)}

    assert told == set(KINDS)


def test_what_surveys_share_is_judged_by_itself() -> None:
    named = {
        "texts": {"why": text("In {x}."), "Who": text("We.")},
        "lists": {"a3": choices("none none na"), "b": "none"},
    }

    assert {(fault.code, path_text(fault.path)) for fault in check_named(named)} == {
        ("unknown_placeholder", "texts.why.en"),
        ("not_a_name", "texts.Who"),
        ("code_twice", "lists.a3[1].code"),
        ("code_for_not_apply", "lists.a3[2].code"),
        ("not_a_list", "lists.b"),
    }


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["", "6.0", "true"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["words", "en", "code", "name", "type", "x"]), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
PLACES = [row[1] for row in DOCUMENTS if row[2] is not GONE or row[1][-1] != "name"]


@example([((), [[]])])
@given(st.lists(st.tuples(st.sampled_from([(), *PLACES]), PLAIN), min_size=1, max_size=3))
@settings(deadline=None, max_examples=200)
def test_whatever_stands_in_a_document_is_a_survey_or_has_faults_that_can_be_told(changes: Any) -> None:
    document: Any = a_document()
    for path, value in changes:
        try:
            document = value if not path else document
            if path:
                document = a_document((path, value)) if document is None else _with(document, path, value)
        except (KeyError, IndexError, TypeError):
            continue

    checked = check_document(document)

    assert (checked.survey is None) == bool(checked.faults)
    assert all(str(fault) for fault in checked.faults)
    if checked.survey:
        assert Survey.model_validate_json(checked.survey.model_dump_json()) == checked.survey
        assert list(check_size(checked.survey)) == []


def _with(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    inner = document
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return document


def test_the_folder_of_the_examples_has_no_fault(tmp_path: Any) -> None:
    assert check_but_for_terms(write_folder(tmp_path, SURVEY, SHARED, es=complete())) == []

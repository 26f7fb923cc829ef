# ruff: noqa: E501  # one kind of value per line
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
from tests.surveys.checks.documents import GONE, a_document, choices, text
from tests.surveys.checks.faulty_documents import BELONG, DOCUMENTS, NEEDS, ROLE
from tests.surveys.files.files_on_disk import (
    SHARED,
    SPANISH,
    SURVEY,
    check_but_for_terms,
    complete,
    entry,
    write_folder,
)

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
        (("grades",), ["7", "12"]),
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


# tests/actions/surveys/test_catalog.py, tests/surveys/drafts/ and tests/actions/surveys/drafts/test_protecting.py.
OF_THE_DATABASE = {
    *("frozen", "published_as_other_type", "who_answers_not_identifier", "privacy_loosened"),
    *("topic_taken_away", "consent_lowered", "active_to_grade_lowered", "name_of_others"),
}


def test_every_kind_of_fault_has_an_example(tmp_path: Any) -> None:
    told = {row[0] for row in DOCUMENTS} | set(FILES) | set(CATALOGS) | OF_THE_DATABASE
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

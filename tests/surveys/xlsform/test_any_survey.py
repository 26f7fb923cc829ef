"""Any survey comes back as it went out, and any sheet is read without an error that is not ours."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey_app.errors import SurveyAppError
from survey_app.surveys.checks.document import check_document
from survey_app.surveys.drafts.checking import check_draft
from survey_app.surveys.drafts.document import taken_from
from survey_app.surveys.exchange.files import read_file, write_file
from survey_app.surveys.exchange.yaml_files import write_files
from survey_app.surveys.xlsform.reading.read import read_workbook
from survey_app.surveys.xlsform.writing.write import write_workbook
from survey_app.surveys.yaml_file import load_library, load_survey
from tests.surveys.checks.documents import a_document
from tests.surveys.xlsform.workbooks import workbook

LANGUAGES = ["en", "ar", "es"]
NAMES = [f"{letter}{number}" for letter in "abcd" for number in range(1, 9)]
SIGNS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="{}")
WORDS = st.text(SIGNS, min_size=1, max_size=12).map(str.strip).filter(bool) | st.sampled_from(
    [
        "=1+1",
        "true",
        "10",
        "null",
        "- x",
        "a: b",
        "#",
        "“x”",
        "\u00a0x",
        "two\nlines",
        "{school_name}",
        "#N/A",
        "&a",
        "*b",
    ]
).map(str.strip)


@st.composite
def texts(draw: Any) -> dict[str, Any]:
    source = draw(WORDS)
    others = draw(st.dictionaries(st.sampled_from(LANGUAGES[1:]), WORDS, max_size=2))
    words = {"en": source, **{each: others[each] for each in LANGUAGES[1:] if each in others}}
    if "{" in source:
        words = dict.fromkeys(words, source)
    words = {language: said for language, said in words.items() if ("{" in said) == ("{" in source)}
    drafts = [each for each in words if each != "en" and draw(st.booleans())]
    return {"words": words} | ({"drafts": drafts} if drafts else {})


@st.composite
def choices(draw: Any, several: bool = False) -> list[dict[str, Any]]:
    listed = []
    for code in draw(
        st.lists(st.sampled_from(["x", "10", "no", "true", "alt", "z_9"]), min_size=2, unique=True)
    ):
        choice: dict[str, Any] = {"code": code, "text": draw(texts())}
        marks = ["hint", "group", "fixed", "grade", "usual"] + ["other", "exclusive"] * several
        for mark in draw(st.lists(st.sampled_from(marks), max_size=2, unique=True)):
            choice[mark] = draw(texts()) if mark in ("hint", "group") else 3 if mark == "grade" else True
        listed.append(choice)
    return listed


KINDS = ["choose_one", "choose_several", "scale", "matrix", "short_text", "long_text", "whole_number"]


@st.composite
def offers(draw: Any, kind: str, earlier: list[dict[str, Any]]) -> dict[str, Any]:
    """The choices of a question, its own or those of an earlier one, and its reasons for no answer."""
    shared = [each["choices"] for each in earlier if "choices" in each and each["type"] != "choose_several"]
    several = kind == "choose_several"
    listed = draw(st.sampled_from(shared) if shared and draw(st.booleans()) else choices(several))
    escapes = draw(st.lists(st.sampled_from(["not_apply", "no_answer", "not_know"]), unique=True))
    return {"choices": listed, **dict.fromkeys(escapes, True)}


@st.composite
def questions(draw: Any, name: str, earlier: list[dict[str, Any]]) -> dict[str, Any]:
    kind = draw(st.sampled_from(KINDS))
    question: dict[str, Any] = {"name": name, "type": kind, "ask": draw(texts())}
    question["privacy"] = draw(st.sampled_from(["rare", "sensitive", "safe", "identifier"]))
    if kind in KINDS[:4]:
        question |= draw(offers(kind, earlier))
    if kind == "matrix":
        question["rows"] = draw(choices())
    if kind in KINDS[:2] and draw(st.booleans()):
        question["shuffle"] = True
    if kind == "choose_several" and draw(st.booleans()):
        question["most"] = 2
    if kind == "whole_number":
        question |= {"lowest": draw(st.integers(-50, 3)), "highest": draw(st.integers(3, 999))}
        # Files show the numbers of other classes exactly, so such a question has a fault.
        question["privacy"] = draw(st.sampled_from(["rare", "identifier"]))
    for key in draw(st.lists(st.sampled_from(["hint", "required", "lcap", "pillars"]), unique=True)):
        question[key] = {"hint": draw(texts()), "required": True, "lcap": 2, "pillars": ["P1", "demo"]}[key]
    if rule := draw(rules(earlier)):
        question["when"] = rule
    return question


def rules(earlier: list[dict[str, Any]]) -> Any:
    """Rules about earlier questions that are valid."""
    tests = [["ge", "school.grade_high", 7]]
    for each in earlier:
        if each["type"] in ("choose_one", "choose_several", "scale"):
            codes = [choice["code"] for choice in each["choices"]]
            tests += [
                ["eq", each["name"], codes[0]],
                ["any_of", each["name"], codes[:2]],
                ["all_of", each["name"], codes],
            ]
        if each["type"] == "whole_number":
            tests += [["lt", each["name"], 3], ["ge", each["name"], -2]]
        if each["type"] not in ("short_text", "long_text"):
            tests.append(["answered", each["name"]])
    joined = st.recursive(
        st.sampled_from(tests),
        lambda inner: (
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: ["or", *parts])
            | st.lists(inner, min_size=2, max_size=3).map(lambda parts: ["and", *parts])
            | inner.map(lambda part: ["not", part])
        ),
        max_leaves=4,
    )
    return st.none() | joined


@st.composite
def surveys(draw: Any) -> dict[str, Any]:
    names, earlier, sections = list(NAMES), [], []
    for number in range(draw(st.integers(1, 3))):
        section: dict[str, Any] = {"name": f"s{number}", "title": draw(texts()), "questions": []}
        if draw(st.booleans()):
            section["introduction"] = draw(texts())
        if rule := draw(rules(earlier)):
            section["when"] = rule
        for _ in range(draw(st.integers(1, 3))):
            question = draw(questions(names.pop(0), earlier))
            section["questions"].append(question)
            earlier.append(question)
        sections.append(section)
    listed = st.lists(texts(), max_size=3)
    document = a_document((("sections",), sections), (("title",), draw(texts())), (("start",), draw(listed)),
                          (("thanks",), draw(listed)), (("help",), draw(listed)))  # fmt: skip
    spoken = {language for language in LANGUAGES if f"'{language}': " in str(document)}
    return {**document, "languages": [each for each in LANGUAGES if each in spoken]}


def check_that_it_comes_back(document: dict[str, Any]) -> None:
    checked = check_document(document)
    assert checked.faults == ()
    survey = checked.survey
    assert survey

    imported = read_workbook(write_workbook(survey))
    assert [str(note) for note in imported.notes] == []
    assert check_document(imported.document).survey == survey
    assert read_file(write_file(survey, "yaml").content).document == survey.model_dump(mode="json")
    with tempfile.TemporaryDirectory() as place:
        for name, content in write_files(survey).items():
            path = Path(place) / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        assert load_survey(Path(place) / "student.yaml") == survey


@given(surveys())
@settings(deadline=None, max_examples=20)
def test_any_survey_comes_back_as_it_went_out(document):
    check_that_it_comes_back(document)


@pytest.mark.long
@given(surveys())
@settings(deadline=None, max_examples=1000, suppress_health_check=[HealthCheck.too_slow])
def test_a_thousand_surveys_come_back_as_they_went_out(document):
    check_that_it_comes_back(document)


def test_a_bundled_survey_is_the_same_survey_as_a_draft_of_its_form():
    for survey in load_library().values():
        draft = taken_from(read_workbook(write_workbook(survey)).document)

        assert check_draft(draft, survey.name, survey.version).survey == survey


WORDS_IN_CELLS = """
text|select_one L|select_multiple L or_other|select_one|begin_group|end_group|begin repeat|end repeat|note|integer|range
acknowledge|geopoint|calculate|rank L|a|b|A b|other|row|yes|true()|${a} = 'x'|${b} > 3|selected(${a}, 'other')|not(
count-selected(.) <= 2|. > 3 and . < 5|table-list|label|list-nolabel|multiline|start=a end=-5 step=|randomize=true|L|x
-99|dk|student|{minutes}|${x|choose_one|matrix|P1|9 12 3|answered a|line|choice_hint|L.x|Español (es)|😀|=1+1
"""
CELLS = st.sampled_from(["", "", 3, 2.5, True, *WORDS_IN_CELLS.strip().replace("\n", "|").split("|")])
HEADS = {
    "survey": "type name label label::es hint relevant constraint appearance required parameters survey_app_type "
    "survey_app_when survey_app_privacy survey_app_drafts survey_app_grade default",
    "choices": "list_name name label survey_app_other survey_app_grade survey_app_languages",
    "settings": "form_id form_title version default_language survey_app_grades survey_app_who survey_app_minutes",
    "survey_app_texts": "use key label label::es",
}


@st.composite
def workbooks(draw: Any) -> bytes:
    sheets = {}
    for name, words in HEADS.items():
        heads = words.split()
        chosen = draw(st.lists(st.sampled_from(heads), min_size=1, max_size=len(heads), unique=True))
        chosen = [heads[0], *(each for each in chosen if each != heads[0])]
        rows = draw(st.lists(st.lists(CELLS, min_size=len(chosen), max_size=len(chosen)), max_size=12))
        sheets[name] = [chosen, *rows]
    return workbook(**sheets)


def check_that_it_is_read(content: bytes) -> None:
    try:
        imported = read_workbook(content)
    except SurveyAppError as error:
        assert str(error)
        return

    assert all(str(note) and "%(" not in str(note) for note in imported.notes)
    check_document(imported.document)
    draft = check_draft(taken_from(imported.document))
    assert all(fault.words() for faults in draft.faults.values() for fault in faults)
    if draft.survey:
        assert check_document(read_workbook(write_workbook(draft.survey)).document).survey is not None


@given(workbooks())
@settings(deadline=None, max_examples=40)
def test_any_sheet_is_read_and_its_faults_are_told(content):
    check_that_it_is_read(content)


@pytest.mark.long
@given(workbooks())
@settings(deadline=None, max_examples=3000, suppress_health_check=[HealthCheck.too_slow])
def test_three_thousand_sheets_are_read_and_their_faults_are_told(content):
    check_that_it_is_read(content)

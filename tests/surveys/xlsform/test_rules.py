"""Rules in XPath, as people write them: which rule of ours each is, or why it is none."""

import pytest

from survey_app.surveys.rules import parse
from survey_app.surveys.xlsform.reading.xpath import Asked, NotRead, read_xpath
from survey_app.surveys.xlsform.xpath_text import Field, xpath_of
from tests.surveys.xlsform.workbooks import checked, codes, found, questions, read

QUESTIONS = {
    "q": Asked("q", codes={"a": "a", "b": "b", "C-1": "c_1"}),
    "Many": Asked("many", Field(is_several=True), {"a": "a", "b": "b"}),
    "n": Asked("n", is_number=True),
    "grade": Asked("grade", codes={"9": "9", "10": "10", "11": "11"}),
    "gps": Asked("gps", is_lost=True),
}
RULES = {
    "selected(${q}, 'a')": "q = a",
    "${q} = 'a'": "q = a",
    "${q}='a'": "q = a",
    "'a' = ${q}": "q = a",
    '${q} = "C-1"': "q = c_1",
    "${ q } = ‘a’": "q = a",
    "${q} = “a”": "q = a",
    "${grade} = 10": "grade = 10",
    "${grade} >= 10": "grade in (10, 11)",
    "${q} != 'a'": "q != a",
    "not(${q} = 'a')": "q != a",
    "not (selected(${Many}, 'a'))": "many != a",
    "${q} = 'a' or ${q} = 'b'": "q in (a, b)",
    "selected(${Many}, 'a') or selected(${Many}, 'b')": "many in (a, b)",
    "${n} >= 18": "n >= 18",
    "18 <= ${n}": "n >= 18",
    "${n} < 0": "n < 0",
    "${n} = 5": "n >= 5 and n <= 5",
    "${n} = '5'": "n >= 5 and n <= 5",
    "${n} != 5": "not (n >= 5 and n <= 5)",
    "${q} != ''": "answered q",
    "string-length(${q}) > 0": "answered q",
    "count-selected(${Many}) >= 1": "answered many",
    "count-selected(${Many}) = 0": "not answered many",
    "${q} = ''": "not answered q",
    "${q} = 'a' and ${n} > 1 or ${q} = 'b'": "q = a and n > 1 or q = b",
    "${q} = 'a' and (${n} > 1 or ${q} = 'b')": "q = a and (n > 1 or q = b)",
    "${q} = 'a'and${n}>1": "q = a and n > 1",
    "${q} = 'a' AND ${n} > 1": "q = a and n > 1",
    "  ${q}\n = \t'a' ": "q = a",
    "../q = 'a'": "q = a",
    "/form/group/q='a' or ../../q = 'b'": "q in (a, b)",
}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_read(rule):
    assert read_xpath(rule, QUESTIONS).tree == parse(RULES[rule])


@pytest.mark.parametrize("rule", ["true()", "1"])
def test_a_rule_that_always_holds_is_none(rule):
    assert read_xpath(rule, QUESTIONS).tree is None


NOT_READ = {
    "${q} = ${n}": "rule_two_questions",
    "selected(${q}, ${n})": "rule_two_questions",
    "sum(${n}) > 3": "rule_function",
    "regex(${q}, 'x')": "rule_function",
    "index() = 1": "rule_function",
    "${q}": "rule_bare",
    "${q} and ${n} > 1": "rule_bare",
    "count-selected(${Many}) > 2": "rule_counts",
    "${n} > 1.5": "rule_not_whole",
    "${n} = 'many'": "rule_not_whole",
    "${n} > ''": "rule_not_whole",
    "${q} = 'no": "rule_not_read",
    "${q} = 'a' or": "rule_not_read",
    "(${q} = 'a'": "rule_not_read",
    "${q} = 'a')": "rule_not_read",
    "${n} + 1 > 2": "rule_bare",
    "'a' = 'a'": "rule_not_read",
    "not": "rule_not_read",
    "selected(${q})": "rule_not_read",
    "../ = 'a'": "rule_not_read",
    "(" * 5000: "rule_not_read",
    "not(" * 5000: "rule_not_read",
    "💥": "rule_not_read",
}  # fmt: skip


@pytest.mark.parametrize("rule", NOT_READ, ids=lambda rule: rule[:20])
def test_a_rule_that_cannot_be_read_says_why(rule):
    with pytest.raises(NotRead) as error:
        read_xpath(rule, QUESTIONS)

    assert error.value.code == NOT_READ[rule]


def test_what_means_something_else_here_is_remarked():
    assert read_xpath("${Many} = 'a'", QUESTIONS).remarks == [("rule_among", {"name": "many", "code": "a"})]
    assert read_xpath("${gps} != ''", QUESTIONS).remarks == [("rule_of_lost", {"name": "gps"})]


def test_a_rule_that_cannot_be_read_stays_in_the_draft_as_a_fault():
    imported = read(("select_one yn", "a", "A?"), ("text", "b", "B?", "sum(${a}) > 3"))

    assert found(imported, "rule_function").column == "relevant"
    assert found(imported, "rule_function").level == "decide"
    assert questions(imported)[1]["when"] == "sum(${a}) > 3"
    assert [(fault.code, fault.path[-1]) for fault in checked(imported).faults] == [
        ("rule_unreadable", "when")
    ]


def test_a_rule_about_a_later_question_or_a_code_that_is_not_there_is_a_fault():
    imported = read(
        ("text", "a", "A?", "${b} = 'yes'"),
        ("select_one yn", "b", "B?"),
        ("text", "c", "C?", "${b} = 'maybe'"),
    )

    assert codes(imported) == []
    assert [fault.code for fault in checked(imported).faults] == ["rule_about_later", "rule_unknown_code"]


FIELDS = {"needs": Field(is_several=True), "know": Field(rows=("know_food", "know_health"))}
WRITTEN = {
    "q = a": "${q} = 'a'",
    "q != a": "${q} != 'a'",
    "needs = a": "selected(${needs}, 'a')",
    "needs != a": "not(selected(${needs}, 'a'))",
    "needs all of (a, b)": "selected(${needs}, 'a') and selected(${needs}, 'b')",
    "q in (a, b)": "${q} = 'a' or ${q} = 'b'",
    "n >= 2 and q in (a, b)": "${n} >= 2 and (${q} = 'a' or ${q} = 'b')",
    "answered know": "${know_food} != '' or ${know_health} != ''",
    "not answered q": "not(${q} != '')",
    "school.grade_high >= 9": "",
    "school.grade_high >= 9 and q = a": "${q} = 'a'",
    "school.grade_high >= 9 or q = a": "",
    "not (school.grade_high >= 9 and q = a)": "",
    "q = a and (school.grade_high >= 9 or n > 1)": "${q} = 'a'",
}


@pytest.mark.parametrize("rule", WRITTEN)
def test_a_rule_is_written_for_other_tools(rule):
    assert xpath_of(parse(rule), FIELDS) == WRITTEN[rule]

"""Skip rules: what they mean, what they refuse, and that they say where."""

import random
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.errors import RuleError
from survey_app.surveys.rules import Tree, codes, holds, names, numbers, parse
from tests.surveys.examples import cases, json_values

CASES = cases("rules.json")
COMPARISONS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">="}


@pytest.mark.parametrize("case", CASES, ids=[f"{at}: {case['rule']}" for at, case in enumerate(CASES)])
def test_a_shared_case_is_parsed_and_decided_as_it_says(case):
    tree = parse(case["rule"])

    assert tree == case["tree"]
    assert holds(tree, case["values"]) is case["holds"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("", "expected a question, 'answered' or 'not', found the end"),
        ("belong", "expected '=', '!=', '<', '<=', '>', '>=', 'in', 'any of' or 'all of', found the end"),
        ("belong some", "found 'some'"),
        ("belong =", "expected a code, found the end"),
        ("belong = some little", "expected 'and', 'or' or the end of the rule, found 'little'"),
        ("belong in some", "expected '(', found 'some'"),
        ("belong in (,)", "expected a code, found ','"),
        ("belong in (some", "expected ')', found the end"),
        ("belong in (some,)", "expected a code, found ')'"),
        ("needs3 any (food)", "expected 'of', found '('"),
        ("answered", "expected a question, found the end"),
        ("not", "expected a question, 'answered' or 'not', found the end"),
        ("(answered a", "expected ')', found the end"),
        ("answered a)", "expected 'and', 'or' or the end of the rule, found ')'"),
        ("children >= many", "expected a whole number, found 'many'"),
        ("children >= 1.5", "expected a whole number, found '1.5'"),
        ("children >= 9999999999", "expected a whole number, found '9999999999'"),
        ("belong == some", "expected a code, found '='"),
        ("belong = 'some'", "expected a code, found '''"),
        ("belong = some; drop", "found ';'"),
        ("answered a AND answered b", "found 'AND'"),
        ("answered a && answered b", "found '&'"),
    ],
)
def test_a_rule_that_cannot_be_read_names_the_place_and_what_was_expected(rule, expected):
    with pytest.raises(RuleError) as error:
        parse(rule)

    assert expected in str(error.value)
    assert f"'{rule}'" in str(error.value)


@pytest.mark.parametrize(
    "rule", ["(" * 50_000, "not " * 50_000 + "answered a", "(" * 33 + "answered a" + ")" * 33]
)
def test_a_rule_that_is_nested_too_deeply_is_refused_and_not_a_crash(rule):
    with pytest.raises(RuleError, match="nested more than 32 deep"):
        parse(rule)


def test_a_rule_as_deep_as_a_person_would_write_is_read():
    assert parse("(" * 31 + "answered a" + ")" * 31) == ["answered", "a"]


def test_a_rule_knows_the_questions_codes_and_numbers_that_it_looks_at():
    tree = parse("a = x and (b in (y, z) or not c >= 3) and answered d and school.grade_low < 6 and a != w")

    assert list(names(tree)) == ["a", "b", "c", "d", "school.grade_low", "a"]
    assert list(codes(tree)) == [("a", "x"), ("b", "y"), ("b", "z"), ("a", "w")]
    assert list(numbers(tree)) == ["c", "school.grade_low"]


def test_an_unknown_operator_in_a_stored_rule_is_an_error_and_not_a_guess():
    with pytest.raises(RuleError, match="unknown operator, 'maybe'"):
        holds(["maybe", "a"], {})


words = st.sampled_from(
    ["belong", "needs3", "grade", "children", "a", "b2", "food", "no", "10", "in", "and", "of"]
)
question_names = st.sampled_from(
    ["belong", "needs3", "grade", "children", "a", "school.grade_low", "school.enrollment"]
)
tests = (
    st.tuples(st.just("answered"), question_names)
    | st.tuples(st.just("eq"), question_names, words)
    | st.tuples(
        st.sampled_from(["any_of", "all_of"]), question_names, st.lists(words, min_size=1, max_size=4)
    )
    | st.tuples(st.sampled_from(sorted(COMPARISONS)), question_names, st.integers(-999_999_999, 999_999_999))
).map(list)


def _joined(inner):
    joined = st.builds(
        lambda name, parts: [name, *parts],
        st.sampled_from(["and", "or"]),
        st.lists(inner, min_size=2, max_size=3),
    )
    return joined | inner.map(lambda tree: ["not", tree])


trees = st.recursive(tests, _joined, max_leaves=8)


def render(tree: Tree) -> str:
    """The rule that a tree was parsed from, with every parenthesis it could have."""
    name, *parts = tree
    if name in ("and", "or"):
        return f" {name} ".join(
            f"({render(part)})" if part[0] in ("and", "or") else render(part) for part in parts
        )
    if name == "not":
        return f"not ({render(parts[0])})"
    if name == "answered":
        return f"answered {parts[0]}"
    if name == "eq":
        return f"{parts[0]} = {parts[1]}"
    if name in COMPARISONS:
        return f"{parts[0]} {COMPARISONS[name]} {parts[1]}"
    return f"{parts[0]} {name.replace('_', ' ')} ({', '.join(parts[1])})"


@given(trees)
@settings(deadline=None)
def test_a_rendered_rule_is_parsed_to_the_same_tree(tree):
    assert parse(render(tree)) == tree


@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            ["a", "(", ")", ",", "=", "!=", ">=", "not", "and", "in", "any", "of", "answered", "3"]
        )
    ).map(" ".join)
)
@settings(deadline=None)
def test_any_text_is_a_rule_or_a_rule_error(rule):
    try:
        tree = parse(rule)
    except RuleError:
        return
    assert holds(tree, {}) in (True, False)


def decide(tree: Tree, values: Mapping[str, Any]) -> bool:
    """The meaning of a rule, told once more in the slowest way: by looking at every code."""
    name, *parts = tree
    if name in ("and", "or"):
        results = [decide(part, values) for part in parts]
        return False not in results if name == "and" else True in results
    if name == "not":
        return decide(parts[0], values) is False
    value = values.get(parts[0])
    if name == "answered":
        return value is not None and value != "" and value != [] and value != {}
    if name in COMPARISONS:
        if not isinstance(value, int) or value is True or value is False:
            return False
        difference = value - parts[1]
        return {"lt": difference < 0, "le": difference <= 0, "gt": difference > 0, "ge": difference >= 0}[
            name
        ]
    chosen = [value] if isinstance(value, str) else [*value] if isinstance(value, list) else []
    wanted = [parts[1]] if name == "eq" else parts[1]
    found = sum(1 for code in wanted if any(code == one for one in chosen))
    return found == len(wanted) if name == "all_of" else found > 0


answers = st.none() | words | st.lists(words, max_size=3) | st.integers(-20, 20) | st.just({"food": "no"})


@given(trees, st.dictionaries(question_names, answers))
@settings(deadline=None, max_examples=300)
def test_the_evaluator_agrees_with_a_naive_one(tree, values):
    assert holds(tree, values) is decide(tree, values)


@given(trees, st.dictionaries(question_names, json_values))
@settings(deadline=None)
def test_no_value_makes_the_evaluator_raise(tree, values):
    assert holds(tree, values) in (True, False)


@given(trees, st.dictionaries(question_names, answers), st.randoms())
@settings(deadline=None)
def test_the_order_of_and_and_or_does_not_matter(tree, values, chance: random.Random):
    def shuffled(tree: Tree) -> Tree:
        if tree[0] not in ("and", "or"):
            return tree
        parts = [shuffled(part) for part in tree[1:]]
        chance.shuffle(parts)
        return [tree[0], *parts]

    assert holds(shuffled(tree), values) is holds(tree, values)

"""The scripts' core says what the Python core says."""

import pytest

from tests.surveys.examples import cases

HOLDS = """([tree, values]) => import("/js/survey/rules.js")
    .then(({ holds }) => holds(tree, new Map(Object.entries(values))))"""
ASKED = """({ sections, facts, answers }) => import("/js/survey/flow.js").then(({ asked }) => {
    const here = sections.filter(({ optional, name }) => !optional || facts.sections.includes(name));
    const known = ["grade_low", "grade_high", "enrollment"].map((name) => [`school.${name}`, facts[name]]);
    return [...asked(here, new Map(Object.entries(answers)), known)];
})"""
PROBLEM = """([limits, answer]) => import("/js/survey/checks.js")
    .then(({ problemOf }) => problemOf(limits, answer))"""
IDS = """async () => {
    const { newId } = await import("/js/survey/sending.js");
    const made = [newId()];
    Object.defineProperty(crypto, "randomUUID", { value: undefined });
    for (let count = 0; count < 100; count++) made.push(newId());
    return made;
}"""


def test_rules_hold_where_they_hold_in_python(modules):
    shared = cases("rules.json")

    said = [modules.evaluate(HOLDS, [case["tree"], case["values"]]) for case in shared]

    assert said == [case["holds"] for case in shared]


@pytest.mark.parametrize("case", cases("flow.json"), ids=lambda case: case["claim"])
def test_the_same_questions_are_asked(modules, case):
    assert modules.evaluate(ASKED, case) == case["asked"]


@pytest.mark.parametrize(
    ("limits", "answer", "problem"),
    [
        ({}, None, ""),
        ({"required": ""}, None, "required"),
        ({"required": ""}, [], "required"),
        ({"required": ""}, "yes", ""),
        ({"most": "2"}, ["a", "b"], ""),
        ({"most": "2"}, ["a", "b", "c"], "too_many"),
        ({"longest": "3"}, "abc", ""),
        ({"longest": "3"}, "abcd", "too_long"),
        ({"longest": "3"}, "😀😀😀", ""),
        ({"lowest": "1", "highest": "20"}, 20, ""),
        ({"lowest": "1", "highest": "20"}, 21, "out_of_range"),
        ({"lowest": "1", "highest": "20"}, "three", "not_a_number"),
        ({"lowest": "1", "highest": "20"}, "٣", ""),
        ({}, {"clinic": "yes"}, ""),
    ],
)
def test_what_can_be_mended_at_once_is_found(modules, limits, answer, problem):
    assert modules.evaluate(PROBLEM, [limits, answer]) == problem


def test_every_id_is_new_and_of_version_4_with_https_and_without(modules):
    made = modules.evaluate(IDS)

    assert len(set(made)) == 101
    assert all(len(each) == 36 and each[14] == "4" and each[19] in "89ab" for each in made)

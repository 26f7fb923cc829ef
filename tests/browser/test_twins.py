"""The scripts that are served say what the Python core says."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Page

from survey_app.surveys.flow import asked
from survey_app.surveys.model import SchoolFacts
from survey_app.surveys.rules import holds
from tests.surveys.examples import a_question, a_survey, cases

Run = Callable[[str, str, Any], Any]
NAMES = ("one", "several", "grid", "number", "words", "absent", "school.grade_high", "school.enrolment")
CODES = ("a", "b", "c", "10", "na", "pnts", "3")
TESTS = ("eq", "any_of", "all_of", "answered", "lt", "le", "gt", "ge")


@pytest.fixture
def run(page: Page, site) -> Run:
    """Runs a function on a module as the site serves it: run("rules.js", "({ holds }, given) => ...", given)."""
    page.goto(f"{site.url}/s/merced-high/student/en")
    script = page.locator("script[type=module]").get_attribute("src") or ""
    folder = script.rpartition("/")[0]

    def run_in_page(module: str, function: str, given: Any) -> Any:
        source = (
            f'(given) => import("{folder}/js/survey/{module}").then((module) => ({function})(module, given))'
        )
        return page.evaluate(source, given)

    return run_in_page


HOLDS = "({ holds }, cases) => cases.map(([tree, values]) => holds(tree, new Map(Object.entries(values))))"
ASKED = """({ asked }, cases) => cases.map(([sections, facts, answers]) =>
    [...asked(sections, new Map(Object.entries(answers)), Object.entries(facts))])"""
PROBLEM = "({ problemOf }, cases) => cases.map(([limits, answer]) => problemOf(limits, answer))"


def test_shared_rules_hold_where_they_hold_in_python(run: Run):
    shared = cases("rules.json")

    said = run("rules.js", HOLDS, [[case["tree"], case["values"]] for case in shared])

    assert said == [case["holds"] for case in shared]


def test_shared_surveys_ask_what_they_ask_in_python(run: Run):
    shared = cases("flow.json")

    said = run("flow.js", ASKED, [as_page(case) for case in shared])

    assert said == [case["asked"] for case in shared]


def test_thousands_of_drawn_rules_hold_where_they_hold_in_python(run: Run):
    random = Random(2026)
    drawn = [[a_rule(random, 4), some_values(random)] for _ in range(5000)]

    said = run("rules.js", HOLDS, drawn)

    wanted = [holds(tree, values) for tree, values in drawn]
    assert 1000 < sum(wanted) < 4000, "they are nearly all the same: this proves little"
    assert smallest(drawn, said, wanted) is None


def test_drawn_surveys_ask_what_they_ask_in_python(run: Run):
    random = Random(2027)
    drawn = [a_drawn_survey(random) for _ in range(300)]

    said = run("flow.js", ASKED, drawn)

    wanted = [ask_in_python(*each) for each in drawn]
    assert len({tuple(names) for names in wanted}) > 50
    assert smallest(drawn, said, wanted) is None


def test_a_difference_between_the_two_is_found():
    drawn = [[["answered", "one"], {"one": "a" * 30}], [["answered", "one"], {}]]

    assert smallest(drawn, [False, True], [True, False]) == (drawn[1], True, False)


def test_the_script_stops_nobody_whom_the_server_would_let_pass(run: Run):
    """It may let more pass: the server looks again. But who is stopped wrongly can never send."""
    shared = cases("answers.json")
    given = [case for case in shared["cases"] if is_from_a_form(case)]
    limits = [as_limits(shared["questions"][case["question"]]) for case in given]

    said = run(
        "checks.js", PROBLEM, list(map(list, zip(limits, [case["raw"] for case in given], strict=True)))
    )

    assert {code for code in said if code} == {"too_many", "too_long", "not_a_number", "out_of_range"}
    stopped = [case for case, code in zip(given, said, strict=True) if code]
    assert [case for case in stopped if "problem" not in case] == []


# --- Drawing ------------------------------------------------------------------------------------------


def a_rule(random: Random, depth: int) -> list[Any]:
    kind = random.choice(("and", "or", "not", "test", "test")) if depth else "test"
    if kind == "not":
        return ["not", a_rule(random, depth - 1)]
    if kind != "test":
        return [kind, *(a_rule(random, depth - 1) for _ in range(random.randint(2, 3)))]
    name, test = random.choice(NAMES), random.choice(TESTS)
    if test == "answered":
        return [test, name]
    if test == "eq":
        return [test, name, random.choice(CODES)]
    if test in ("any_of", "all_of"):
        return [test, name, random.sample(CODES, random.randint(1, 3))]
    return [test, name, random.randint(-2, 14)]


def some_values(random: Random) -> dict[str, Any]:
    drawn = {
        "one": random.choice((*CODES, None)),
        "several": random.choice((None, [], random.sample(CODES, random.randint(1, 4)))),
        "grid": random.choice((None, {}, {"a": "b"})),
        "number": random.choice((None, 0, 3, -1, 10**9)),
        "words": random.choice((None, "", "a", "3", "Más sombra")),
        "school.grade_high": random.choice((5, 8, 12)),
        "school.enrolment": random.choice((None, 0, 94, 1975)),
    }
    return {name: value for name, value in drawn.items() if random.random() < 0.9}


def a_drawn_survey(random: Random) -> list[Any]:
    def maybe_ruled(part: dict[str, Any]) -> dict[str, Any]:
        return {**part, "when": a_rule(random, 2)} if random.random() < 0.5 else part

    names = iter(random.sample(NAMES[:5], 5))
    sections = [
        maybe_ruled(
            {"name": f"s{number}", "questions": [maybe_ruled({"name": next(names)}) for _ in range(count)]}
        )
        for number, count in enumerate((2, 1, 2))
    ]
    facts = {"school.grade_low": 0, "school.grade_high": random.choice((5, 12)), "school.enrolment": None}
    return [sections, facts, {name: value for name, value in some_values(random).items() if "." not in name}]


def ask_in_python(sections: list[Any], facts: dict[str, Any], answers: dict[str, Any]) -> list[str]:
    whole = [
        {**section, "questions": [a_question(**question) for question in section["questions"]]}
        for section in sections
    ]
    school = SchoolFacts("A School", "A District", 0, facts["school.grade_high"])
    return [question.name for question in asked(a_survey(*whole), school, answers)]


def smallest(drawn: list[Any], said: list[Any], wanted: list[Any]) -> tuple[Any, Any, Any] | None:
    """The shortest case in which the two differ: what was drawn, what the script said, what Python says."""
    different = [each for each in zip(drawn, said, wanted, strict=True) if each[1] != each[2]]
    return min(different, key=lambda each: len(json.dumps(each[0])), default=None)


def as_page(case: dict[str, Any]) -> list[Any]:
    """A shared case as the page has it: sections that the school did not add are not there."""
    facts = case["facts"]
    sections = [
        section
        for section in case["sections"]
        if not section.get("optional") or section["name"] in facts["sections"]
    ]
    known = {f"school.{name}": facts[name] for name in ("grade_low", "grade_high", "enrolment")}
    return [sections, known, case["answers"]]


def as_limits(question: dict[str, Any]) -> dict[str, str]:
    """The limits of a question as its element carries them."""
    names = ("most", "longest", "lowest", "highest")
    return {name: str(question[name]) for name in names if question.get(name) is not None}


def is_from_a_form(case: dict[str, Any]) -> bool:
    """Whether a form could hold this: one string, which the script trims; or the boxes that are ticked, each once."""
    raw = case["raw"]
    if isinstance(raw, list):
        return all(isinstance(code, str) for code in raw) and len(set(raw)) == len(raw)
    return isinstance(raw, str) and raw == raw.strip()

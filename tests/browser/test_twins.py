"""The scripts that are served say what the Python core says."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.surveys.examples import cases

Run = Callable[[str, str, Any], Any]


@pytest.fixture
def run(page: Page, site) -> Run:
    """Runs a function on a module as the site serves it: run("rules.js", "({ holds }, given) => ...", given)."""
    page.goto(f"{site.url}/s/merced-high/student/en")
    folder = page.locator("script[type=module]").get_attribute("data-files")

    def run_in_page(module: str, function: str, given: Any) -> Any:
        source = (
            f'(given) => import("{folder}js/survey/{module}").then((module) => ({function})(module, given))'
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


def as_page(case: dict[str, Any]) -> list[Any]:
    """A shared case as the page has it: sections that the school did not add are not there."""
    facts = case["facts"]
    sections = [
        section
        for section in case["sections"]
        if not section.get("optional") or section["name"] in facts["sections"]
    ]
    known = {f"school.{name}": facts[name] for name in ("grade_low", "grade_high", "enrollment")}
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

"""The scripts' core says what the Python core says, for rules, surveys and answers that Hypothesis makes up.

One example holds many cases, which go to the browser together. What a form cannot hold (a choice that does not exist,
another shape, two that exclude each other, half a character) only the server looks for.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from survey_app.surveys.flow import asked
from survey_app.surveys.model import SchoolFacts
from survey_app.surveys.questions import Choice, Unreadable
from survey_app.surveys.rules import holds
from survey_app.surveys.types import ChooseSeveral, ShortText, WholeNumber
from tests.respond.door_samples import words
from tests.surveys.examples import a_question, a_survey
from tests.turns import ONE_EXAMPLE_OF

AT_ONCE = 10
NAMES = ("one", "several", "grid", "number", "words", "absent", "school.grade_high", "school.enrollment")
CODES = ("a", "b", "c", "10", "na", "pnts", "3", "A", "ä", "a\u0308", "😀", "ਪ", " a", "")
COMPARISONS = ("lt", "le", "gt", "ge")
TESTS = ("eq", "any_of", "all_of", "answered", *COMPARISONS)
MARKS = "\u061c\u200e\u200f"
# Digits of Arabic, Persian, Gurmukhi, full width and mathematics; those follow each other without a gap.
DIGITS = "0123456789٠٣٩۰۴۹੦੫੯０５９𝟎𝟗𝟘𝟡𝟢𝟿"

HOLDS = """async (cases) => {
    const { holds } = await import("/js/survey/rules.js");
    return cases.map(([tree, values]) => holds(tree, new Map(Object.entries(values))));
}"""
ASKED = """async (cases) => {
    const { asked } = await import("/js/survey/flow.js");
    return cases.map(([sections, facts, answers]) =>
        [...asked(sections, new Map(Object.entries(answers)), Object.entries(facts))]);
}"""
PROBLEM = """async (cases) => {
    const { problemOf } = await import("/js/survey/checks.js");
    return cases.map(([limits, answer]) => problemOf(limits, answer));
}"""


# --- What is made up ------------------------------------------------------------------------------------

codes = st.sampled_from(CODES)
some_codes = st.lists(codes, min_size=1, max_size=3, unique=True)
names = st.sampled_from(NAMES)
numeric = st.sampled_from(("number", "school.enrollment", "number", "words"))
tests = st.one_of(
    st.tuples(st.just("answered"), names),
    st.tuples(st.just("eq"), names, codes),
    st.tuples(st.sampled_from(("any_of", "all_of")), names, some_codes),
    st.tuples(st.sampled_from(COMPARISONS), numeric, st.integers(-1, 3)),
).map(list)
rules = st.recursive(
    tests,
    lambda parts: st.one_of(
        st.tuples(st.just("not"), parts).map(list),
        st.tuples(st.sampled_from(("and", "or")), st.lists(parts, min_size=2, max_size=3)).map(
            lambda pair: [pair[0], *pair[1]]
        ),
    ),
    max_leaves=8,
)
values = st.fixed_dictionaries(
    {"number": st.integers(-1, 3) | st.none() | st.just(10**9)},
    optional={
        "one": st.none() | codes,
        "several": st.none() | st.lists(codes, max_size=4, unique=True),
        "grid": st.none() | st.dictionaries(codes, codes, max_size=2),
        "words": st.none() | codes | st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
        "school.grade_high": st.sampled_from((5, 8, 12)),
        "school.enrollment": st.none() | st.integers(0, 3),
    },
)


@st.composite
def surveys(draw: st.DrawFn) -> list[Any]:
    """A survey of three sections with rules, the facts of a school, and answers."""
    order = iter(draw(st.permutations(NAMES[:5])))

    def ruled(part: dict[str, Any]) -> dict[str, Any]:
        return {**part, "when": rule} if (rule := draw(st.none() | rules)) else part

    sections = [
        ruled({"name": f"s{number}", "questions": [ruled({"name": next(order)}) for _ in range(count)]})
        for number, count in enumerate((2, 1, 2))
    ]
    facts = {
        "school.grade_low": 0,
        "school.grade_high": draw(st.sampled_from((5, 12))),
        "school.enrollment": None,
    }
    return [sections, facts, {name: value for name, value in draw(values).items() if "." not in name}]


numbers = st.tuples(
    st.text(MARKS, max_size=1), st.sampled_from(("", "-", "+", "--")), st.text(DIGITS, max_size=13),
    st.sampled_from(("", ".", "½", "²", " 1")), st.text(MARKS, max_size=1),
).map(lambda parts: "".join(parts).strip())  # fmt: skip
typed = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), max_size=6
) | st.sampled_from(("😀" * 5, "👩‍👩‍👧", "e\u0301" * 3, "ਪੰਜਾਬੀ", "ｗｉｄｅ", "x" * 100))
of_a_number = st.tuples(st.just("number"), numbers, st.integers(-5, 5), st.integers(6, 99))
of_words = st.tuples(st.just("words"), typed, st.integers(1, 8), st.just(0))
of_several = st.tuples(
    st.just("several"),
    st.lists(st.sampled_from("abcde"), max_size=5, unique=True),
    st.integers(1, 4),
    st.just(0),
)


def limits_of(kind: str, low: int, high: int) -> dict[str, str]:
    """The limits as the element of a question carries them."""
    return {
        "number": {"lowest": str(low), "highest": str(high)},
        "words": {"longest": str(low)},
        "several": {"most": str(low)},
    }[kind]


def problem_in_python(kind: str, answer: Any, low: int, high: int) -> str:
    asked_so: dict[str, Any] = {"name": "q", "ask": words("?"), "privacy": "safe"}
    choices = tuple(Choice(code=code, text=words(code)) for code in "abcde")
    question = {
        "number": lambda: WholeNumber(**asked_so, lowest=low, highest=high),
        "words": lambda: ShortText(**asked_so, longest=low),
        "several": lambda: ChooseSeveral(**asked_so, choices=choices, most=low),
    }[kind]()
    try:
        question.read(answer)
    except Unreadable as unreadable:
        return unreadable.problem.code
    return ""


def ask_in_python(sections: list[Any], facts: dict[str, Any], answers: dict[str, Any]) -> list[str]:
    whole = [
        {**section, "questions": [a_question(**question) for question in section["questions"]]}
        for section in sections
    ]
    school = SchoolFacts("A School", "A District", 0, facts["school.grade_high"])
    return [question.name for question in asked(a_survey(*whole), school, answers)]


# --- The comparison -------------------------------------------------------------------------------------


def first_difference(cases: list[Any], said: list[Any], wanted: list[Any]) -> tuple[Any, Any, Any] | None:
    """The first case in which the two differ, with what the script said and what Python says."""
    return next((each for each in zip(cases, said, wanted, strict=True) if each[1] != each[2]), None)


def compare(
    strategy: st.SearchStrategy[Any],
    judge: Callable[[list[Any]], None],
    examples: int,
    *,
    phases: Sequence[Phase] = tuple(Phase),
) -> None:
    """Let Hypothesis make up lists of cases, always the same, and shrink one that `judge` fails on."""

    @settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        phases=phases,
        report_multiple_bugs=False,  # it would look on for others after the first
        suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow],
    )
    @given(st.lists(strategy, min_size=AT_ONCE, max_size=AT_ONCE))
    def run(cases: list[Any]) -> None:
        judge(cases)

    run()


def operators(tree: list[Any]) -> Iterator[str]:
    yield tree[0]
    if tree[0] in ("and", "or", "not"):
        for part in tree[1:]:
            yield from operators(part)


@pytest.fixture(scope="module")
def one_of(request: pytest.FixtureRequest) -> int:
    """Of so many examples, one is tried: each with --long."""
    return 1 if request.config.getoption("--long") else ONE_EXAMPLE_OF


@pytest.fixture(scope="module")
def compared() -> Counter[str]:
    """How many cases of each kind the tests of this module compared."""
    return Counter()


def test_rules_hold_where_they_hold_in_python(modules: Page, compared: Counter[str], one_of: int):
    seen: Counter[tuple[str, bool]] = Counter()

    def judge(cases: list[Any]) -> None:
        wanted = [holds(tree, given) for tree, given in cases]
        assert (
            first_difference(cases, modules.evaluate(HOLDS, [list(case) for case in cases]), wanted) is None
        )
        compared["rules"] += len(cases)
        seen.update(
            (name, truth) for (tree, _), truth in zip(cases, wanted, strict=True) for name in operators(tree)
        )

    compare(st.tuples(rules, values), judge, 600 // one_of)
    assert set(seen) == {(name, truth) for name in (*TESTS, "and", "or", "not") for truth in (True, False)}


def test_surveys_ask_what_they_ask_in_python(modules: Page, compared: Counter[str], one_of: int):
    seen = set()

    def judge(cases: list[Any]) -> None:
        wanted = [ask_in_python(*case) for case in cases]
        assert first_difference(cases, modules.evaluate(ASKED, cases), wanted) is None
        compared["surveys"] += len(cases)
        seen.update(map(tuple, wanted))

    compare(surveys(), judge, 60 // one_of)
    assert len(seen) > 50


def test_answers_have_the_problems_that_they_have_in_python(
    modules: Page, compared: Counter[str], one_of: int
):
    seen: Counter[str] = Counter()

    def judge(cases: list[Any]) -> None:
        wanted = [problem_in_python(*case) for case in cases]
        given = [[limits_of(kind, low, high), answer] for kind, answer, low, high in cases]
        assert first_difference(cases, modules.evaluate(PROBLEM, given), wanted) is None
        compared["answers"] += len(cases)
        seen.update(wanted)

    compare(st.one_of(of_a_number, of_words, of_several), judge, 500 // one_of)
    assert set(seen) == {"", "too_many", "too_long", "not_a_number", "out_of_range"}


def test_thousands_of_cases_were_compared(compared: Counter[str], one_of: int):
    """Runs after the three above, in the same process."""
    print(dict(compared))

    assert compared.total() >= 10_000 // one_of


# --- Controls: an engine that is only a little wrong is found -------------------------------------------

WRONG_RULES = HOLDS.replace(
    "holds(tree, new Map(Object.entries(values)))",
    "holds(JSON.parse(JSON.stringify(tree).replaceAll('\"ge\"', '\"gt\"')), new Map(Object.entries(values)))",
)
WRONG_LENGTH = PROBLEM.replace(
    "problemOf(limits, answer)", "answer.length > limits.longest ? 'too_long' : ''"
)


def test_a_comparison_that_is_off_by_one_is_found(modules: Page):
    def judge(cases: list[Any]) -> None:
        wanted = [holds(tree, given) for tree, given in cases]
        said = modules.evaluate(WRONG_RULES, [list(case) for case in cases])
        assert first_difference(cases, said, wanted) is None

    with pytest.raises(AssertionError):
        compare(st.tuples(rules, values), judge, 300, phases=[Phase.generate])


def test_a_length_in_utf_16_is_found(modules: Page):
    def judge(cases: list[Any]) -> None:
        wanted = [problem_in_python(*case) for case in cases]
        given = [[limits_of(kind, low, high), answer] for kind, answer, low, high in cases]
        assert first_difference(cases, modules.evaluate(WRONG_LENGTH, given), wanted) is None

    with pytest.raises(AssertionError):
        compare(of_words, judge, 300, phases=[Phase.generate])

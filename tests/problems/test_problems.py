"""Every code has words for the terminal and words for pages, no words are without a code, and values arrive."""

import ast
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest

from survey_app import errors
from survey_app.errors import RoundError, SchoolError, SettingsError
from survey_app.problems.english import ENGLISH, TABLES, in_english
from survey_app.problems.problem import NAMED, Problem, kept, read_kept
from survey_app.web.wording.problems import telling

APP = Path(errors.__file__).parent
WORDS = (APP / "problems", APP / "web" / "wording" / "problems")
OURS = {each for each in vars(errors) if each.endswith("Error")} | {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.SurveyAppError)
}
WITH_FAULTS = {"SurveyFileError", "RuleError"}
"""They carry faults of surveys, which have codes and words of their own."""
ON_PAGES = {**telling.ON_PAGES, **dict.fromkeys(telling.COUNTED, "%(num)s")}
ADDED = {"problem", "better", "num", "wanted", "line"}
"""Values that the door adds itself, or that come with every problem of a file of the state."""


def modules() -> list[Path]:
    return [path for path in sorted(APP.rglob("*.py")) if not any(folder in path.parents for folder in WORDS)]


def raised(source: str) -> Iterator[tuple[int, ast.Call]]:
    """Find where a problem is made: the line, and the call."""
    for node in ast.walk(ast.parse(source)):
        is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and bool(node.args)
        if is_call and node.func.id in {*OURS, "Problem"} - WITH_FAULTS:
            yield node.lineno, node


def codes_in(expression: ast.expr) -> list[object]:
    """List what a first argument can be: a code, or one of two; None where only the running program knows."""
    if isinstance(expression, ast.IfExp):
        return [*codes_in(expression.body), *codes_in(expression.orelse)]
    return [expression.value] if isinstance(expression, ast.Constant) else [None]


def values_in(call: ast.Call) -> set[str] | None:
    """List the names of the values that a call gives; None where only the running program knows."""
    if any(keyword.arg is None for keyword in call.keywords):
        return None
    if isinstance(call.func, ast.Name) and call.func.id == "Problem" and len(call.args) > 1:
        given = call.args[1]
        if not isinstance(given, ast.Dict) or None in given.keys:
            return None
        return {str(key.value) for key in given.keys if isinstance(key, ast.Constant)}
    return {str(keyword.arg) for keyword in call.keywords}


def without_words(source: str) -> list[int]:
    """List the lines that make a problem whose code has no words."""
    return [
        line
        for line, call in raised(source)
        if any(code is not None and code not in ENGLISH for code in codes_in(call.args[0]))
    ]


def without_values(source: str) -> list[int]:
    """List the lines that make a problem without a value that its English names."""
    return [
        line
        for line, call in raised(source)
        for code in codes_in(call.args[0])
        if (given := values_in(call)) is not None and code in ENGLISH
        if not {*NAMED.findall(ENGLISH[str(code)])} <= given
    ]


def strings_in(source: str) -> set[object]:
    return {node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)}


def test_every_code_has_words_for_the_terminal_and_for_pages():
    assert ENGLISH.keys() == ON_PAGES.keys()
    assert len(ENGLISH) > 200


def test_no_code_has_words_twice():
    assert sum(map(len, TABLES)) == len(ENGLISH)
    assert sum(map(len, telling.TABLES)) == len(telling.ON_PAGES)


def test_whoever_makes_a_problem_names_a_code_that_has_words():
    found = {str(path): lines for path in modules() if (lines := without_words(path.read_text()))}

    assert found == {}


def test_prose_and_a_code_without_words_are_found():
    source = 'raise RoundError("round is open")\nProblem("codes_made")\nNotFound("a" if x else "no_round")\n'

    assert without_words(source) == [1, 3]


def test_no_words_are_without_a_code_that_somebody_uses():
    used = set().union(
        *(strings_in(path.read_text()) for path in (*modules(), APP / "problems" / "problem.py"))
    )

    assert [code for code in ENGLISH if code not in used] == []
    assert "never_raised" not in used


def test_whoever_makes_a_problem_gives_the_values_that_its_words_name():
    found = {str(path): lines for path in modules() if (lines := without_values(path.read_text()))}

    assert found == {}


def test_a_forgotten_value_is_found():
    source = 'RoundError("no_round", key=key)\nRoundError("no_round")\nProblem("round_asks_nobody", {"kay": key})\n'

    assert without_values(source) == [2, 3]


def strange_values(words: dict[str, object]) -> list[str]:
    """List the codes whose words on pages name a value that neither their English names nor the door adds."""
    return [
        code
        for code, said in words.items()
        if not {*NAMED.findall(str(said))} <= {*NAMED.findall(ENGLISH[code]), *ADDED}
    ]


def test_words_on_pages_name_no_value_that_is_not_there():
    assert strange_values(ON_PAGES) == []


def test_a_value_that_is_not_there_is_found():
    assert strange_values({"no_round": "There is no round called %(name)s."}) == ["no_round"]


def untold(codes: Iterable[str]) -> list[str]:
    return [code for code in codes if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", code)]


def test_codes_are_words_that_never_change():
    assert untold(ENGLISH) == []
    assert untold(["No round", "noRound", "no_round"]) == ["No round", "noRound"]


def test_an_error_is_english_on_the_terminal_line_by_line():
    error = RoundError.of([Problem("round_asks_nobody", {"key": "spring"}), Problem("sample_gone")])

    assert str(error) == (
        "round spring asks nobody; choose schools and audiences first\nthere is no sample here"
    )


def test_problems_inside_of_a_problem_are_told_below_it():
    faults = [Problem("setting_bad", {"name": "PORT", "why": Problem("file_missing", {"given": "x"})})] * 2

    assert str(SettingsError("settings_bad", faults=faults)) == (
        "please fix these settings:\n  PORT: there is no file x\n  PORT: there is no file x"
    )


def test_a_form_finds_what_is_wrong_by_its_fields():
    error = SchoolError.at({"name": "name_missing", "cds": "cds_wrong"})

    assert error.by_field["cds"] == Problem("cds_wrong", field="cds")
    assert error.codes == {"name": "name_missing", "cds": "cds_wrong"}


def test_a_value_that_was_forgotten_breaks_no_sentence():
    assert str(RoundError("no_round")) == "there is no round ?; `round list` shows all rounds"


def test_what_is_kept_for_later_comes_back_whole():
    inner = Problem("typesetter", {"reason": "5 % left"})
    problems = (
        Problem("sheet_not_made", {"sheet": "a.pdf", "why": inner}),
        Problem("labels_unknown", {"unknown": ["tlh"], "known": ["en", "es"]}, "languages"),
    )

    again = read_kept(kept(problems))

    assert [in_english(each) for each in again] == [in_english(each) for each in problems]
    assert (again[0].values["why"], again[1].field) == (inner, "languages")


def test_a_day_that_is_kept_is_told_as_a_day():
    again = read_kept(kept([Problem("export_while_late", {"key": "spring", "until": date(2027, 5, 14)})]))

    assert "until 2027-05-14;" in in_english(again[0])


@pytest.mark.parametrize("text", ["a.pdf: no ink\nb.pdf: no ink", "12", '"run"', '{"code": "x"}'])
def test_a_sentence_of_an_earlier_version_is_told_as_it_is(text):
    assert [in_english(each) for each in read_kept(text)] == text.split("\n")


def test_nothing_kept_is_no_problem():
    assert read_kept("") == ()

"""Errors: `str` of one is English for the terminal, and no web door shows it."""

import ast
from pathlib import Path

from jinja2 import Environment, nodes

from tests.house.project import ROOT, TRANSLATE, called, name

WEB_DOORS = ("staff", "respond", "web")
FOR_PROGRAMS = {"_answer_own_error"}
"""What answers the JSON door: its messages are English, and no page shows them."""


def errors_in(function: ast.AST) -> set[str]:
    """List the names that hold an error: what was caught, and arguments whose type says so."""
    caught = {node.name for node in ast.walk(function) if isinstance(node, ast.ExceptHandler) and node.name}
    given = {
        node.arg
        for node in ast.walk(function)
        if isinstance(node, ast.arg) and node.annotation and "Error" in ast.unparse(node.annotation)
    }
    return caught | given


def told_errors(source: str) -> list[int]:
    """List the lines that put an error into words by itself: str, repr, an f-string, %, or a value of a message."""
    found = set()
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef) or function.name in FOR_PROGRAMS:
            continue
        errors = errors_in(function)
        for node in ast.walk(function):
            if any(called(part) in errors for part in told_by(node)):
                found.add(node.lineno)
    return sorted(found)


def told_by(node: ast.AST) -> list[ast.expr]:
    """List what an expression makes text of."""
    if isinstance(node, ast.FormattedValue):
        return [node.value]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return [node.right, *getattr(node.right, "elts", [])]
    if isinstance(node, ast.Call) and called(node.func) in TRANSLATE | {"str", "repr", "format", "flash"}:
        return [*node.args, *(keyword.value for keyword in node.keywords)]
    if isinstance(node, ast.Attribute) and node.attr == "args":
        return [node.value]
    return []


def uses_of_terminal_english(source: str) -> list[int]:
    """List the lines that import the English of the terminal."""
    imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    return [node.lineno for node in imports if node.module == "survey_app.problems.english"]


def modules_of_web_doors() -> list[Path]:
    return [path for door in WEB_DOORS for path in sorted((ROOT / "survey_app" / door).rglob("*.py"))]


def test_no_web_door_shows_the_english_of_the_terminal():
    told = {name(path): lines for path in modules_of_web_doors() if (lines := told_errors(path.read_text()))}
    english = {
        name(path): lines
        for path in modules_of_web_doors()
        if (lines := uses_of_terminal_english(path.read_text()))
    }

    assert len(modules_of_web_doors()) > 60
    assert (told, english) == ({}, {})


def test_a_door_that_shows_an_error_is_found():
    source = """
def show(problem: SettingsError):
    return str(problem)
def act():
    try:
        pass
    except RoundError as error:
        a = _("It cannot be done: %(why)s", why=error)
        b = f"{error}"
        c = "%s" % error, "%s %s" % (1, error)
        flash(error)
        d = error.args[0]
        e = error_text(error), error.code, str(other)
def _answer_own_error(error: SurveyAppError):
    return str(error)
"""

    assert told_errors(source) == [3, 8, 9, 10, 11, 12]
    assert uses_of_terminal_english("from survey_app.problems.english import in_english\n") == [1]


def errors_in_template(source: str) -> list[int]:
    """List the lines of a template that print an error or a problem as it is, or its code."""
    environment = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"])
    page = environment.parse(source)
    printed = [node for output in page.find_all(nodes.Output) for node in output.nodes]
    told = [call for call in page.find_all(nodes.Call) if getattr(call.node, "name", "") in TRANSLATE]
    printed += [keyword.value for call in told for keyword in call.kwargs]
    names = [node for node in printed if isinstance(node, nodes.Name) and node.name in ("error", "fault")]
    attributes = [
        node for node in printed if isinstance(node, nodes.Getattr) and node.attr in ("why", "faults")
    ]
    return [node.lineno for node in names + attributes]


def test_no_template_prints_an_error_as_it_is():
    templates = sorted((ROOT / "survey_app" / "templates" / "staff").rglob("*.html"))

    assert {name(path): lines for path in templates if (lines := errors_in_template(path.read_text()))} == {}


def test_a_template_that_prints_an_error_is_found():
    source = "{{ fault }}\n{{ error }}\n{{ job.why }}\n{{ problem_text(fault) }}\n{{ _('%(why)s', why=job.why) }}\n"

    assert sorted(errors_in_template(source)) == [1, 2, 3, 5]

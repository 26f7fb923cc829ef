"""Lines: only what ends a line in an editor ends one here."""

import ast
from pathlib import Path

import pytest

from survey_app.lines import lines_of, with_plain_breaks

APP = Path(__file__).parents[1] / "survey_app"
INNER = "\v\f\x1c\x1d\x1e\x85\u2028\u2029"


def test_text_is_split_at_line_ends_and_nowhere_else():
    assert lines_of("one\ntwo\r\nthree\rfour") == ["one", "two", "three", "four"]
    assert lines_of("one\n\ntwo\n") == ["one", "", "two"]
    assert lines_of("") == []
    assert lines_of(f"one{INNER}two\n") == [f"one{INNER}two"]


def test_what_ends_no_line_becomes_a_space_and_keeps_every_place():
    assert with_plain_breaks(f"a{INNER}b\r\nc") == f"a{' ' * len(INNER)}b\r\nc"


@pytest.mark.parametrize("sign", INNER)
def test_python_would_split_there(sign):
    assert len(f"a{sign}b".splitlines()) == 2


def splits_too_often(source: str) -> list[int]:
    """The lines of a module that use `str.splitlines`."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and node.attr == "splitlines"
    ]


def test_no_module_splits_lines_in_any_other_way():
    assert {
        path.name: found for path in APP.rglob("*.py") if (found := splits_too_often(path.read_text()))
    } == {}


def test_a_module_that_does_is_found():
    assert splits_too_often("for line in text.splitlines():\n    pass\n") == [1]

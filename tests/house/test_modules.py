"""Modules: none hides an import, each says what it is for, and none is too large."""

import ast
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.house.project import ROOT, name, our_modules


def hidden_imports(source: str) -> list[int]:
    """List the lines of imports that run only when a function does."""
    functions = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    inside = [node for function in functions for node in ast.walk(function)]
    return [node.lineno for node in inside if isinstance(node, ast.Import | ast.ImportFrom)]


def test_no_import_hides_in_a_function():
    assert {name(path): lines for path in our_modules() if (lines := hidden_imports(path.read_text()))} == {}


def test_a_hidden_import_is_found():
    assert hidden_imports("def late():\n    if True:\n        import flask\n") == [3]


def is_explained(source: str) -> bool:
    return bool(ast.get_docstring(ast.parse(source)))


def test_every_module_says_what_it_is_for():
    modules = {*our_modules(), *modules_that_grow()}

    assert sorted(name(path) for path in modules if not is_explained(path.read_text())) == []


def test_a_module_that_does_not_is_found():
    assert not is_explained("# a comment is not a docstring\nimport os\n")


# One looks through a room, reads a module and understands a function at a time.
MOST_MODULES, MOST_LINES, LONGEST_FUNCTION = 12, 300, 30
PACKAGES = ("survey_app", "reference", "setup", "benchmarks", "tests")


def modules_that_grow() -> list[Path]:
    """List the modules of everything, tests too."""
    return [*(path for package in PACKAGES for path in (ROOT / package).rglob("*.py")), ROOT / "run.py"]


def crowded_rooms(paths: Iterable[Path]) -> dict[Path, int]:
    """Count the modules of each folder that holds more than one looks through; `__init__` says what the room is for."""
    rooms = Counter(path.parent for path in paths if path.name != "__init__.py")
    return {room: count for room, count in rooms.items() if count > MOST_MODULES}


def long_functions(source: str) -> list[str]:
    """Name the functions that are too long to be one thought."""
    functions = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return [each.name for each in functions if (each.end_lineno or 0) - each.lineno >= LONGEST_FUNCTION]


def test_no_room_is_crowded():
    assert crowded_rooms(modules_that_grow()) == {}


def long_modules(lines: Mapping[str, int]) -> dict[str, int]:
    """Pick the modules, by how many lines they have, that one does not read at a time."""
    return {module: count for module, count in lines.items() if count > MOST_LINES}


def test_no_module_and_no_function_is_long():
    lines = {name(path): path.read_text().count("\n") for path in modules_that_grow()}

    assert long_modules(lines) == {}
    assert {
        name(path): functions
        for path in modules_that_grow()
        if (functions := long_functions(path.read_text()))
    } == {}


def test_tests_are_measured_too():
    assert Path(__file__) in modules_that_grow()


def test_a_crowded_room_a_long_module_and_a_long_function_are_found():
    room = Path("attic")

    assert crowded_rooms(room / f"{number}.py" for number in range(12)) == {}
    assert crowded_rooms(room / f"{number}.py" for number in range(13)) == {room: 13}
    assert long_modules({"short.py": 300, "long.py": 301}) == {"long.py": 301}
    assert long_functions("def short():\n" + "    pass\n" * 29) == []
    assert long_functions("def long():\n" + "    pass\n" * 30) == ["long"]


def rooms_without_a_place(document: str) -> list[str]:
    """List the rooms of the verbs, the store and the staff pages that the map does not show."""
    rooms = {
        each.parent.name
        for storey in ("actions", "store", "staff")
        for each in (ROOT / "survey_app" / storey).glob("*/__init__.py")
    }
    return sorted(room for room in rooms if f"| {room} |" not in document and f"{room}/" not in document)


def test_the_map_shows_every_room():
    assert rooms_without_a_place((ROOT / "ARCHITECTURE.md").read_text()) == []


def test_a_room_that_the_map_does_not_show_is_found():
    assert "sealing" in rooms_without_a_place("| accounts | people |")

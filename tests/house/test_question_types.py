"""A question type is one class."""

import ast
from collections.abc import Iterable, Iterator

from survey_app.surveys.types import QUESTION_TYPES
from tests.house.project import ROOT, called, name, our_modules

TYPES = ROOT / "survey_app" / "surveys" / "types"


def names_of_types(source: str) -> set[str]:
    """List what a module of the types calls its classes and their fields."""
    classes = [node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)]
    fields = [node for each in classes for node in each.body if isinstance(node, ast.AnnAssign)]
    return {each.name for each in classes} | {
        ast.unparse(node.target) for node in fields if "ClassVar" not in ast.unparse(node.annotation)
    } - {"type"}


def asks_for_types(source: str) -> list[int]:
    """List the lines that look at the class, the name or a field of a type, in place of asking the question."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and called(node.func) in LOOKS:
            asked = [part for argument in node.args[1:] for part in ast.walk(argument)]
            names = NAMES_OF_TYPES
        elif isinstance(node, ast.Compare | ast.Match):
            asked, names = list(ast.walk(node)), set(QUESTION_TYPES)
        else:
            continue
        if any(getattr(part, "id", getattr(part, "value", None)) in names for part in constants(asked)):
            found.append(node.lineno)
    return sorted(set(found))


def constants(parts: Iterable[ast.AST]) -> Iterator[ast.Name | ast.Constant]:
    yield from (part for part in parts if isinstance(part, ast.Name | ast.Constant))


LOOKS = ("isinstance", "issubclass", "getattr", "hasattr")
# question.py has what all types have.
OF_ONE_TYPE = [path for path in TYPES.glob("*.py") if path.stem != "question"]
NAMES_OF_TYPES = set().union(*(names_of_types(path.read_text()) for path in OF_ONE_TYPE))


def test_only_the_types_know_what_type_a_question_is():
    elsewhere = [path for path in our_modules() if TYPES not in path.parents]
    found = {name(path): lines for path in elsewhere if (lines := asks_for_types(path.read_text()))}

    assert {"Matrix", "ShortText", "Words", "rows", "choices"} <= NAMES_OF_TYPES
    assert found == {}


def test_whoever_asks_for_a_type_is_found():
    source = (
        "a = isinstance(q, ShortText | LongText)\n"
        "b = getattr(q, 'rows', ())\n"
        "c = kind == 'scale' or q.type in ('matrix',)\n"
        "d = hasattr(q, 'choices')\n"
        "e = isinstance(q, str), getattr(q, 'name'), q.type, q.kind == 'other'\n"
    )

    assert asks_for_types(source) == [1, 2, 3, 4]

"""Versions: the tenth is newer than the ninth."""

import ast
import re

from tests.house.project import ROOT, called, name, our_modules

ORDERS = {"sorted", "sort", "max", "min", "order_by", "desc", "asc"}


def sorted_as_text(source: str) -> list[int]:
    """List the lines that put versions in order without `version_order`, which knows that ten is more than nine."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [call.lineno for call in calls if called(call.func) in ORDERS and is_of_versions(call)]


def is_of_versions(call: ast.Call) -> bool:
    """Whether what is put in order is versions: `max(versions)`, `order_by(S.version)`, `S.version.desc()`."""
    receiver = [call.func.value] if isinstance(call.func, ast.Attribute) else []
    names = {word(part) for each in [*call.args, *call.keywords] for part in ast.walk(each)}
    names |= {word(each) for each in receiver}
    return bool(names & {"version", "versions"}) and not names & {"version_order", "name_of"}


def word(node: ast.AST) -> str:
    return str(getattr(node, "attr", getattr(node, "id", "")))


def sorted_as_text_in(template_or_sql: str) -> list[str]:
    """The same in templates, and in SQL that is written out."""
    found = re.finditer(
        r"(?i)\|\s*sort\b[^}]*version|order by[^;\"']*version|max\([^)]*version", template_or_sql
    )
    return [each[0] for each in found]


def test_versions_are_never_sorted_as_text():
    templates = sorted((ROOT / "survey_app" / "templates").rglob("*.html"))

    assert {name(path): lines for path in our_modules() if (lines := sorted_as_text(path.read_text()))} == {}
    assert {
        name(path): found
        for path in [*our_modules(), *templates]
        if (found := sorted_as_text_in(path.read_text()))
    } == {}


def test_versions_sorted_as_text_are_found():
    source = (
        "a = select(S).order_by(S.version)\n"
        "b = S.version.desc()\n"
        "c = max(versions)\n"
        "d = sorted(rows, key=lambda row: row.version)\n"
        "e = sorted(rows, key=lambda row: version_order(row.version)), sorted(names)\n"
    )

    assert sorted(set(sorted_as_text(source))) == [1, 2, 3, 4]
    assert (
        len(sorted_as_text_in("{{ rows|sort(attribute='version') }} ORDER BY version DESC; max(version)"))
        == 3
    )

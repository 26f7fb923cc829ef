"""A rule as XPath, for other tools. They know no facts of schools: what depends on one is left out.

So others may ask too much, and never too little. The whole rule is in a column of our own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from survey_app.surveys.rules import SCHOOL_FACTS, Tree

_SIGNS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">="}


@dataclass(frozen=True)
class Field:
    """What a rule in XPath must know of a question. rows: its columns, if it has several."""

    is_several: bool = False
    rows: tuple[str, ...] = ()


PLAIN = Field()


def xpath_of(tree: Tree, fields: Mapping[str, Field]) -> str:
    """The part of a rule that others can test; "" if there is none."""
    operator, *parts = tree
    if operator in ("and", "or"):
        return _joined(operator, [xpath_of(part, fields) for part in parts])
    if operator == "not":
        return _negated(parts[0], fields)
    if parts[0] in SCHOOL_FACTS:
        return ""
    return _TESTS[operator](fields.get(parts[0], PLAIN), *parts)


def _joined(operator: str, parts: list[str]) -> str:
    known = [part for part in parts if part]
    if operator == "or" and len(known) < len(parts):
        return ""
    return known[0] if len(known) == 1 else f" {operator} ".join(map(_in_parentheses, known))


def _in_parentheses(part: str) -> str:
    return f"({part})" if " or " in part or " and " in part else part


def _negated(part: Tree, fields: Mapping[str, Field]) -> str:
    # Not knowing a part of what must not hold, we cannot say that it does not.
    if SCHOOL_FACTS.intersection(_names(part)):
        return ""
    if part[0] == "eq" and not fields.get(part[1], PLAIN).is_several:
        return f"${{{part[1]}}} != '{part[2]}'"
    return f"not({xpath_of(part, fields)})"


def _names(tree: Tree) -> set[str]:
    if tree[0] in ("and", "or", "not"):
        return set().union(*(_names(part) for part in tree[1:]))
    return {tree[1]}


def _eq(field: Field, name: str, code: str) -> str:
    return f"selected(${{{name}}}, '{code}')" if field.is_several else f"${{{name}}} = '{code}'"


def _any(field: Field, name: str, codes: list[str]) -> str:
    return " or ".join(_eq(field, name, code) for code in codes) or "false()"


def _all(field: Field, name: str, codes: list[str]) -> str:
    return " and ".join(_eq(field, name, code) for code in codes) or "true()"


def _answered(field: Field, name: str) -> str:
    return " or ".join(f"${{{each}}} != ''" for each in field.rows or (name,))


_TESTS: dict[str, Callable[..., str]] = {
    "eq": _eq,
    "any_of": _any,
    "all_of": _all,
    "answered": _answered,
    **{
        operator: lambda _, name, number, sign=sign: f"${{{name}}} {sign} {number}"
        for operator, sign in _SIGNS.items()
    },
}

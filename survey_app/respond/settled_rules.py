"""Settle a skip rule as far as a school decides it. Then its page asks the script only about answers."""

from collections.abc import Mapping
from typing import Any

from survey_app.surveys.rules import Tree, holds

Offered = Mapping[str, frozenset[str] | None]


def settle(tree: Tree | None, facts: Mapping[str, Any], offered: Offered) -> Tree | bool:
    """Return what is left of a rule: True, False, or a rule only about answers.

    facts: of the school, as `holds` takes them. offered: the questions that may come before, each with the codes that
    it offers here (None: it has no codes). A question that is not among them has no answer.
    """
    if tree is None:
        return True
    name, *parts = tree
    if name in ("and", "or"):
        return _join(name, [settle(part, facts, offered) for part in parts])
    if name == "not":
        part = settle(parts[0], facts, offered)
        return (not part) if isinstance(part, bool) else ["not", part]
    if parts[0] not in offered:
        return holds(tree, facts)
    codes = offered[parts[0]]
    if codes is None or name not in ("eq", "any_of", "all_of"):
        return tree
    return _settle_codes(tree, codes)


def _join(name: str, parts: list[Tree | bool]) -> Tree | bool:
    """Join settled parts. One False decides "and"; one True decides "or"; the opposite value can be left out."""
    decisive = name == "or"
    if decisive in parts:
        return decisive
    left = [part for part in parts if not isinstance(part, bool)]
    if not left:
        return not decisive
    return left[0] if len(left) == 1 else [name, *left]


def _settle_codes(tree: Tree, codes: frozenset[str]) -> Tree | bool:
    """Leave out codes that are not offered here."""
    name, question, wanted = tree
    if name == "any_of":
        possible = [code for code in wanted if code in codes]
        return [name, question, possible] if possible else False
    needed = wanted if name == "all_of" else [wanted]
    return tree if codes.issuperset(needed) else False

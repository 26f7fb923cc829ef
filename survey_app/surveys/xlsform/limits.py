"""Limits of answers: fields of a question, and the constraint in XPath that says the same."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_WRITTEN = {
    "lowest": ". >= {}",
    "highest": ". <= {}",
    "longest": "string-length(.) <= {}",
    "most": "count-selected(.) <= {}",
}
_ALONE = "not(selected(., '{}') and count-selected(.) > 1)"
_STRAIGHT = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")
_LONGEST = 1000
_NUMBER = r"(-?\d{1,9})"
# What is read: the sign → the field, and what to add to the number.
_SIGNS = {"<=": ("highest", 0), "<": ("highest", -1), ">=": ("lowest", 0), ">": ("lowest", 1)}
_MIRRORED = {"<=": ">=", "<": ">", ">=": "<=", ">": "<"}
_OF_NUMBER = re.compile(rf"\.\s*(<=|<|>=|>)\s*{_NUMBER}")
_OF_NUMBER_MIRRORED = re.compile(rf"{_NUMBER}\s*(<=|<|>=|>)\s*\.")
_OF_LENGTH = re.compile(rf"(string-length|count-selected)\(\s*\.\s*\)\s*(<=|<)\s*{_NUMBER}")
_OF_ALONE = re.compile(
    r"""not\s*\(\s*selected\(\s*\.\s*,\s*['"]([^'"]*)['"]\s*\)\s*and\s*count-selected\(\s*\.\s*\)\s*>\s*1\s*\)"""
)
_COUNTED = {"string-length": "longest", "count-selected": "most"}


def constraint_of(fields: Mapping[str, Any], alone: Iterable[str]) -> str:
    """The constraint of a question; "" if it has no limits. alone: codes that cannot be combined with others."""
    limits = [text.format(fields[key]) for key, text in _WRITTEN.items() if fields.get(key) is not None]
    return " and ".join([*limits, *(_ALONE.format(code) for code in alone)])


def read_constraint(constraint: str) -> tuple[dict[str, int], list[str], list[str]]:
    """Returns limits by field, the codes that cannot be combined, and the parts that we cannot test."""
    if len(constraint) > _LONGEST:
        return {}, [], [f"{constraint[:40]}..."]
    limits: dict[str, int] = {}
    alone: list[str] = []
    unread: list[str] = []
    for part in _parts(constraint.translate(_STRAIGHT)):
        if found := _OF_ALONE.fullmatch(part):
            alone.append(found[1])
        elif limit := _limit(part):
            limits.update([limit])
        else:
            unread.append(part)
    return limits, alone, unread


def _limit(part: str) -> tuple[str, int] | None:
    if found := _OF_NUMBER.fullmatch(part):
        field, more = _SIGNS[found[1]]
        return field, int(found[2]) + more
    if found := _OF_NUMBER_MIRRORED.fullmatch(part):
        field, more = _SIGNS[_MIRRORED[found[2]]]
        return field, int(found[1]) + more
    if found := _OF_LENGTH.fullmatch(part):
        return _COUNTED[found[1]], int(found[3]) - (found[2] == "<")
    return None


def _parts(constraint: str) -> Iterator[str]:
    """The parts that `and` joins, outside of parentheses, each without its own parentheses."""
    depth, begun, words = 0, 0, _bare(constraint)
    parts = []
    for found in re.finditer(r"[()]|\band\b", words):
        depth += (found[0] == "(") - (found[0] == ")")
        if found[0] == "and" and depth == 0:
            parts.append(words[begun : found.start()])
            begun = found.end()
    if not parts:
        yield words
        return
    for part in (*parts, words[begun:]):
        yield from _parts(part)


def _bare(part: str) -> str:
    """A part without parentheses around it."""
    words = part.strip()
    while words.startswith("(") and _closes_at(words) == len(words) - 1:
        words = words[1:-1].strip()
    return words


def _closes_at(words: str) -> int:
    """Where the first parenthesis closes; -1 if it does not."""
    depth = 0
    for at, sign in enumerate(words):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return at
    return -1

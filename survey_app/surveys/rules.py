"""Skip logic: a small rule language, a parser that turns it into a JSON tree, and an evaluator of that tree.

    belong in (some, little) and not answered needs3
    → ["and", ["any_of", "belong", ["some", "little"]], ["not", ["answered", "needs3"]]]

Grammar, loosest first:
    or      := and ("or" and)*
    and     := not ("and" not)*
    not     := "not" not | "(" or ")" | test
    test    := "answered" NAME | NAME ("in" | "any of" | "all of") "(" CODE ("," CODE)* ")"
             | NAME ("=" | "!=") CODE | NAME ("<" | "<=" | ">" | ">=") NUMBER
A NAME is a question, or a fact about the school such as `school.grade_high`.
`tests/conformance/` holds the cases that this evaluator and the JavaScript one must both pass.
"""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NoReturn

from survey_app.errors import RuleError
from survey_app.surveys.faults.fault import Fault, Phrase
from survey_app.surveys.faults.kinds import PHRASES

Tree = list[Any]

SCHOOL_FACTS = frozenset({"school.grade_low", "school.grade_high", "school.enrollment", "school.enrolment"})
"""What rules may ask of a school. Surveys that were published early spell the last one in the British way."""

_TOKEN = re.compile(r"\s*(?:(<=|>=|!=|[=<>(),])|([A-Za-z0-9_.-]+)|(\S))")
_COMPARE: dict[str, tuple[str, Callable[[Any, Any], bool]]] = {
    "<": ("lt", operator.lt),
    "<=": ("le", operator.le),
    ">": ("gt", operator.gt),
    ">=": ("ge", operator.ge),
}
# Keeps the recursion of the parser and of both evaluators far below their limits. Nobody writes such a deep rule.
_DEEPEST = 32
_COMPARE_BY_NAME = dict(_COMPARE.values())
_SIGNS = {"eq": "=", **{name: sign for sign, (name, _) in _COMPARE.items()}}
_LISTED = {"any_of": "in", "all_of": "all of"}


def parse(rule: str) -> Tree:
    """Turn a rule into its JSON tree.

    Raises RuleError with a fault that names the place, and what we expected there.
    """
    parser = _Parser(rule)
    tree = parser.parse_or()
    if parser.peek():
        parser.fail("rule_goes_on")
    return tree


def names(tree: Tree) -> Iterator[str]:
    """Every question and fact that a rule uses, in order, with repeats."""
    if tree[0] in ("and", "or", "not"):
        for part in tree[1:]:
            yield from names(part)
    else:
        yield tree[1]


def codes(tree: Tree) -> Iterator[tuple[str, str]]:
    """Every pair of question and choice code that a rule compares."""
    if tree[0] in ("and", "or", "not"):
        for part in tree[1:]:
            yield from codes(part)
    elif tree[0] == "eq":
        yield tree[1], tree[2]
    elif tree[0] in ("any_of", "all_of"):
        yield from ((tree[1], code) for code in tree[2])


def tests_nothing(tree: Tree) -> Iterator[str]:
    """Every question or fact that a rule compares with an empty list of codes."""
    if tree[0] in ("and", "or", "not"):
        for part in tree[1:]:
            yield from tests_nothing(part)
    elif tree[0] in ("any_of", "all_of") and not tree[2]:
        yield tree[1]


def numbers(tree: Tree) -> Iterator[str]:
    """Every question or fact that a rule compares with a number."""
    if tree[0] in ("and", "or", "not"):
        for part in tree[1:]:
            yield from numbers(part)
    elif tree[0] in _COMPARE_BY_NAME:
        yield tree[1]


def holds(tree: Tree, values: Mapping[str, Any]) -> bool:
    """Whether a rule is true for these answers and facts.

    values: question name → answer (code, list of codes, number, text, or row → code), and "school.…" → number. If an
    answer is missing or blank, every test of it is false, except that `x != code` is true. Numbers and rows have no
    codes.
    """
    name, *parts = tree
    if name == "and":
        return all(holds(part, values) for part in parts)
    if name == "or":
        return any(holds(part, values) for part in parts)
    if name == "not":
        return not holds(parts[0], values)
    value = values.get(parts[0])
    if name == "answered":
        return value not in (None, "", [], {})
    if name in _COMPARE_BY_NAME:
        return type(value) is int and _COMPARE_BY_NAME[name](value, parts[1])
    given = _codes_in(value)
    if name == "eq":
        return parts[1] in given
    if name == "any_of":
        return not given.isdisjoint(parts[1])
    if name == "all_of":
        return given.issuperset(parts[1])
    raise RuleError(Fault("rule_unknown_operator", (), {"operator": name}))


def check_tree(tree: Any, depth: int = 0) -> None:
    """Raise RuleError if `parse` could not have made this tree. Use it for trees from elsewhere."""
    match tree:
        case ["and" | "or", _, *_] | ["not", _] if depth < _DEEPEST:
            for part in tree[1:]:
                check_tree(part, depth + 1)
        case ["answered", str()] | ["eq", str(), str()] | ["lt" | "le" | "gt" | "ge", str(), int()]:
            return
        case ["any_of" | "all_of", str(), [*codes]] if all(isinstance(code, str) for code in codes):
            return
        case _:
            operator = tree[0] if isinstance(tree, list) and tree else tree
            raise RuleError(Fault("rule_unknown_operator", (), {"operator": str(operator)[:40]}))


def written(tree: Tree) -> str:
    """The rule in words, which `parse` turns back into the same tree."""
    name, *parts = tree
    if name in ("and", "or"):
        # "and" binds closer than "or".
        loose = ("and", "or") if name == "and" else ("or",)
        return f" {name} ".join(_in_brackets(part, loose) for part in parts)
    if name == "not":
        inner = parts[0]
        if inner[0] == "eq":
            return f"{inner[1]} != {inner[2]}"
        return f"not {_in_brackets(inner, ('and', 'or'))}"
    if name == "answered":
        return f"answered {parts[0]}"
    if name in ("any_of", "all_of"):
        return f"{parts[0]} {_LISTED[name]} ({', '.join(parts[1])})"
    return f"{parts[0]} {_SIGNS[name]} {parts[1]}"


def _in_brackets(tree: Tree, loose: tuple[str, ...]) -> str:
    return f"({written(tree)})" if tree[0] in loose else written(tree)


def _codes_in(value: object) -> frozenset[str]:
    """The codes of an answer: none, one or several."""
    given = value if isinstance(value, list) else [value]
    return frozenset(code for code in given if isinstance(code, str))


class _Parser:
    """A recursive-descent parser; one method per line of the grammar."""

    def __init__(self, rule: str) -> None:
        self.rule = rule
        self.tokens = [match for match in _TOKEN.finditer(rule) if match[0].strip()]
        self.at = 0
        self.depth = 0

    def peek(self) -> str:
        return self.tokens[self.at][0].strip() if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def fail(self, expected: str) -> NoReturn:
        """Raise RuleError. expected: a sign of the rule language, or a code of PHRASES."""
        found = f"'{self.peek()}'" if self.peek() else Phrase("end")
        wanted = Phrase(expected) if expected in PHRASES else f"'{expected}'"
        values = {"rule": self.rule, "expected": wanted, "found": found}
        raise RuleError(Fault("rule_unreadable", (), values))

    def expect(self, token: str) -> None:
        if self.peek() != token:
            self.fail(token)
        self.at += 1

    def word(self, what: str) -> str:
        if not re.fullmatch(r"[A-Za-z0-9_.-]+", self.peek()):
            self.fail(what)
        return self.take()

    def parse_or(self) -> Tree:
        return self._joined("or", self.parse_and)

    def parse_and(self) -> Tree:
        return self._joined("and", self.parse_not)

    def _joined(self, name: str, part: Callable[[], Tree]) -> Tree:
        parts = [part()]
        while self.peek() == name:
            self.take()
            parts.append(part())
        return parts[0] if len(parts) == 1 else [name, *parts]

    def parse_not(self) -> Tree:
        self.depth += 1
        if self.depth > _DEEPEST:
            values = {"rule": f"{self.rule[:40]}...", "most": _DEEPEST}
            raise RuleError(Fault("rule_too_deep", (), values))
        tree = self._parse_nested()
        self.depth -= 1
        return tree

    def _parse_nested(self) -> Tree:
        if self.peek() == "not":
            self.take()
            return ["not", self.parse_not()]
        if self.peek() == "(":
            self.take()
            tree = self.parse_or()
            self.expect(")")
            return tree
        return self.parse_test()

    def parse_test(self) -> Tree:
        name = self.word("rule_begins")
        if name == "answered":
            return ["answered", self.word("a_question")]
        test = self.take()
        if test == "in":
            return ["any_of", name, self.parse_codes()]
        if test in ("any", "all"):
            self.expect("of")
            return [f"{test}_of", name, self.parse_codes()]
        if test == "=":
            return ["eq", name, self.word("code")]
        if test == "!=":
            return ["not", ["eq", name, self.word("code")]]
        if test in _COMPARE:
            return [_COMPARE[test][0], name, self.parse_number()]
        self.at -= 1
        self.fail("rule_compares")

    def parse_codes(self) -> list[str]:
        self.expect("(")
        if self.peek() == ")":  # somebody is still choosing; its fault says so
            self.take()
            return []
        given = [self.word("code")]
        while self.peek() == ",":
            self.take()
            given.append(self.word("code"))
        self.expect(")")
        return given

    def parse_number(self) -> int:
        if not re.fullmatch(r"-?\d{1,9}", self.peek()):
            self.fail("whole_number")
        return int(self.take())

"""Read a rule in XPath (`relevant`) as a rule of ours: what people write in real forms, and nothing more.

or := and ("or" and)*       and := test ("and" test)*       test := "not" "(" or ")" | "(" or ")" | comparison
comparison := "selected" "(" ${q} "," "code" ")" | side [("=" | "!=" | "<" | "<=" | ">" | ">=") side]
side := ${q} | ../q | "code" | number | "string-length" "(" ${q} ")" | "count-selected" "(" ${q} ")"
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from survey_app.surveys.rules import Tree
from survey_app.surveys.xlsform.xpath_text import PLAIN, Field

_TOKEN = re.compile(
    r"""\s*(?:\$\{\s*(?P<name>[^{}]+?)\s*\}|(?P<path>\.{0,2}/(?:[\w.-]+/)*[A-Za-z_][\w-]*)|'(?P<one>[^']*)'|"(?P<two>[^"]*)"|(?P<number>-?\d+(?:\.\d+)?)
    |(?P<word>[A-Za-z_][\w:-]*)|(?P<sign><=|>=|!=|[=<>(),.*+/-])|(?P<strange>\S))""",
    re.VERBOSE,
)
_STRAIGHT = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")
_MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_ORDERS = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "lt": int.__lt__,
    "le": int.__le__,
    "gt": int.__gt__,
    "ge": int.__ge__,
}
_COUNTING = ("string-length", "count-selected")
_DEEPEST = 30
_DIGITS = 9


@dataclass(frozen=True)
class Asked:
    """What rules must know of a question. name: ours. codes: as the form spells them → ours.

    is_number: it is compared as a number. is_lost: it was not taken.
    """

    name: str
    shape: Field = PLAIN
    codes: Mapping[str, str] = field(default_factory=dict)
    is_number: bool = False
    is_lost: bool = False


class NotRead(Exception):  # holds a note and never leaves this package
    """A rule that cannot be read. code, values: of the note that says why."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True)
class Side:
    """One side of a comparison. kind: name, code, number or one of the functions that count."""

    kind: str
    value: str


@dataclass
class Rule:
    """A rule that was read. remarks: (code, values) of notes about what it means here."""

    tree: Tree | None
    remarks: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


def read_xpath(rule: str, questions: Mapping[str, Asked]) -> Rule:
    """Read a rule. questions: by their name in the form. The tree is None if it always holds. Raises NotRead."""
    parser = _Parser(rule.translate(_STRAIGHT), questions)
    if parser.words() in (["true", "(", ")"], ["1"]):
        return Rule(None)
    tree = parser.read_or()
    if parser.at < len(parser.tokens):
        parser.fail()
    return Rule(tree, parser.remarks)


class _Parser:
    def __init__(self, rule: str, questions: Mapping[str, Asked]) -> None:
        self.rule = rule
        self.questions = questions
        self.tokens = [match for match in _TOKEN.finditer(rule) if match.lastgroup]
        self.at = 0
        self.depth = 0
        self.remarks: list[tuple[str, dict[str, Any]]] = []

    def words(self) -> list[str]:
        return [token[0].strip() for token in self.tokens]

    def peek(self) -> str:
        """The next word or sign; "" for names, codes, numbers and the end."""
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        return (token["word"] or token["sign"] or "") if token else ""

    def fail(self) -> NoReturn:
        start = self.tokens[self.at].start() if self.at < len(self.tokens) else len(self.rule)
        raise NotRead("rule_not_read", after=self.rule[:start].strip()[-60:] or "-")

    def take(self, sign: str) -> None:
        if self.peek() != sign:
            self.fail()
        self.at += 1

    def read_or(self) -> Tree:
        parts = self._joined("or", lambda: _joined_tree("and", self._joined("and", self.read_test)))
        return _one_test(parts) or _joined_tree("or", parts)

    def _joined(self, word: str, read: Callable[[], Tree]) -> list[Tree]:
        parts = [read()]
        while self.peek().lower() == word:
            self.at += 1
            parts.append(read())
        return parts

    def read_test(self) -> Tree:
        self.depth += 1
        if self.depth > _DEEPEST:
            self.fail()
        tree = self._nested()
        self.depth -= 1
        return tree

    def _nested(self) -> Tree:
        word = self.peek().lower()
        if word == "not":
            self.at += 1
            return ["not", self._in_parentheses()]
        if word == "(":
            return self._in_parentheses()
        if word == "selected":
            return self._selected()
        left = self.read_side()
        sign = self.peek()
        if sign not in _MIRRORED:
            if left.kind == "name":
                raise NotRead("rule_bare", name=left.value)
            self.fail()
        self.at += 1
        return self._compared(left, sign, self.read_side())

    def _in_parentheses(self) -> Tree:
        self.take("(")
        tree = self.read_or()
        self.take(")")
        return tree

    def _selected(self) -> Tree:
        self.at += 1
        self.take("(")
        name = self.read_side()
        self.take(",")
        code = self.read_side()
        self.take(")")
        if name.kind != "name" or code.kind not in ("code", "number"):
            raise NotRead("rule_two_questions")
        asked = self.asked(name.value)
        return ["eq", asked.name, asked.codes.get(code.value, code.value)]

    def read_side(self) -> Side:
        if self.at >= len(self.tokens):
            self.fail()
        token = self.tokens[self.at]
        self.at += 1
        for group, kind in (
            ("name", "name"),
            ("path", "name"),
            ("one", "code"),
            ("two", "code"),
            ("number", "number"),
        ):
            if token[group] is not None:
                return Side(kind, token[group].rpartition("/")[2] if group == "path" else token[group])
        if token["word"] and self.peek() == "(":
            return self._function(token["word"])
        self.at -= 1
        self.fail()

    def _function(self, word: str) -> Side:
        if word not in _COUNTING:
            raise NotRead("rule_function", function=word)
        self.take("(")
        side = self.read_side()
        self.take(")")
        if side.kind != "name":
            raise NotRead("rule_function", function=word)
        return Side(word, side.value)

    def asked(self, name: str) -> Asked:
        """What we know of a question. A rule about one that was not taken is kept: the draft then has a fault."""
        asked = self.questions.get(name, Asked(name))
        if asked.is_lost:
            self.remarks.append(("rule_of_lost", {"name": name}))
        return asked

    def _compared(self, left: Side, sign: str, right: Side) -> Tree:
        fixed = ("code", "number")
        if left.kind in fixed and right.kind not in fixed:
            left, sign, right = right, _MIRRORED[sign], left
        if right.kind not in fixed:
            raise NotRead("rule_two_questions")
        if left.kind in fixed:
            self.fail()
        if left.kind in _COUNTING:
            return self._counted(left, sign, right)
        return _test(self.asked(left.value), sign, right, self.remarks)

    def _counted(self, left: Side, sign: str, right: Side) -> Tree:
        answered: Tree = ["answered", self.asked(left.value).name]
        if (sign, right.value) in ((">", "0"), ("!=", "0"), (">=", "1")):
            return answered
        if (sign, right.value) in (("=", "0"), ("<", "1"), ("<=", "0")):
            return ["not", answered]
        raise NotRead("rule_counts")


def _test(asked: Asked, sign: str, right: Side, remarks: list[tuple[str, dict[str, Any]]]) -> Tree:
    if right.value == "":
        if sign not in ("=", "!="):
            raise NotRead("rule_not_whole", given="''")
        answered: Tree = ["answered", asked.name]
        return answered if sign == "!=" else ["not", answered]
    if sign in _ORDERS:
        return _ordered(asked, _ORDERS[sign], right)
    if asked.is_number:
        number = _whole(right)
        both: Tree = ["and", ["ge", asked.name, number], ["le", asked.name, number]]
        return both if sign == "=" else ["not", both]
    code = asked.codes.get(right.value, right.value)
    if asked.shape.is_several:
        remarks.append(("rule_among", {"name": asked.name, "code": code}))
    test: Tree = ["eq", asked.name, code]
    return test if sign == "=" else ["not", test]


def _ordered(asked: Asked, operator: str, right: Side) -> Tree:
    number = _whole(right)
    if not asked.codes:
        return [operator, asked.name, number]
    numbered = {int(given): code for given, code in asked.codes.items() if _is_whole(given)}
    return [
        "any_of",
        asked.name,
        [code for each, code in numbered.items() if _COMPARE[operator](each, number)],
    ]


def _is_whole(text: str) -> bool:
    return re.fullmatch(rf"-?[0-9]{{1,{_DIGITS}}}", text) is not None


def _whole(side: Side) -> int:
    if not _is_whole(side.value):
        raise NotRead("rule_not_whole", given=side.value[:40])
    return int(side.value)


def _joined_tree(operator: str, parts: list[Tree]) -> Tree:
    return parts[0] if len(parts) == 1 else [operator, *parts]


def _one_test(parts: Iterable[Tree]) -> Tree | None:
    """Several tests of one question for codes as one test; None if they are something else."""
    tests = list(parts)
    names = {test[1] for test in tests if test[0] == "eq"}
    if len(tests) == 1 or len(names) != 1 or any(test[0] != "eq" for test in tests):
        return None
    return ["any_of", names.pop(), list(dict.fromkeys(test[2] for test in tests))]

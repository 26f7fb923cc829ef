"""Rules as a form has them, and as sentences: tests of earlier questions, joined by "and" or by "or".

Any other rule is shown as a sentence and kept as it is.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from survey_app.surveys.drafts.items import Document, Item, children, places
from survey_app.surveys.drafts.values import source_of, tree_of
from survey_app.surveys.rules import Tree

Comparison = Literal["is", "is_not", "all", "answered", "not_answered", "lt", "le", "gt", "ge"]
_NUMBER = re.compile(r"-?[0-9]{1,9}")
NUMBERS = ("lt", "le", "gt", "ge")


@dataclass(frozen=True)
class RuleTest:
    """One test. values: codes, or one number; none for answered and not_answered."""

    question: str
    comparison: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class RuleForm:
    """A rule of the usual form. joined: "and" or "or"."""

    joined: str
    tests: tuple[RuleTest, ...]


@dataclass(frozen=True)
class Said:
    """A test for a sentence. ask: the words of the question, its name if it has none. values: words of the choices."""

    name: str
    ask: str
    comparison: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Sentence:
    """What joins its parts: "and", "or", "not" (one part), or "" for a single test."""

    joined: str
    parts: tuple["Said | Sentence", ...]


def form_of(rule: Any) -> RuleForm | None:
    """A stored rule as a form has it; None if it has another form, or none."""
    tree = tree_of(rule)
    if tree is None:
        return None
    joined, parts = (tree[0], tree[1:]) if tree[0] in ("and", "or") else ("and", [tree])
    tests = [_test(part) for part in parts]
    return RuleForm(joined, tuple(test for test in tests if test)) if all(tests) else None


def rule_of(form: RuleForm) -> Tree | None:
    """The rule of a form. A test that lacks its values compares with nothing for now, and its fault says so."""
    trees = [_tree(test) for test in form.tests if test.question]
    if len(trees) > 1:
        return ["or" if form.joined == "or" else "and", *trees]
    return trees[0] if trees else None


def sentence_of(document: Document, rule: Any) -> Sentence | None:
    """A stored rule for a sentence such as "Ask this when *What grade are you in?* is Grade 9"; None if it is none."""
    tree = tree_of(rule)
    if tree is None:
        return None
    questions = {
        str(each.item.get("name")): each.item for each in places(document).values() if each.kind == "question"
    }
    said = _say(tree, questions, document)
    return said if isinstance(said, Sentence) else Sentence("", (said,))


def _test(tree: Tree) -> RuleTest | None:
    name, *parts = tree
    if name == "answered":
        return RuleTest(parts[0], "answered")
    if name == "eq":
        return RuleTest(parts[0], "is", (parts[1],))
    if name in ("any_of", "all_of"):
        return RuleTest(parts[0], "is" if name == "any_of" else "all", tuple(parts[1]))
    if name in NUMBERS:
        return RuleTest(parts[0], name, (str(parts[1]),))
    if name == "not" and (inner := _test(parts[0])) and inner.comparison in _OPPOSITE:
        return RuleTest(inner.question, _OPPOSITE[inner.comparison], inner.values)
    return None


def _tree(test: RuleTest) -> Tree:
    values = [value for value in test.values if value]
    if test.comparison == "answered":
        return ["answered", test.question]
    if test.comparison in ("not_answered", "is_not"):
        opposite = "answered" if test.comparison == "not_answered" else "is"
        return ["not", _tree(RuleTest(test.question, opposite, test.values))]
    if test.comparison in NUMBERS:
        is_number = values and _NUMBER.fullmatch(values[0])
        return (
            [test.comparison, test.question, int(values[0])] if is_number else ["any_of", test.question, []]
        )
    if test.comparison == "all":
        return ["all_of", test.question, values]
    return ["eq", test.question, values[0]] if len(values) == 1 else ["any_of", test.question, values]


_OPPOSITE = {"answered": "not_answered", "is": "is_not"}


def _say(tree: Tree, questions: Mapping[str, Item], document: Document) -> Said | Sentence:
    if test := _test(tree):
        item = questions.get(test.question, {})
        words = _words_of(document, item)
        values = tuple(words.get(value) or value for value in test.values)
        return Said(test.question, source_of(item.get("ask")) or test.question, test.comparison, values)
    name, *parts = tree
    return Sentence(name, tuple(_say(part, questions, document) for part in parts))


def _words_of(document: Document, question: Item) -> dict[str, str]:
    """Code → words of the choices of a question."""
    value = question.get("choices")
    lists: Sequence[Item] = children(document, "lists")
    shared = value.get("list") if isinstance(value, Mapping) else None
    holder = next((each for each in lists if each["id"] == shared), {}) if shared else question
    return {str(each.get("code")): source_of(each.get("text")) for each in children(holder, "choices")}

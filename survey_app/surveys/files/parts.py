"""One survey file as a tree of parts that know their line and read themselves as what is expected of them.

What a plain scalar means is decided by the place where it stands, so the choice code `no` and the code `10` are text,
and `true` is a truth only where a truth is asked for (YAML 1.2). A part that is not what was expected notes a fault and
reads as None: reading goes on, and one run finds all faults.
"""

import re
from collections.abc import Collection, Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import MaxDepthExceededError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.scanner import Scanner

from survey_app.lines import lines_of, with_plain_breaks
from survey_app.surveys.files.faults import FaultList, did_you_mean

_DEEPEST = 20
"""Levels of blocks and lists inside each other; the bundled surveys have eight."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_]*")
_TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


class Part:
    """A value in a survey file: a word, a list or a block of `key: value` lines.

    what: how messages call it. line: where it begins, counted from 1; that of its key, when it has one.
    """

    def __init__(self, node: Node, faults: FaultList, what: str, key: Node | None = None) -> None:
        self.node = node
        self.faults = faults
        self.what = what
        self.line = _line(key or node)

    @property
    def is_block(self) -> bool:
        """Whether it is written as `key: value` lines."""
        return isinstance(self.node, MappingNode)

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return isinstance(self.node, SequenceNode)

    def fail(self, message: str) -> None:
        """Note a fault at this line."""
        self.faults.add(self.line, message)

    def words(self) -> str | None:
        """Some words, without white space around them."""
        if not isinstance(self.node, ScalarNode):
            self.fail(f"{self.what} must be words; write them on one line or after >")
            return None
        if _is_nothing(self.node) or not self.node.value.strip():
            self.fail(f"{self.what} is empty; write its words or remove the key")
            return None
        return str(self.node.value).strip()

    def name(self) -> str | None:
        """A name or code: a to z, digits and _; not beginning with _."""
        words = self.words()
        return words if words is not None and self.check_name(words) else None

    def check_name(self, name: str) -> bool:
        """Whether `name`, which stands at this line, is a name; a fault otherwise."""
        if _NAME.fullmatch(name):
            return True
        self.fail(f'"{name}" is not a name; use a to z, 0 to 9 and _ only, not beginning with _')
        return False

    def one_of(self, known: Collection[str]) -> str | None:
        """One of some known words."""
        words = self.words()
        if words is None or words in known:
            return words
        all_known = f"write one of: {', '.join(known)}"
        self.fail(f'{self.what} "{words}" is not known; {did_you_mean(words, known, fallback=all_known)}')
        return None

    def truth(self) -> bool | None:
        """True or false."""
        if isinstance(self.node, ScalarNode) and not self.node.style and self.node.value in _TRUTHS:
            return _TRUTHS[self.node.value]
        self.fail(f"{self.what} must be true or false; write one of them without quotes")
        return None

    def whole_number(self, lowest: int, highest: int) -> int | None:
        """A whole number within limits, both included."""
        if isinstance(self.node, ScalarNode) and re.fullmatch(r"-?[0-9]{1,9}", self.node.value):
            number = int(self.node.value)
            if lowest <= number <= highest:
                return number
        self.fail(f"{self.what} must be a whole number; write one from {lowest} to {highest}")
        return None

    def items(self, *, may_be_empty: bool = False) -> list["Part"]:
        """The items of a list."""
        if not isinstance(self.node, SequenceNode):
            self.fail(f"{self.what} must be a list; write [one, two], or one item per line after -")
            return []
        if not self.node.value and not may_be_empty:
            self.fail(f"{self.what} is an empty list; add an item or remove the key")
        return [Part(item, self.faults, f"an item of {self.what}") for item in self.node.value]

    def entries(self) -> dict[str, "Part"]:
        """The values of a block by key, in order; a key that is there twice is a fault."""
        if not isinstance(self.node, MappingNode):
            self.fail(f"{self.what} must be a block; write `key: value` lines, indented alike")
            return {}
        found: dict[str, Part] = {}
        for key, value in self._pairs(self.node):
            if key.value in found:
                first = found[key.value].line
                self.faults.add(_line(key), f'"{key.value}" is here twice (first: line {first}); remove one')
            else:
                found[key.value] = Part(value, self.faults, f"`{key.value}`", key)
        return found

    def block(self, known: Collection[str], mandatory: Collection[str] = ()) -> dict[str, "Part"]:
        """Like `entries`, for a block whose keys are known; unknown and missing ones are faults."""
        found = self.entries()
        for key in [key for key in found if key not in known]:
            part = found.pop(key)
            all_known = f"known here: {', '.join(known)}"
            part.fail(f'unknown key "{key}" in {self.what}; {did_you_mean(key, known, fallback=all_known)}')
        if self.is_block:
            for key in mandatory:
                if key not in found:
                    self.fail(f"{self.what} has no `{key}`; add `{key}: ...`, it is mandatory")
        return found

    def silently(self) -> Iterator["Part"]:
        """The items of a list, if it is one; never a fault."""
        if isinstance(self.node, SequenceNode):
            yield from (Part(item, self.faults, "an item") for item in self.node.value)

    def silent_pairs(self) -> Iterator[tuple[str, "Part"]]:
        """Every key and value of a block that is a word and a value, if it is one; never a fault."""
        if isinstance(self.node, MappingNode):
            for key, value in self.node.value:
                if isinstance(key, ScalarNode):
                    yield key.value, Part(value, self.faults, "a value", key)

    def _pairs(self, node: MappingNode) -> Iterator[tuple[ScalarNode, Node]]:
        for key, value in node.value:
            if isinstance(key, ScalarNode):
                yield key, value
            else:
                self.faults.add(_line(key), f"a key in {self.what} is not a word; write `key: value`")


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1


def _is_nothing(node: ScalarNode) -> bool:
    return not node.style and node.value in _NOTHING


class _ShallowScanner(Scanner):
    """A scanner that stops at the bracket that is too deep: it looks far ahead, and each level makes that slower."""

    def fetch_flow_collection_start(self, TokenClass: Any, to_push: str) -> None:  # noqa: N803  # ruamel's name
        if self.flow_level == _DEEPEST:
            raise MaxDepthExceededError(None, None, "too deep", self.reader.get_mark())
        super().fetch_flow_collection_start(TokenClass, to_push)


def read_parts(source: bytes, faults: FaultList) -> Part | None:
    """The tree of a survey file; None, with a fault, when it is not YAML, or YAML that the format does not know."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Scanner = _ShallowScanner
    yaml.max_depth = _DEEPEST
    yaml.composer.warn_double_anchors = False  # every anchor is a fault below
    try:
        node = yaml.compose(with_plain_breaks(source.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        faults.add(source.count(b"\n", 0, error.start) + 1, "not UTF-8; save the file as UTF-8")
    except MaxDepthExceededError as error:
        line = error.problem_mark.line + 1
        faults.add(line, "nested too deeply to be read; a survey needs no more than eight levels")
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        faults.add(
            mark.line + 1 if mark else 1, f"not YAML: {error.problem}; check quotes, colons and indentation"
        )
    except YAMLError as error:
        faults.add(1, f"not YAML: {lines_of(str(error))[0]}; remove what no keyboard writes")
    else:
        return _whole(node, faults)
    return None


def _whole(node: Node | None, faults: FaultList) -> Part | None:
    if node is None:
        faults.add(1, "the file is empty; see docs/survey-format.md")
        return None
    anchored = [inner for inner in _nodes(node) if inner.anchor]
    for inner in anchored:
        # One part at two places could not tell its line, and a few lines could stand for millions.
        faults.add(
            _line(inner), f"&{inner.anchor} and *{inner.anchor} are not known here; write the words again"
        )
    return None if anchored else Part(node, faults, "the file")


def _nodes(node: Node) -> Iterator[Node]:
    """A node and all inside it, each once, even when they are used twice."""
    seen: set[int] = set()
    waiting: list[Any] = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, tuple):
            waiting.extend(each)
        elif id(each) not in seen:
            seen.add(id(each))
            yield each
            if not isinstance(each, ScalarNode):
                waiting.extend(each.value)

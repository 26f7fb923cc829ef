"""A YAML file as a tree of parts that know their lines.

Here every scalar is words, because its field decides what it means. The choice codes `no` and `10` are text, and `true`
is a truth value only in a field for one (YAML 1.2). YAML's nulls are "". A reader may arrange the parts into another
tree, in the shape of the model, and still find the line of a fault.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import MaxDepthExceededError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.scanner import Scanner

from survey_app.lines import lines_of, with_plain_breaks
from survey_app.surveys.faults.fault import Path
from survey_app.surveys.files.faults import FaultList

_DEEPEST = 20
"""How many levels of blocks and lists may be nested. The bundled surveys have eight."""
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass
class Part:
    """Words, a list or a block in a survey file.

    line: where it begins, counted from 1; if it has a key, the key's line. is_checked: its faults are already noted, so
    that nobody notes them twice.
    """

    value: "str | list[Part] | dict[str, Part]"
    line: int
    is_checked: bool = False

    @property
    def block(self) -> "dict[str, Part]":
        """Key → value; empty if this is not a block."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> "list[Part]":
        """The items; empty if this is not a list."""
        return self.value if isinstance(self.value, list) else []

    @property
    def words(self) -> str:
        """The words, without white space around them; "" if there are none."""
        return self.value.strip() if isinstance(self.value, str) else ""

    def plain(self) -> Any:
        """The value without line numbers."""
        if isinstance(self.value, dict):
            return {key: part.plain() for key, part in self.value.items()}
        return [part.plain() for part in self.value] if isinstance(self.value, list) else self.words

    def nearest(self, path: Path) -> "Part | None":
        """The part at a path, or the closest part around it. None if a fault was already noted on the way."""
        part = self
        for step in path:
            inner = part.items[step : step + 1] if isinstance(step, int) else [part.block.get(step)]
            if part.is_checked or not inner or inner[0] is None:
                break
            part = inner[0]
        return None if part.is_checked else part


class _ShallowScanner(Scanner):
    """A scanner that stops at brackets nested too deeply. It looks far ahead, and each level would make it slower."""

    def fetch_flow_collection_start(self, TokenClass: Any, to_push: str) -> None:  # noqa: N803  # ruamel's name
        if self.flow_level == _DEEPEST:
            raise MaxDepthExceededError(None, None, "too deep", self.reader.get_mark())
        super().fetch_flow_collection_start(TokenClass, to_push)


def read_parts(source: bytes, faults: FaultList) -> Part | None:
    """Read the tree of a survey file. Notes a fault and returns None if it is not YAML that the format allows."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Scanner = _ShallowScanner
    yaml.max_depth = _DEEPEST
    yaml.composer.warn_double_anchors = False  # we report every anchor as a fault below
    try:
        node = yaml.compose(with_plain_breaks(source.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        faults.add(source.count(b"\n", 0, error.start) + 1, "not_utf8")
    except MaxDepthExceededError as error:
        faults.add(error.problem_mark.line + 1, "too_deep")
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        faults.add(mark.line + 1 if mark else 1, "not_yaml", reason=error.problem)
    except YAMLError as error:
        faults.add(1, "not_characters", reason=lines_of(str(error))[0])
    else:
        return _tree_of(node, faults)
    return None


def _tree_of(node: Node | None, faults: FaultList) -> Part | None:
    if node is None:
        faults.add(1, "empty_file")
        return None
    anchored = [inner for inner in _nodes(node) if inner.anchor]
    for inner in anchored:
        # A part in two places would have no single line, and a few lines could expand to millions.
        faults.add(_line(inner), "anchor", name=inner.anchor)
    return None if anchored else _part(node, _line(node), faults)


def _part(node: Node, line: int, faults: FaultList) -> Part:
    if isinstance(node, SequenceNode):
        return Part([_part(item, _line(item), faults) for item in node.value], line)
    if isinstance(node, MappingNode):
        return Part(_pairs(node, faults), line)
    is_nothing = isinstance(node, ScalarNode) and not node.style and node.value in _NOTHING
    return Part("" if is_nothing else str(node.value), line)


def _pairs(node: MappingNode, faults: FaultList) -> dict[str, Part]:
    pairs: dict[str, Part] = {}
    for key, value in node.value:
        line = _line(key)
        if not isinstance(key, ScalarNode):
            faults.add(line, "key_not_a_word")
        elif key.value in pairs:
            faults.add(line, "key_twice", key=key.value, first=pairs[key.value].line)
        else:
            pairs[key.value] = _part(value, line, faults)
    return pairs


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1


def _nodes(node: Node) -> Iterator[Node]:
    """A node and all nodes inside it. Each comes once, even if it is used twice."""
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

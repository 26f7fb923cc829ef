"""One thing that went wrong: a code that never changes, and the values that its words need."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as field_
from typing import Any

Value = Any
"""A value of a problem: words, a number, several words, another problem, or several of them."""
NAMED = re.compile(r"%\((\w+)\)s")
"""A place for a value in words."""
EARLIER = "said_earlier"
"""What an earlier version kept as a sentence."""


@dataclass(frozen=True)
class Problem:
    """One thing that went wrong. code: one of `problems.english`. field: of a form, where it is to be mended.

    values: names and numbers for the words. A value that is a problem is told in the words of that problem.
    """

    code: str
    values: Mapping[str, Value] = field_(default_factory=dict)
    field: str = ""

    def told(self, words: str, tell: Callable[["Problem"], str]) -> dict[str, str]:
        """The values that `words` need, as text. tell: words of another problem.

        A value that was forgotten is told as "?": whoever reads of one fault is not to meet another.
        """
        return {name: _text(self.values.get(name, "?"), tell) for name in NAMED.findall(words)}


def _text(value: Value, tell: Callable[[Problem], str]) -> str:
    if isinstance(value, Problem):
        return tell(value)
    if isinstance(value, list | tuple):
        between = "\n  " if any(isinstance(each, Problem) for each in value) else ", "
        return between.join(_text(each, tell) for each in value)
    return str(value)


def kept(problems: Iterable[Problem]) -> str:
    """Problems as text that a table can keep, to be told later, in any language."""
    return json.dumps([_plain(each) for each in problems], default=str)


def read_kept(text: str) -> tuple[Problem, ...]:
    """What was kept. Sentences of an earlier version come back as they are, a problem for each line."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, list):
        return tuple(Problem(EARLIER, {"words": line}) for line in text.split("\n") if line)
    return tuple(_problem(each) for each in found)


def _plain(value: Value) -> Any:
    if isinstance(value, Problem):
        values = {name: _plain(each) for name, each in value.values.items()}
        return {"code": value.code, "values": values, "field": value.field}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _problem(plain: Any) -> Any:
    if isinstance(plain, dict):
        values = {name: _problem(each) for name, each in plain["values"].items()}
        return Problem(plain["code"], values, plain["field"])
    return tuple(_problem(each) for each in plain) if isinstance(plain, list) else plain

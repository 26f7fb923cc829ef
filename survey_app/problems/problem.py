"""One thing that went wrong: a code that never changes, and the values that go into its words."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as field_
from typing import Any

Value = Any
"""A value of a problem: words, a number, another problem, or a list of these."""
NAMED = re.compile(r"%\((\w+)\)s")
"""The place for a value in a problem's words."""
EARLIER = "said_earlier"
"""The code of a problem that an earlier version saved as a sentence."""


@dataclass(frozen=True)
class Problem:
    """One thing that went wrong. code: one of `problems.english`. field: the form field where it can be fixed.

    values: names and numbers for the words. A value may itself be a problem, with its own words.
    """

    code: str
    values: Mapping[str, Value] = field_(default_factory=dict)
    field: str = ""

    def told(self, words: str, tell: Callable[["Problem"], str]) -> dict[str, str]:
        """The values that `words` need, as text. tell: puts another problem into words.

        A forgotten value becomes "?", so that a person who reads about one problem does not run into another.
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
    """Turn problems into text for a database column, to put into words later in any language."""
    return json.dumps([_plain(each) for each in problems], default=str)


def read_kept(text: str) -> tuple[Problem, ...]:
    """Read what `kept` wrote. Sentences that an earlier version saved come back unchanged, one problem per line."""
    try:
        plain = json.loads(text)
    except ValueError:
        plain = None
    if not isinstance(plain, list):
        return tuple(Problem(EARLIER, {"words": line}) for line in text.split("\n") if line)
    return tuple(_problem(each) for each in plain)


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

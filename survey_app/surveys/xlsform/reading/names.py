"""Names that fit: XLSForm allows capitals, hyphens and dots in names and codes, and we do not."""

import re
from collections.abc import Iterable

from survey_app.surveys.checks.survey import RESERVED_NAMES
from survey_app.vocabulary import ROW_COLUMNS

_NOT_OURS = re.compile(r"[^a-z0-9_]+")
_LONGEST = 40
"""Of a name, so that the name of a question and a code together are a column that SPSS takes."""
RESERVED = frozenset({*RESERVED_NAMES, *ROW_COLUMNS})


def plain_name(given: str, instead: str = "q") -> str:
    """A name of ours that is like the given one. instead: if nothing of it is left."""
    return _NOT_OURS.sub("_", given.lower()).strip("_") or instead


class Taken:
    """Names that are taken. It remembers where it was, because a form may have one name 20,000 times."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = set(names)
        self._numbers: dict[str, int] = {}

    def take(self, name: str) -> str:
        """Take a name, or "name_2" and so on if it is taken."""
        number, free = self._numbers.get(name, 1), name
        while free in self._names:
            number += 1
            free = f"{name}_{number}"
        self._numbers[name] = number
        self._names.add(free)
        return free


def free_name(given: str, taken: Taken) -> str:
    """Take a name for a question: "row" → "row_1", and the second "Age" → "age_2"."""
    name = _kept(given) or plain_name(given)[:_LONGEST].strip("_")
    if name[:1].isdigit():
        name = f"q_{name}"
    return taken.take(f"{name}_1" if name in RESERVED else name)


def free_code(given: str, taken: Taken, instead: str = "choice") -> str:
    """Take a code for a choice, or a name for a section. instead: if nothing of the given one is left."""
    return taken.take(_kept(given) or plain_name(given, instead)[:_LONGEST].strip("_"))


def _kept(given: str) -> str:
    """The name itself if it is one of ours already; else ""."""
    return given if re.fullmatch(r"[a-z0-9][a-z0-9_]*", given) else ""

"""Names that fit: XLSForm allows capitals, hyphens and dots in names and codes, and we do not."""

import re
from collections.abc import Collection

from survey_app.surveys.checks.survey import RESERVED_NAMES
from survey_app.vocabulary import ROW_COLUMNS

_NOT_OURS = re.compile(r"[^a-z0-9_]+")
_LONGEST = 40
"""Of a name, so that the name of a question and a code together are a column that SPSS takes."""
RESERVED = frozenset({*RESERVED_NAMES, *ROW_COLUMNS})


def plain_name(given: str, instead: str = "q") -> str:
    """A name of ours that is like the given one. instead: if nothing of it is left."""
    return _NOT_OURS.sub("_", given.lower()).strip("_") or instead


def free_name(given: str, taken: Collection[str]) -> str:
    """A name for a question that nobody has taken: "row" → "row_1", and the second "Age" → "age_2"."""
    name = _kept(given) or plain_name(given)[:_LONGEST].strip("_")
    if name[:1].isdigit():
        name = f"q_{name}"
    return _free(f"{name}_1" if name in RESERVED else name, taken)


def free_code(given: str, taken: Collection[str], instead: str = "choice") -> str:
    """A code that no other choice of the list has, or the name of a section. instead: if nothing of it is left."""
    return _free(_kept(given) or plain_name(given, instead)[:_LONGEST].strip("_"), taken)


def _free(name: str, taken: Collection[str]) -> str:
    number, free = 2, name
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free


def _kept(given: str) -> str:
    """The name itself if it is one of ours already; else ""."""
    return given if re.fullmatch(r"[a-z0-9][a-z0-9_]*", given) else ""

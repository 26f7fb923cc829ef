"""What people type: how to make it storable, limit its length, and count its bytes."""

import json
import re
from collections.abc import Callable
from typing import Any

OTHER_LONGEST = 200
"""How many characters a person may write in an "other" box."""

WIDEST = "\U0001f600"
"""A character that takes the most bytes of JSON that a stored character can: 4. Quotes and line ends take 2."""

_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n|[\r\v\f]")
# No keyboard types them and nobody sees them. They come from PDFs and word processors, and take 6 bytes each.
_INVISIBLE = re.compile("[\x01-\x08\x0e-\x1f]")


def read_words(raw: Any, longest: int, fail: Callable[..., Exception], key: str = "") -> str | None:
    """Read typed words: trimmed, with line ends as "\\n"; None if blank. Raises the error that `fail` makes."""
    if raw is None:
        return None
    if not isinstance(raw, str):
        raise fail("wrong_shape", key)
    words = tidy(raw)
    if len(words) > longest:
        raise fail("too_long", key, longest=longest)
    # We refuse rather than change the words, because here the person can still fix them.
    if words != storable(words):
        raise fail("bad_characters", key)
    return words or None


def tidy(words: str) -> str:
    """The words without control characters and without white space around them, with line ends as "\\n"."""
    return _INVISIBLE.sub("", _LINE_ENDS.sub("\n", words)).strip()


def storable(words: str) -> str:
    """Replace what we cannot store with U+FFFD: Postgres stores no NUL, and UTF-8 has no lone surrogates."""
    return _NOT_STORABLE.sub("\ufffd", words)


def bytes_of(value: Any) -> int:
    """The size of a value in bytes, as compact JSON in UTF-8."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())

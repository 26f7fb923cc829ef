"""What people write: made storable, kept to its longest, and how many bytes it takes."""

import json
import re
from collections.abc import Callable
from typing import Any

OTHER_LONGEST = 200
"""Characters that may be written beside "other"."""

WIDEST = "\U0001f600"
"""A character that takes as many bytes of JSON as any that is stored: 4. Quotes and line ends take 2."""

_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n|[\r\v\f]")
# No keyboard writes them and nobody sees them: they come along from PDFs and word processors, and take 6 bytes each.
_INVISIBLE = re.compile("[\x01-\x08\x0e-\x1f]")


def read_words(raw: Any, longest: int, fail: Callable[..., Exception], key: str = "") -> str | None:
    """Words as typed, trimmed, line ends as "\\n"; None when blank. Raises what `fail` makes of a code."""
    if raw is None:
        return None
    if not isinstance(raw, str):
        raise fail("wrong_shape", key)
    words = tidy(raw)
    if len(words) > longest:
        raise fail("too_long", key, longest=longest)
    # Refused rather than changed, where somebody can still mend it.
    if words != storable(words):
        raise fail("bad_characters", key)
    return words or None


def tidy(words: str) -> str:
    """Words without control characters and white space around them, line ends as "\\n"."""
    return _INVISIBLE.sub("", _LINE_ENDS.sub("\n", words)).strip()


def storable(words: str) -> str:
    """The words with U+FFFD for what cannot be kept: Postgres stores no NUL, UTF-8 has no lone surrogate."""
    return _NOT_STORABLE.sub("\ufffd", words)


def bytes_of(value: Any) -> int:
    """How many bytes a value takes as compact JSON in UTF-8."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())

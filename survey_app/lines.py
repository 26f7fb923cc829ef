"""Lines as a text editor counts them.

`str.splitlines` also splits at a vertical tab, a form feed, U+0085, U+2028 and others. Word processors leave these
characters inside a text, where they do not end a line.
"""

import re

_END = re.compile(r"\r\n|\r|\n")
_INNER = re.compile("[\v\f\x1c-\x1e\x85\u2028\u2029]")


def lines_of(text: str) -> list[str]:
    """The lines of a text, without line ends (LF, CRLF or CR). A line end at the very end does not add a line."""
    lines = _END.split(text)
    return lines[:-1] if not lines[-1] else lines


def with_plain_breaks(text: str) -> str:
    """Replace each character that only some programs treat as a line end with a space."""
    return _INNER.sub(" ", text)

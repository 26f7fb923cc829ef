"""Lines as an editor counts them.

`str.splitlines` also splits on a vertical tab, a form feed, U+0085, U+2028 and others. Word processors leave these
inside a text, where they end no line.
"""

import re

_END = re.compile(r"\r\n|\r|\n")
_INNER = re.compile("[\v\f\x1c-\x1e\x85\u2028\u2029]")


def lines_of(text: str) -> list[str]:
    """The lines of a text, without their ends (LF, CRLF or CR). An end after the last line begins no other line."""
    lines = _END.split(text)
    return lines[:-1] if not lines[-1] else lines


def with_plain_breaks(text: str) -> str:
    """The text with a space in place of each character that only some programs take for the end of a line."""
    return _INNER.sub(" ", text)

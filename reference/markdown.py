"""Pieces of Markdown."""

import re
from collections.abc import Iterable, Iterator, Sequence


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a table, and an empty line."""
    yield _row(header)
    yield _row(["---"] * len(header))
    yield from (_row(row) for row in rows)
    yield ""


def words(text: str | None) -> str:
    """The first paragraph of a docstring or help text, in one line; names of documents become links."""
    first = " ".join((text or "").strip().partition("\n\n")[0].split())
    return re.sub(r"\bdocs/([a-z-]+\.md)", r"[\1](\1)", first)


def code(text: str) -> str:
    """Text in the type of a program."""
    return f"`{text}`"


def codes(names: Iterable[str]) -> str:
    """Names in the type of a program, with commas."""
    return ", ".join(map(code, names))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"

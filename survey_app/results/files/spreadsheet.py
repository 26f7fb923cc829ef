"""CSV files that every spreadsheet opens right: UTF-8 with BOM, comma, CRLF, RFC 4180, and nothing that runs."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import chain
from pathlib import Path

_ENCODING = "utf-8-sig"
# Each also in its full-width form, which some spreadsheets read as the plain one.
_STARTS_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
# They may stand before the sign without taking its effect: spaces, zero-width and direction marks.
_UNSEEN = " \u00a0\u061c\u200b\u200e\u200f\u202a\u202b\u2066\u2067\u2068\ufeff"


def defuse(words: str) -> str:
    """Words that a spreadsheet shows as they are: an apostrophe goes before what it would take for a formula."""
    return f"'{words}" if words.lstrip(_UNSEEN)[:1] in _STARTS_FORMULA and words.strip() else words


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write one file, row by row; return how many rows there were. Words must have been defused."""
    written = 0
    with path.open("w", encoding=_ENCODING, newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow(row)
            written += 1
    return written


def csv_text(cells: Sequence[str]) -> str:
    """Cells as they stand in a line of the file."""
    text = StringIO()
    # A cell goes before them because an empty one that stands alone is written otherwise.
    csv.writer(text, lineterminator="").writerow(("", *cells))
    return text.getvalue()[1:]


def write_lines(path: Path, header: Sequence[str], lines: Iterable[str]) -> None:
    """Write one file of lines that `csv_text` made."""
    with path.open("w", encoding=_ENCODING, newline="") as file:
        file.writelines(f"{line}\r\n" for line in chain([csv_text(header)], lines))


def read_csv(path: Path) -> Iterator[list[str]]:
    """The rows of a file that `write_csv` wrote, header first."""
    with path.open(encoding=_ENCODING, newline="") as file:
        yield from csv.reader(file, strict=True)

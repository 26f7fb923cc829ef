"""CSV files that every spreadsheet opens correctly: UTF-8 with BOM, commas, CRLF (RFC 4180), and no formulas."""

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import chain, takewhile
from pathlib import Path

_ENCODING = "utf-8-sig"
_STARTS_FORMULA = frozenset("=+-@")
# Unicode categories of characters that can hide before a sign: controls, formats, separators, marks, unassigned.
_UNSEEN_KINDS = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zs", "Zl", "Zp", "Mn", "Me"})
# Letters and a symbol that look empty: the Hangul fillers and the blank Braille pattern.
_UNSEEN = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_BREAKS = frozenset("\t\r\n")


def defuse(words: str) -> str:
    """Put an apostrophe before words that a spreadsheet would read as a formula, so that it shows them as text.

    Every file that we hand out follows this one rule. It looks past invisible characters. Full-width and small forms
    count as the plain sign, because some spreadsheets read them that way. A tab or a line end before the words also
    gets an apostrophe.
    """
    unseen = list(takewhile(_is_unseen, words))
    first = words[len(unseen) : len(unseen) + 1]
    is_formula = unicodedata.normalize("NFKC", first) in _STARTS_FORMULA
    return f"'{words}" if is_formula or (first and not _BREAKS.isdisjoint(unseen)) else words


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) in _UNSEEN_KINDS or sign in _UNSEEN


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write one file, row by row, and return the number of rows. The words must be defused already."""
    written = 0
    with path.open("w", encoding=_ENCODING, newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow(row)
            written += 1
    return written


def csv_file(rows: Iterable[Sequence[object]]) -> bytes:
    """A small file, header first, as bytes. The words must be defused already."""
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(_ENCODING)


def csv_text(cells: Sequence[str]) -> str:
    """Cells as they are written in a line of the file."""
    text = StringIO()
    # An extra first cell, because csv writes a single empty cell with quotes.
    csv.writer(text, lineterminator="").writerow(("", *cells))
    return text.getvalue()[1:]


def write_lines(path: Path, header: Sequence[str], lines: Iterable[str]) -> None:
    """Write a file from lines that `csv_text` made."""
    with path.open("w", encoding=_ENCODING, newline="") as file:
        file.writelines(f"{line}\r\n" for line in chain([csv_text(header)], lines))


def read_csv(path: Path) -> Iterator[list[str]]:
    """Read the rows of a file that `write_csv` wrote, header first."""
    with path.open(encoding=_ENCODING, newline="") as file:
        yield from csv.reader(file, strict=True)

"""CSV files that every spreadsheet opens right: UTF-8 with BOM, comma, CRLF, RFC 4180, and nothing that runs."""

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import chain, takewhile
from pathlib import Path

_ENCODING = "utf-8-sig"
_STARTS_FORMULA = frozenset("=+-@")
# Controls, formats, separators, marks and what has no meaning yet: they may stand before the sign and not be seen.
_UNSEEN_KINDS = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zs", "Zl", "Zp", "Mn", "Me"})
# Letters and a symbol that are drawn as nothing: fillers of Hangul, the empty Braille cell.
_UNSEEN = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_BREAKS = frozenset("\t\r\n")


def defuse(words: str) -> str:
    """Words that a spreadsheet shows as they are: an apostrophe goes before what it would take for a formula.

    The one rule for every file that is handed out. Signs that are not seen are skipped, and full-width and small forms
    count as the plain sign, for some spreadsheets read them so. So does a tab or an end of a line before any words.
    """
    unseen = list(takewhile(_is_unseen, words))
    first = words[len(unseen) : len(unseen) + 1]
    is_formula = unicodedata.normalize("NFKC", first) in _STARTS_FORMULA
    return f"'{words}" if is_formula or (first and not _BREAKS.isdisjoint(unseen)) else words


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) in _UNSEEN_KINDS or sign in _UNSEEN


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


def csv_file(rows: Iterable[Sequence[object]]) -> bytes:
    """A small file, header first, as bytes. Words must have been defused."""
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(_ENCODING)


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

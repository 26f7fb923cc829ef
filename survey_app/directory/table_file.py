"""A tab-separated file of the California Department of Education: no quoting, a quote or a comma is data."""

import codecs
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from survey_app.errors import DirectoryFileError
from survey_app.lines import lines_of, with_plain_breaks

LARGEST = 256 * 1024 * 1024
"""Bytes; the largest file of the state has 32 MB."""

_MOST_FAULTS = 20


@dataclass(frozen=True)
class Row:
    """A line of a file. number: its line, from 1; the header is line 1."""

    number: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]


def read_table(path: Path, needed: Iterable[str], name: str) -> Iterator[Row]:
    """The rows of a file, with the columns that are needed and no others: what is not needed is never read into memory.

    name: what the file is, for people. Raises DirectoryFileError, which names the line and the remedy.
    """
    text, _encoding = _decoded(path, _content(path, name))
    lines = lines_of(with_plain_breaks(text))
    if not lines or not lines[0].strip():
        raise DirectoryFileError([f"{path.name}: it is empty; download {name} again"])
    header = [column.strip() for column in lines[0].split("\t")]
    missing = [column for column in needed if column not in header]
    if missing:
        raise DirectoryFileError(
            [f"{path.name}:1: this is not {name}: it has no column {', '.join(missing)}; {_guess(header)}"]
        )
    places = {column: header.index(column) for column in needed}
    faults: list[str] = []
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        fields = line.split("\t")
        if not line.strip():
            continue
        if len(fields) != len(header):
            faults.append(
                f"{path.name}:{number}: it has {len(fields)} fields and not {len(header)}; download it again"
            )
        else:
            rows.append(Row(number, {column: fields[at].strip() for column, at in places.items()}))
    refuse(faults)
    return iter(rows)


def other_encoding(path: Path) -> str:
    """ "UTF-16" or "Windows-1252" where a file is not in UTF-8, as those of the state are; else "".

    Windows-1252 is a guess: whatever is not UTF-8 can be read so, and letters with accents may come out wrong.
    """
    _text, encoding = _decoded(path, _content(path, "the file"))
    return encoding


def refuse(faults: list[str]) -> None:
    """Raise DirectoryFileError if there are faults; of many the first twenty are named."""
    if len(faults) > _MOST_FAULTS:
        faults = [*faults[:_MOST_FAULTS], f"and {len(faults) - _MOST_FAULTS} more"]
    if faults:
        raise DirectoryFileError(faults)


def _content(path: Path, name: str) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise DirectoryFileError([f"{path.name}: it is larger than any file of the state; choose {name}"])
        content = path.read_bytes()
    except OSError as error:
        raise DirectoryFileError([f"{path.name}: {error.strerror}"]) from None
    if content.startswith(b"PK"):
        raise DirectoryFileError(
            [f"{path.name}: this is a zip or an Excel file; choose the text file (.txt) of {name}"]
        )
    return content


def _decoded(path: Path, content: bytes) -> tuple[str, str]:
    """The text, and its encoding where that is not UTF-8."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = {"utf-16": "UTF-16"}
    else:
        encodings = {"utf-8-sig": "", "cp1252": "Windows-1252"}
    for encoding, name in encodings.items():
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
        else:
            if "\0" not in text:
                return text, name
            line = text.count("\n", 0, text.index("\0")) + 1
    raise DirectoryFileError(
        [f"{path.name}:{line}: it is no text in UTF-8, UTF-16 or Windows-1252; download it again"]
    )


def _guess(header: list[str]) -> str:
    if len(header) == 1:
        return "its columns are not separated by tabs: do not save it in another program"
    if "ReportingCategory" in header:
        return "this looks like the enrollment file"
    if "StatusType" in header:
        return "this looks like the directory of schools"
    return "download it again"

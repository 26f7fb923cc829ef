"""A tab-separated file of the California Department of Education. There is no quoting: quotes and commas are data."""

import codecs
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from survey_app.errors import DirectoryFileError
from survey_app.lines import lines_of, with_plain_breaks
from survey_app.problems.problem import Problem, Value

LARGEST = 256 * 1024 * 1024
"""In bytes. The state's largest file has 32 MB."""

_MOST_FAULTS = 20


@dataclass(frozen=True)
class Row:
    """A line of a file. number: its line number; the header is line 1."""

    number: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]


def read_table(path: Path, needed: Iterable[str], wanted: str) -> Iterator[Row]:
    """The rows of a file, with only the needed columns.

    wanted: the code that names the expected file. Raises DirectoryFileError, which names the line and the remedy.
    """
    text, _encoding = _decoded(path, _content(path, wanted), wanted)
    lines = lines_of(with_plain_breaks(text))
    if not lines or not lines[0].strip():
        raise DirectoryFileError("state_file_empty", **where(path, wanted))
    header = [column.strip() for column in lines[0].split("\t")]
    missing = [column for column in needed if column not in header]
    if missing:
        raise DirectoryFileError(_wrong_file_code(header), columns=missing, **where(path, wanted))
    places = {column: header.index(column) for column in needed}
    faults: list[Problem] = []
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        fields = line.split("\t")
        if not line.strip():
            continue
        if len(fields) != len(header):
            counts = {"count": len(fields), "wanted_count": len(header)}
            faults.append(Problem("state_file_fields", {**where(path, wanted, number), **counts}))
        else:
            rows.append(Row(number, {column: fields[at].strip() for column, at in places.items()}))
    refuse(faults)
    return iter(rows)


def other_encoding(path: Path) -> str:
    """ "UTF-16" or "Windows-1252" if a file is not in UTF-8, as the state's files are; else "".

    Windows-1252 is a guess. Almost any file can be read that way, so letters with accents may come out wrong.
    """
    _text, encoding = _decoded(path, _content(path, "any_file"), "any_file")
    return encoding


def where(path: Path, wanted: str, line: int = 1) -> dict[str, Value]:
    """The values of a problem that say where it is. wanted: the code that names the expected file."""
    return {"file": path.name, "wanted": Problem(wanted), "line": line}


def refuse(faults: list[Problem]) -> None:
    """Raise DirectoryFileError if there are faults. It names the first twenty."""
    if len(faults) > _MOST_FAULTS:
        faults = [*faults[:_MOST_FAULTS], Problem("more_faults", {"count": len(faults) - _MOST_FAULTS})]
    if faults:
        raise DirectoryFileError.of(faults)


def _content(path: Path, wanted: str) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise DirectoryFileError("state_file_too_large", **where(path, wanted))
        content = path.read_bytes()
    except OSError as error:
        raise DirectoryFileError(
            "state_file_unreadable", reason=error.strerror, **where(path, wanted)
        ) from None
    if content.startswith(b"PK"):
        raise DirectoryFileError("state_file_zipped", **where(path, wanted))
    return content


def _decoded(path: Path, content: bytes, wanted: str) -> tuple[str, str]:
    """The text, and its encoding; "" for UTF-8."""
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
    raise DirectoryFileError("state_file_not_text", **where(path, wanted, line))


def _wrong_file_code(header: list[str]) -> str:
    if len(header) == 1:
        return "state_file_without_tabs"
    if "ReportingCategory" in header:
        return "state_file_is_enrollment"
    if "StatusType" in header:
        return "state_file_is_schools"
    return "state_file_other"

"""What an attacker reads who has the database, its files, its journal or a dump: tags, in the order they lie there.

A tag is a marked answer: three letters that say where it was put, and the number of the person by order of arrival.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

Tags = list[int]


def concordance(arrivals: Sequence[int]) -> float:
    """The share of pairs that lie in the order of arrival: 0.5 = nothing can be told, 0 and 1 = everything."""
    return _share(combinations(arrivals, 2))


def concordance_within(pages: Iterable[Sequence[int]]) -> float:
    """The same, of pairs that lie in one page."""
    return _share(pair for page in pages for pair in combinations(page, 2))


def concordance_between(some: Sequence[int], others: Sequence[int]) -> float:
    """The share of pairs of people who lie in the same order in both."""
    place = {person: number for number, person in enumerate(others)}
    return _share((place[a], place[b]) for a, b in combinations([p for p in some if p in place], 2))


def _share(pairs: Iterable[tuple[int, int]]) -> float:
    judged = [first < second for first, second in pairs]
    assert len(judged) > 1000, "too few pairs to tell anything"
    return sum(judged) / len(judged)


def tags_in(content: bytes, mark: str) -> Tags:
    """The numbers behind a mark, each once, in the order they lie in the bytes."""
    found = re.findall(mark.encode() + rb"-(\d{5})-", content)
    return list(dict.fromkeys(int(number) for number in found))


def pages_backwards(content: bytes, mark: str, page_size: int) -> list[Tags]:
    """The tags page by page, each from its end: databases fill a page from the end towards the beginning."""
    pages = (content[start : start + page_size] for start in range(0, len(content), page_size))
    return [tags_in(page, mark)[::-1] for page in pages]


def log_pages(log: bytes, page_size: int) -> bytes:
    """The pages in SQLite's log, sorted by their place in the file; of one place the oldest first."""
    frames = [log[start : start + 24 + page_size] for start in range(32, len(log), 24 + page_size)]
    return b"".join(frame[24:] for frame in sorted(frames, key=lambda frame: frame[:4]))


def flat(pages: Iterable[Tags]) -> Tags:
    """One list of the first time that each tag comes."""
    return list(dict.fromkeys(tag for page in pages for tag in page))


def files_below(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file of a folder that is being used, with its content."""
    for path in sorted(folder.rglob("*")):
        try:
            yield path, path.read_bytes()
        except (IsADirectoryError, FileNotFoundError):
            continue
        except OSError:
            # A socket.
            continue


def sqlite_dump(path: Path, table: str) -> bytes:
    """The rows of one table as `.dump` writes them."""
    connection = sqlite3.connect(path)
    try:
        lines = [line for line in connection.iterdump() if line.startswith(f'INSERT INTO "{table}"')]
    finally:
        connection.close()
    return "\n".join(lines).encode()

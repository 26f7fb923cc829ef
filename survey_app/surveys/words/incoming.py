"""What a file of texts would change, before anybody takes it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from survey_app.problems.problem import Problem
from survey_app.surveys.words.checking import faults_of, tidied
from survey_app.surveys.words.files import FileLine, key_of
from survey_app.surveys.words.standing import TextLine

TAKEN = ("new", "changed")
"""The kinds of lines that change words."""


@dataclass(frozen=True)
class Incoming:
    """A line of a file beside the text that it is for.

    kind: new (there were no words), changed, same, empty (the file has no words), broken (see `problem`), english (the
    English is another one now), unknown (no survey here has this text).
    """

    kind: str
    file: FileLine
    line: TextLine | None = None
    words: str = ""
    problem: Problem | None = None


def incoming(lines: Sequence[TextLine], file: Iterable[FileLine]) -> list[Incoming]:
    """Compare a file with the texts as they are now, in the order of the file."""
    finder = _Finder(lines)
    return list(_each(finder, file))


def fingerprint(found: Iterable[Incoming]) -> str:
    """Return a hash of what a file would change, to see whether it is still what somebody looked at."""
    digest = sha256()
    for each in found:
        now = each.line.words if each.line else ""
        digest.update(f"{each.kind}\n{each.file.key}\n{now}\n{each.words}\n".encode())
    return digest.hexdigest()


def _each(finder: "_Finder", file: Iterable[FileLine]) -> Iterator[Incoming]:
    seen: set[str] = set()
    for each in file:
        line = finder.find(each)
        if line is None:
            is_older = each.key in finder.keys
            yield Incoming("english" if is_older else "unknown", each)
        elif line.id not in seen:
            seen.add(line.id)
            yield _compared(line, each)


def _compared(line: TextLine, file: FileLine) -> Incoming:
    words = tidied(file.words)
    if not words:
        return Incoming("empty", file, line)
    if fault := next(faults_of(line.source, words, line.numbers), None):
        return Incoming("broken", file, line, words, fault)
    if words == line.words:
        return Incoming("same", file, line, words)
    return Incoming("changed" if line.words else "new", file, line, words)


class _Finder:
    """Finds the text that a line of a file is for: by its place, or else by its English alone."""

    def __init__(self, lines: Sequence[TextLine]) -> None:
        self._by_key = {(key_of(each), line.source): line for line in lines for each in line.stands}
        self.keys = {key for key, _ in self._by_key}
        by_source: dict[str, list[TextLine]] = {}
        for line in lines:
            by_source.setdefault(line.source, []).append(line)
        self._alone = {source: there[0] for source, there in by_source.items() if len(there) == 1}

    def find(self, file: FileLine) -> TextLine | None:
        return self._by_key.get((file.key, file.source)) or self._alone.get(file.source)

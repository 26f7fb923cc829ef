"""Take the files that a speaker recorded: one for a text, or many with the names of their texts, also in a zip.

Nothing of a zip is written to the disk, and only the last part of a name counts, so no path in it leads anywhere.
"""

import io
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePosixPath

from survey_app.actions.clips.recording import LARGEST, CleanRoom, Recording, clean_room
from survey_app.errors import TextError
from survey_app.problems.problem import Problem
from survey_app.surveys.words.aloud import Aloud

MOST_FILES, LARGEST_UNPACKED = 300, 128 * 1024 * 1024
SECONDS = 45.0
"""A browser and a proxy wait for a minute at most."""


@dataclass(frozen=True)
class Sent:
    """A file as it was sent. read: gives its bytes, or raises TextError; only one lies in memory at a time."""

    name: str
    read: Callable[[], bytes]


@dataclass(frozen=True)
class Outcome:
    """What became of files: recordings with what they speak, and why the others were not taken."""

    taken: list[tuple[Aloud, Recording]] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)


def take_files(
    sent: Iterable[Sent], every: Sequence[Aloud], clock: Callable[[], float] = time.monotonic
) -> Outcome:
    """Make recordings of files that are called as their texts are. Good files are taken, each bad one is named."""
    outcome, by_key = Outcome(), {key.casefold(): each for each in every for key in each.keys}
    until, seen = clock() + SECONDS, set[str]()
    with clean_room() as room:
        for each in sent:
            try:
                if clock() >= until:
                    raise TextError("clips_no_time", "clip", file=each.name)
                text = by_key.get(_stem(each.name).casefold())
                outcome.taken.append(_recording(room, each, text, seen))
            except TextError as error:
                outcome.refused.extend(error.problems)
    return outcome


def take_file(sent: Sent) -> Recording:
    """Make a recording of one file, whatever it is called. Raises TextError."""
    with clean_room() as room:
        return room.clean(sent.read(), sent.name)


def _recording(room: CleanRoom, sent: Sent, text: Aloud | None, seen: set[str]) -> tuple[Aloud, Recording]:
    if text is None:
        raise TextError("clip_not_of_text", "clip", file=sent.name)
    if text.sha in seen:
        raise TextError("clip_twice", "clip", file=sent.name)
    seen.add(text.sha)
    return text, room.clean(sent.read(), sent.name)


def unpacked(sent: Sent) -> Iterator[Sent]:
    """Yield the files of a zip; of what is no zip, the file itself. Raises TextError if there are too many."""
    content = sent.read()
    if not content.startswith(b"PK") and not sent.name.lower().endswith(".zip"):
        yield Sent(sent.name, lambda: content)
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            members = [each for each in file.infolist() if _is_recording(each)]
            _refuse_bombs(sent.name, members)
            for member in members:
                yield Sent(_name(member), partial(_read, file, member))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise TextError("clips_not_zip", "clip", file=sent.name) from None


def _refuse_bombs(name: str, members: Sequence[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_FILES:
        raise TextError("clips_too_many", "clip", file=name, most=MOST_FILES)
    if sum(each.file_size for each in members) > LARGEST_UNPACKED:
        raise TextError("clips_too_large", "clip", file=name, most=LARGEST_UNPACKED // 1024 // 1024)


def _read(file: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Read a file of a zip, at most a byte more than we take: what it says of its size may be a lie."""
    try:
        with file.open(member) as packed:
            return packed.read(LARGEST + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error, OSError):
        # Also if it is locked with a password.
        raise TextError("clip_damaged", "clip", file=_name(member)) from None


def _is_recording(member: zipfile.ZipInfo) -> bool:
    """Whether a file of a zip is meant as one: not a folder, and not what a Mac puts beside each file."""
    is_beside = "__MACOSX" in PurePosixPath(member.filename).parts or _name(member).startswith(".")
    return not member.is_dir() and not is_beside


def _name(member: zipfile.ZipInfo) -> str:
    """Return the last part of a name, also of one from Windows."""
    return PurePosixPath(member.filename.replace("\\", "/")).name


def _stem(name: str) -> str:
    """Return the name of a file without its last ending: keys have points in them."""
    return PurePosixPath(name).stem

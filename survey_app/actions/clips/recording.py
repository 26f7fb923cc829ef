"""Make a clip of a recording: any sound file of a phone or a computer becomes a small MP3 without metadata.

The work is done in `clean_room`, a program of its own that a hostile file cannot get out of.
"""

import json
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from survey_app.errors import TextError

LARGEST = 12 * 1024 * 1024
"""Bytes of one recording: a minute of the largest that phones record."""
LONGEST_SECONDS = 60
_CODES = {
    "damaged": "clip_damaged",
    "failed": "clip_failed",
    "kind": "clip_kind",
    "long": "clip_long",
    "quiet": "clip_quiet",
    "short": "clip_short",
    "silent": "clip_silent",
}
"""How the words of the program for a refusal are called among the problems."""
_PROGRAM = Path(__file__).with_name("clean_room.py")


@dataclass(frozen=True)
class Recording:
    """A recording as we keep it: mono MP3 with 32 kbit/s, as loud as all others. seconds: how long it is."""

    mp3: bytes
    seconds: float


class CleanRoom:
    """Where recordings are made clean, one after the other. Use `clean_room` to open one."""

    def __init__(self, program: "subprocess.Popen[bytes]") -> None:
        self._program = program

    def clean(self, content: bytes, file: str) -> Recording:
        """Return a recording as we keep it. file: its name, for people. Raises TextError, which names it."""
        if len(content) > LARGEST:
            raise TextError("clip_large", "clip", file=file, most=LARGEST // 1024 // 1024)
        try:
            said, mp3 = self._ask(content)
        except (BrokenPipeError, EOFError):
            said, mp3 = {"problem": "failed"}, b""
        if "problem" in said:
            raise TextError(_CODES[said["problem"]], "clip", file=file, most=LONGEST_SECONDS)
        return Recording(mp3, float(said["seconds"]))

    def _ask(self, content: bytes) -> tuple[dict[str, str], bytes]:
        to, back = self._program.stdin, self._program.stdout
        assert to is not None and back is not None  # noqa: S101  # both are pipes
        to.write(struct.pack(">I", len(content)) + content)
        to.flush()
        return json.loads(_next(back)), _next(back)


@contextmanager
def clean_room() -> Iterator[CleanRoom]:
    """Open a room for some recordings. It takes half a second to open and 0.1 s for each of them."""
    # Nothing of our own environment goes in: it holds the keys of the database.
    with subprocess.Popen(  # noqa: S603  # our own program
        [sys.executable, "-I", str(_PROGRAM)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={},
    ) as program:
        try:
            yield CleanRoom(program)
        finally:
            program.kill()


def _next(pipe: IO[bytes]) -> bytes:
    head = pipe.read(4)
    if len(head) < 4:
        raise EOFError
    (length,) = struct.unpack(">I", head)
    content = pipe.read(length)
    if len(content) < length:
        raise EOFError
    return content

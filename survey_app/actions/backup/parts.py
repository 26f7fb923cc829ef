"""The two parts of a backup: zip files whose members are summed while they are written, and checked before use.

A sum notices damage. It does not notice somebody who writes a part anew, with other sums.
"""

import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, Self

from survey_app.errors import BackupError

DATA, SECRETS = "data.zip", "secrets.zip"
MANIFEST = "manifest.json"
_LENGTH = 4  # bytes that say how long the next sealed response is
_AT_ONCE = 1 << 16
_LEVEL = 3  # of 9: much of a backup is hashes, which no level makes smaller
_DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError)


class Member(NamedTuple):
    """What a manifest says of a member. rows: lines or sealed responses; bytes: its length."""

    rows: int
    bytes: int
    sha256: str


class PartWriter:
    """Writes the members of one part, each as it comes."""

    def __init__(self, part: zipfile.ZipFile) -> None:
        self._part = part
        self.members: dict[str, Member] = {}

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write a member. pieces: its rows."""
        self._add(name, name, pieces)

    def add_boxes(self, name: str, boxes: Iterable[bytes]) -> None:
        """Write a member of sealed responses, each behind its length. They look random, so we do not compress them."""
        pieces = (len(sealed).to_bytes(_LENGTH, "big") + sealed for sealed in boxes)
        self._add(name, zipfile.ZipInfo(name), pieces)

    def _add(self, name: str, place: str | zipfile.ZipInfo, pieces: Iterable[bytes]) -> None:
        rows, length, total = 0, 0, sha256()
        with self._part.open(place, "w", force_zip64=True) as file:
            for piece in pieces:
                file.write(piece)
                total.update(piece)
                rows, length = rows + 1, length + len(piece)
        self.members[name] = Member(rows, length, total.hexdigest())

    def end(self, manifest: Mapping[str, object]) -> None:
        """Write the manifest, which names every member. It is the last one, so a part without it is not complete."""
        members = {name: member._asdict() for name, member in self.members.items()}
        content = json.dumps({**manifest, "members": members}, indent=1, ensure_ascii=False)
        with self._part.open(MANIFEST, "w") as file:
            file.write(content.encode())


@contextmanager
def writing_part(path: Path) -> Iterator[PartWriter]:
    """Write a part that only we can read, safe on disk at the end. path: must not exist."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as part:
            yield PartWriter(part)
        file.flush()
        os.fsync(descriptor)


class PartReader:
    """Reads a part. Raises BackupError for whatever is damaged or missing."""

    def __init__(self, path: Path, part: zipfile.ZipFile) -> None:
        self._path, self._part = path, part
        try:
            self.manifest: Mapping[str, Any] = json.loads(b"".join(self._pieces(MANIFEST)))
            self.members = {name: Member(**each) for name, each in self.manifest["members"].items()}
        except (ValueError, TypeError, KeyError, AttributeError):
            raise self._damaged(MANIFEST) from None

    def check(self) -> None:
        """Compare every member with its sum."""
        for name, member in self.members.items():
            total, length = sha256(), 0
            for piece in self._pieces(name):
                total.update(piece)
                length += len(piece)
            if (length, total.hexdigest()) != (member.bytes, member.sha256):
                raise self._damaged(name)

    def content(self, name: str) -> bytes:
        """Return a small member whole."""
        return b"".join(self._pieces(name))

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a member."""
        with self._part.open(name) as file:
            yield from file

    def boxes(self, name: str) -> Iterator[bytes]:
        """Yield what `add_boxes` wrote, one after the other."""
        with self._part.open(name) as file:
            while length := file.read(_LENGTH):
                yield file.read(int.from_bytes(length, "big"))

    def _pieces(self, name: str) -> Iterator[bytes]:
        try:
            with self._part.open(name) as file:
                while piece := file.read(_AT_ONCE):
                    yield piece
        except (*_DAMAGE, KeyError, ValueError):
            raise self._damaged(name) from None

    def _damaged(self, name: str) -> BackupError:
        return BackupError("backup_damaged", path=self._path, member=name)

    @classmethod
    @contextmanager
    def of(cls, path: Path) -> Iterator[Self]:
        """Open a part. Raises BackupError if it is none."""
        try:
            part = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile):
            raise BackupError("no_backup_part", path=path) from None
        with part:
            yield cls(path, part)


def file_sum(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        total = sha256()
        while piece := file.read(_AT_ONCE):
            total.update(piece)
    return total.hexdigest()

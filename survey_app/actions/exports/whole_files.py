"""Write files whole or not at all: beside their place first, and into it once they are safe on disk."""

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from survey_app.actions.exports.handed_out import sha256_of
from survey_app.errors import ExportError

_MIDNIGHT = (0, 0, 0)


def write_text(path: Path, lines: Iterable[str]) -> None:
    """Write lines as UTF-8; they end as those of every file of an export, with CRLF."""
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\r\n")


def write_sums(folder: Path) -> None:
    """Write SHA256SUMS of every file in a folder, as `sha256sum -c` reads it."""
    files = files_in(folder)
    lines = [f"{sha256_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def files_in(folder: Path) -> list[Path]:
    """Every file in a folder and below it, in order."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def zip_folder(folder: Path, out: Path, day: date) -> None:
    """Pack a folder. Every file bears the day of the export, not the second."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in files_in(folder):
            entry = zipfile.ZipInfo(
                path.relative_to(folder).as_posix(), (day.year, day.month, day.day, *_MIDNIGHT)
            )
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with path.open("rb") as file, archive.open(entry, "w") as packed:
                shutil.copyfileobj(file, packed)


@contextmanager
def beside(out: Path) -> Iterator[Path]:
    """A private folder beside `out` that is deleted afterwards."""
    if not out.parent.is_dir():
        raise ExportError("no_folder", path=out.parent)
    with tempfile.TemporaryDirectory(prefix=".export-", dir=out.parent, ignore_cleanup_errors=True) as folder:
        inside = Path(folder) / "export"
        inside.mkdir()
        yield inside


def places_beside(folder: Path, out: Path) -> dict[Path, Path]:
    """Say where the files of one survey go: to `out` and, in words, to `out` with _labels_LL in its name."""
    return {path: out.with_name(path.name.replace("responses", out.stem, 1)) for path in files_in(folder)}


def hand_out(made: Path, out: Path) -> None:
    """Move the finished files into place in one step, once they are safe on disk."""
    for path in files_in(made) if made.is_dir() else [made]:
        _sync(path)
    made.replace(out)
    _sync(out.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Style, script and pictures: minified and compressed once at start, and then served as never changing.

All files of a build sit under one folder, named for the hash of all of them. So the relative imports of script modules
work as written, and no address ever serves other bytes than before. A script or style that pages name lies at the top,
and a script that another fetches later may lie in js/; we join each with what it imports.
"""

import base64
import fcntl
import gzip
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from wsgiref.types import WSGIApplication

import brotli
import rcssmin
import rjsmin
from flask import Flask, current_app
from markupsafe import Markup
from whitenoise import WhiteNoise

from survey_app.web.files.joined_modules import join_modules, join_styles

SOURCE = Path(__file__).resolve().parents[2] / "static"
PREFIX = "/static/"
_NAME = "survey_app.static_files"
WRITTEN = "survey_app.written_into_pages"
_BUILDS_KEPT = 10
# Part of the hash. Raise it when the way of building changes.
_WAY_OF_BUILDING = b"6"
WRITTEN_INTO_PAGES = ("respond.css", "respond.js")
"""What the page of a survey carries in itself: on a slow line, a file of its own costs a second."""
_FOLDER_OF_PAGE = "import(document.scripts[0].dataset.files+"
_TEXT = {".css", ".js", ".svg", ".json", ".txt", ".html", ".webmanifest"}
_JOIN: dict[str, Callable[[Path], bytes]] = {".css": join_styles, ".js": join_modules}
_MINIFY: dict[str, Callable[[bytes], bytes]] = {".css": rcssmin.cssmin, ".js": rjsmin.jsmin}


def build(source: Path, target: Path) -> str:
    """Build all files of `source` into `target`/<hash> and return the hash. Does nothing if that folder exists.

    Several processes may build at once: the folder appears whole, by one rename.
    """
    # Only people who write scripts need types.
    files = sorted(path for path in source.rglob("*") if path.is_file() and not path.name.endswith(".d.ts"))
    name = _hash_of(source, files)
    if (target / name).is_dir():
        return name
    target.mkdir(parents=True, exist_ok=True)
    # Beside the target, not in it: we serve everything in the target.
    unfinished = Path(tempfile.mkdtemp(prefix="static-", dir=target.parent))
    for path in files:
        is_whole = path.parent == source or (path.parent == source / "js" and path.suffix == ".js")
        join = _JOIN.get(path.suffix, Path.read_bytes) if is_whole else Path.read_bytes
        content = join(path)
        _build_one(content, unfinished / path.relative_to(source))
    try:
        unfinished.rename(target / name)
    except OSError:
        shutil.rmtree(unfinished)
        if not (target / name).is_dir():
            raise
    _remove_old_builds(target)
    return name


def install_static_files(app: Flask, instance: Path, source: Path = SOURCE) -> None:
    """Serve the files of this build, and of earlier ones for pages still open. Give templates `static_url`."""
    with _alone_in(instance / "static"):
        name = build(source, instance / "static")
        app.wsgi_app = _serve(app.wsgi_app, instance / "static")  # type: ignore[method-assign, assignment]

    def address_of(path: str) -> str:
        if not (source / path).is_file():
            raise FileNotFoundError(f"no static file {path}")
        return f"{PREFIX}{name}/{path}"

    app.jinja_env.globals["static_url"] = address_of
    whole = [path for path in WRITTEN_INTO_PAGES if (source / path).is_file()]
    written = {path: as_written(instance / "static" / name / path) for path in whole}
    app.jinja_env.globals["written"] = written
    app.jinja_env.globals["static_folder"] = f"{PREFIX}{name}/"
    app.extensions[WRITTEN] = written
    app.extensions[_NAME] = address_of, instance / "static" / name


def as_written(file: Path) -> Markup:
    """Return a built style or script as it stands in a page, which names the folder of the build.

    Raises ValueError if its words would end the element that it stands in.
    """
    content = file.read_text().replace('import("./', f'{_FOLDER_OF_PAGE}"')
    if "</s" in content or "<!--" in content:
        raise ValueError(f"{file.name} cannot stand in a page: it holds </s or <!--")
    return Markup(content)  # noqa: S704  # our own file


def source_hash(content: str) -> str:
    """Return how a Content-Security-Policy names an element with this content."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def written_hashes(written: Mapping[str, str]) -> dict[str, list[str]]:
    """Return "script-src" and "style-src" with the sources that these files add. written: file name → content."""
    kinds = {"script-src": ".js", "style-src": ".css"}
    return {
        directive: [source_hash(content) for name, content in written.items() if name.endswith(ending)]
        for directive, ending in kinds.items()
    }


def static_url(path: str) -> str:
    """Return the address of a static file of the running app. Raises FileNotFoundError if it does not exist."""
    address: str = current_app.extensions[_NAME][0](path)
    return address


def built_script(path: str) -> str:
    """Return a script as built, for a door that serves it at its own address."""
    folder: Path = current_app.extensions[_NAME][1]
    return (folder / path).read_text()


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Let one process at a time build, and list what to serve: an old build must not go while another lists it."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _serve(application: WSGIApplication, folder: Path) -> WSGIApplication:
    serve: WSGIApplication = WhiteNoise(
        application,
        root=folder,
        prefix=PREFIX,
        immutable_file_test=lambda *_: True,
        allow_all_origins=False,
    )
    return serve


def _hash_of(source: Path, files: list[Path]) -> str:
    digest = hashlib.sha256(_WAY_OF_BUILDING)
    for path in files:
        digest.update(f"\0{path.relative_to(source).as_posix()}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _build_one(content: bytes, target: Path) -> None:
    minify: Any = _MINIFY.get(target.suffix)
    if minify and ".min." not in target.name:
        content = minify(content)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    if target.suffix in _TEXT:
        Path(f"{target}.br").write_bytes(brotli.compress(content, quality=11))
        Path(f"{target}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    # A file never changes under its address, so browsers never need to ask. Without a time, WhiteNoise sends
    # neither Last-Modified nor an ETag: 71 bytes less for each file of a first visit.
    os.utime(target, (0, 0))


def _remove_old_builds(folder: Path) -> None:
    builds = sorted(folder.iterdir(), key=os.path.getmtime, reverse=True)
    for old in builds[_BUILDS_KEPT:]:
        shutil.rmtree(old, ignore_errors=True)

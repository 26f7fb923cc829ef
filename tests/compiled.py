"""What each app or database of a test would make again, made once in a process: templates, SQL, static files."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from copy import copy
from functools import lru_cache
from pathlib import Path
from types import CodeType
from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from pytest import MonkeyPatch
from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule
from whitenoise import WhiteNoise

from survey_app.web.files import static_files


class CompiledTemplates(BytecodeCache):
    """Templates that this process compiled, for every app that it builds."""

    def __init__(self) -> None:
        self._compiled: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._compiled.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._compiled[bucket.key] = bucket.checksum, bucket.code


def make_once(patch: MonkeyPatch, builds: Callable[[], Path]) -> None:
    """Make all of it once while the patch lasts. builds: builds the static files, and says where."""
    compile_once(patch)
    compile_sql_once(patch)
    derive_once(patch)
    build_once(patch, builds)


def compile_once(patch: MonkeyPatch) -> None:
    """Let all apps share what Jinja and Werkzeug compile. It took a quarter of the time of tests that build an app."""
    patch.setattr(Flask, "jinja_options", {"bytecode_cache": CompiledTemplates()})
    compile_builder = Rule._compile_builder
    kept: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}

    def builder(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (rule.rule, *rule._trace, repr(rule.defaults), append_unknown)
        if key not in kept:
            kept[key] = compile_builder(rule, append_unknown)
        return kept[key]

    patch.setattr(Rule, "_compile_builder", builder)


def compile_sql_once(patch: MonkeyPatch) -> None:
    """Let all engines of a kind share their SQL: each test has an engine of its own, and would compile it again."""
    compiled: LRUCache[Any, Any] = LRUCache(5000)
    shared = property(lambda engine: compiled, lambda engine, own: None)
    patch.setattr(Engine, "_compiled_cache", shared, raising=False)
    # A dialect is a part of the key.
    patch.setattr(DefaultDialect, "__eq__", lambda one, other: _traits(one) == _traits(other))
    patch.setattr(DefaultDialect, "__hash__", lambda dialect: hash(type(dialect)))


def _traits(dialect: Any) -> tuple[Any, ...] | None:
    """Return what decides how a dialect writes SQL."""
    version = getattr(dialect, "server_version_info", None)
    return (
        type(dialect),
        version,
        getattr(dialect, "paramstyle", None),
        getattr(dialect, "label_length", None),
    )


def derive_once(patch: MonkeyPatch) -> None:
    """Keep what scrypt makes of a secret: it takes long on purpose, and a start asks several times."""
    patch.setattr(hashlib, "scrypt", lru_cache(maxsize=100)(hashlib.scrypt))


def build_once(patch: MonkeyPatch, builds: Callable[[], Path]) -> None:
    """Let the static files of every installation be those of one build. builds: makes it, and says where it lies."""
    build, serve = static_files.build, static_files._serve
    kept: list[WhiteNoise] = []

    def lead(source: Path, target: Path) -> str:
        if source != static_files.SOURCE:
            return build(source, target)
        [built] = builds().iterdir()
        target.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            (target / built.name).symlink_to(built)
        return built.name

    def serve_listed(application: Any, folder: Path) -> Any:
        if [path.resolve() for path in folder.iterdir()] != [path.resolve() for path in builds().iterdir()]:
            return serve(application, folder)
        if not kept:
            kept.append(serve(application, builds()))  # type: ignore[arg-type]
        served = copy(kept[0])
        served.application = application
        return served

    patch.setattr(static_files, "build", lead)
    patch.setattr(static_files, "_serve", serve_listed)

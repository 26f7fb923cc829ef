"""Templates and addresses compiled once in a process: each app that a test builds would compile them again."""

from collections.abc import Callable
from types import CodeType
from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from pytest import MonkeyPatch
from werkzeug.routing import Rule


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

"""Secrets: each kind says itself where an installation keeps it."""

import ast

from tests.house.project import name, our_modules

KEEPERS = {"EpochKeys", "EnvelopeKeys", "CodeBook", "SecretKeeper"}


def places_of_secrets(source: str) -> list[int]:
    """List the lines that say where a kind of secret lies, in place of asking it for those of the installation."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [call.lineno for call in calls if getattr(call.func, "id", "") in KEEPERS]


def test_each_kind_of_secret_has_one_place():
    assert {
        name(path): lines for path in our_modules() if (lines := places_of_secrets(path.read_text()))
    } == {}


def test_a_second_place_of_secrets_is_found():
    source = "a = EpochKeys.of(instance)\nb = EpochKeys(instance / 'keys')\nc = CodeBook(path)\n"

    assert places_of_secrets(source) == [2, 3]

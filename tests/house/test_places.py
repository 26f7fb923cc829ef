"""No place of its own: the project runs anywhere, and each kind of secret says itself where it lies."""

import ast
import re

import pytest

from tests.house.project import HOSTS, MACHINE, name, our_files, our_modules


def places_named(content: bytes) -> list[bytes]:
    return [found[0] for found in re.finditer(HOSTS + b"|" + MACHINE, content)]


def test_no_file_names_a_registry_or_a_path_of_one_machine():
    assert {name(path): places for path in our_files() if (places := places_named(path.read_bytes()))} == {}


@pytest.mark.parametrize("place", ["pypi.{}org", "/home{}/ana/x", "--extra-index{}-url", "/tmp{}/x"])
def test_a_named_place_is_found(place):
    assert places_named(f"see {place.format('')} for more".encode())


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

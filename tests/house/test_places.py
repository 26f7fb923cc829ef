"""No place of its own: the project runs anywhere."""

import re

import pytest

from tests.house.project import HOSTS, MACHINE, name, our_files


def places_named(content: bytes) -> list[bytes]:
    return [found[0] for found in re.finditer(HOSTS + b"|" + MACHINE, content)]


def test_no_file_names_a_registry_or_a_path_of_one_machine():
    assert {name(path): places for path in our_files() if (places := places_named(path.read_bytes()))} == {}


@pytest.mark.parametrize("place", ["pypi.{}org", "/home{}/ana/x", "--extra-index{}-url", "/tmp{}/x"])
def test_a_named_place_is_found(place):
    assert places_named(f"see {place.format('')} for more".encode())

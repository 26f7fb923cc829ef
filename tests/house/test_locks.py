"""Locks: the same packages everywhere, and nothing that was not meant."""

import json
import re
from collections.abc import Iterable
from configparser import ConfigParser
from importlib.metadata import distributions

import pytest
from packaging.requirements import Requirement

from tests.house.project import ROOT


def entries(text: str) -> list[tuple[str, str, int]]:
    """Read a lock: name, version and number of hashes. A package may have one version for each version of Python."""
    found = re.findall(
        r"^([a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==(\S+).*\n((?:    --hash=sha256:[0-9a-f]{64}.*\n?)*)",
        text,
        re.MULTILINE,
    )
    return [(name, version, hashes.count("--hash")) for name, version, hashes in found]


def locked(text: str) -> dict[str, str]:
    """The version of each package."""
    return {name: version for name, version, _ in entries(text)}


def without_hash(text: str) -> list[str]:
    return [name for name, _, hashes in entries(text) if hashes == 0]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_every_locked_package_has_a_hash_and_no_address(lock):
    text = (ROOT / lock).read_text()

    assert len(entries(text)) == text.count("==") - text.count(" == ") > 30
    assert without_hash(text) == []
    assert "://" not in text


def test_a_locked_package_without_a_hash_is_found():
    assert without_hash(f"good==1 \\\n    --hash=sha256:{'0' * 64}\nbad==2\n") == ["bad"]


def test_the_test_lock_holds_the_runtime_lock():
    runtime, tests = (
        set(entries((ROOT / name).read_text())) for name in ("requirements.lock", "requirements-test.lock")
    )

    assert runtime <= tests


def extras_without_lock(asked: Iterable[str], lock: str) -> list[str]:
    """List the extras that an installed package asks of another and the lock does not name beside its version."""
    wanted = [Requirement(line) for line in asked]
    named = dict(re.findall(r"^([a-z0-9-]+)\[([a-z0-9,-]+)\]==", lock, re.MULTILINE))
    return [
        str(each)
        for each in wanted
        if (each.marker is None or each.marker.evaluate({"extra": ""}))
        and not each.extras <= set(named.get(each.name.lower(), "").split(","))
    ]


def test_the_lock_names_every_extra_that_a_package_asks_for():
    """Without it pip takes a newer release for the extra, on the day there is one, and refuses it: it has no hash."""
    lock = (ROOT / "requirements-test.lock").read_text()
    asked = [
        line for name in locked(lock) for found in distributions(name=name) for line in found.requires or ()
    ]

    assert len(asked) > 100
    assert extras_without_lock(asked, lock) == []


def test_an_extra_that_the_lock_does_not_name_is_found():
    asked = ["coverage[toml]>=7.10.6", "rich[jupyter]; extra == 'test'", "pluggy>=1"]

    assert extras_without_lock(asked, "coverage[toml]==7.17.3 \\\n") == []
    assert extras_without_lock(asked, "coverage==7.17.3 \\\n") == ["coverage[toml]>=7.10.6"]


def outdated(requirements: str, lock: str) -> list[str]:
    """List the requirements that a lock does not meet."""
    wanted = [Requirement(line) for line in requirements.split("\n") if line.strip()]
    versions = locked(lock)
    canonical = {each: re.sub(r"[-_.]+", "-", each.name).lower() for each in wanted}
    return [str(each) for each in wanted if versions.get(canonical[each], "0") not in each.specifier]


def test_the_locks_are_as_new_as_what_they_are_made_from():
    settings = ConfigParser()
    settings.read(ROOT / "setup.cfg")

    assert outdated(settings["options"]["install_requires"], (ROOT / "requirements.lock").read_text()) == []
    test_extra = settings["options.extras_require"]["test"]
    assert outdated(test_extra, (ROOT / "requirements-test.lock").read_text()) == []


def without_integrity(lock: str) -> list[str]:
    """List the packages of npm's lock that have no hash, and the addresses in it, of whatever they are."""
    packages = {name: package for name, package in json.loads(lock)["packages"].items() if name}
    bare = [name for name, package in packages.items() if "integrity" not in package]
    resolved = [package["resolved"] for package in packages.values() if "resolved" in package]
    return bare + resolved + re.findall(r"\w+://[^\s\"]+", lock)


def test_every_package_that_checks_scripts_has_a_hash_and_no_address():
    lock = (ROOT / "package-lock.json").read_text()

    assert len(json.loads(lock)["packages"]) > 3
    assert without_integrity(lock) == []


def test_a_package_without_a_hash_or_with_an_address_is_found():
    packages = {
        "": {},
        "good": {"integrity": "sha512-"},
        "bare": {},
        "far": {"integrity": "", "resolved": "x"},
        "poor": {"integrity": "", "funding": {"url": "https://example.org/alms"}},
    }

    assert without_integrity(json.dumps({"packages": packages})) == ["bare", "x", "https://example.org/alms"]


def test_the_packages_that_check_scripts_are_pinned_and_locked():
    wanted = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]

    assert {name: lock[f"node_modules/{name}"]["version"] for name in wanted} == wanted


def test_an_outdated_lock_is_found():
    assert outdated("flask>=3.1\nruamel.yaml>=0.19", "flask==2.0\nruamel-yaml==0.19.1\n") == ["flask>=3.1"]

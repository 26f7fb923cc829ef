"""CHANGELOG.md: its newest version is the one of the package, and its shape is that of Keep a Changelog."""

import re
from configparser import ConfigParser

from tests.docs.pages import ROOT

KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
TEXT = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def newest_version(text: str) -> str:
    return re.findall(r"^## \[?(\d[\w.]*)\]? - ", text, re.MULTILINE)[0]


def unknown_kinds(text: str) -> set[str]:
    return set(re.findall(r"^### (.+)$", text, re.MULTILINE)) - KINDS


def test_the_newest_version_is_that_of_the_package() -> None:
    package = ConfigParser()
    package.read(ROOT / "setup.cfg")

    assert newest_version(TEXT) == package["metadata"]["version"]


def test_changes_are_of_known_kinds() -> None:
    assert unknown_kinds(TEXT) == set()


def test_an_older_version_and_an_unknown_kind_are_seen() -> None:
    text = "## [2026.3] - Unreleased\n### Improved\n## [2026.1] - 2026-12-01\n### Added\n"

    assert newest_version(text) == "2026.3"
    assert unknown_kinds(text) == {"Improved"}

"""Scripts and styles: what their own tools do not hold."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.house.project import ROOT, name

LONGEST_LINE = 120
MOST_IN_A_FOLDER = 12


def long_lines(source: str) -> list[int]:
    return [number for number, line in enumerate(source.splitlines(), 1) if len(line) > LONGEST_LINE]


def test_no_line_of_a_script_or_style_is_long():
    ours = [path for path in our_scripts_and_styles() if path.parent.name != "vendor"]

    assert {name(path): lines for path in ours if (lines := long_lines(path.read_text()))} == {}


def test_a_long_line_is_found():
    assert long_lines(f"{'a' * 120}\n{'b' * 121}\n") == [2]


def crowded(paths: Iterable[Path]) -> list[Path]:
    """List the folders that hold more than one looks through."""
    return [
        folder for folder, count in Counter(path.parent for path in paths).items() if count > MOST_IN_A_FOLDER
    ]


def test_no_folder_of_scripts_or_styles_is_crowded():
    assert crowded(our_scripts_and_styles()) == []


def test_a_crowded_folder_is_found():
    assert crowded(Path(f"js/{number}.js") for number in range(13)) == [Path("js")]


def nameless(style: str) -> set[str]:
    """List the classes that are named by a letter."""
    return set(re.findall(r"\.([a-zA-Z])(?![\w-])", style))


def test_every_class_is_named_for_what_it_is():
    styles = [path for path in our_scripts_and_styles() if path.suffix == ".css"]

    assert {name(path): classes for path in styles if (classes := nameless(path.read_text()))} == {}


def test_a_class_of_one_letter_is_found():
    assert nameless(".x > .note, p.h:not(.k) { margin: .5em }") == {"x", "h", "k"}


def our_scripts_and_styles() -> list[Path]:
    static = ROOT / "survey_app" / "static"
    return [path for path in static.rglob("*") if path.suffix in (".js", ".ts", ".css")]

"""Which tests one process runs together, and which begin first."""

import pytest

from tests.installation import PROJECT
from tests.turns import (
    LONGEST_FIRST,
    MODULES_TOGETHER,
    SLOW_ALONE,
    TOGETHER,
    WAITING,
    scope_of,
    spread,
    turn_of,
)

FOLDERS = {*TOGETHER, *MODULES_TOGETHER, *LONGEST_FIRST, *WAITING}


def test_every_folder_that_is_named_is_there():
    assert [folder for folder in FOLDERS if not (PROJECT / folder).is_dir()] == []


@pytest.mark.parametrize(
    ("test", "scope"),
    [
        ("tests/attack/test_order.py::test_one[a-b]", "tests/attack"),
        ("tests/browser/offline/test_drafts.py::test_one", "tests/browser/offline/test_drafts.py"),
        ("tests/test_config.py::test_one", "tests/test_config.py::test_one"),
        ("tests/browserlike/test_one.py::test_one", "tests/browserlike/test_one.py::test_one"),
    ],
)
def test_a_process_runs_a_folder_a_module_or_a_test_whole(test: str, scope: str):
    assert scope_of(test) == scope


def test_what_takes_longest_has_the_first_turn_and_all_others_the_last():
    tests = ["tests/web/test_a.py::test_a", "tests/js/test_a.py::test_a", "tests/engines/test_a.py::test_a"]

    assert sorted(tests, key=turn_of) == tests[::-1]
    assert turn_of(tests[0]) == turn_of("tests/test_config.py::test_a")


def test_what_mostly_waits_comes_among_what_takes_longest():
    long = [f"tests/browser/test_{each}.py" for each in "abcd"]
    short = [f"tests/web/test_{each}.py::test" for each in "abcd"]
    waiting = [f"tests/cli/test_{each}.py::test" for each in "ab"]

    turns = spread([*long, *short, *waiting])

    assert sorted(turns, key=lambda scope: turns[scope])[:6] == [
        long[0], waiting[0], long[1], long[2], waiting[1], long[3],
    ]  # fmt: skip
    assert turns.keys() == {*long, *short, *waiting}


def test_what_quick_leaves_out_is_there():
    assert [path for path in SLOW_ALONE if not list(PROJECT.glob(f"{path}*"))] == []

"""Which tests one process runs together, which begin first, which are slow, and how many examples a property gets."""

from collections.abc import Iterable, Sequence

import pytest
from hypothesis import is_hypothesis_test, settings
from xdist.scheduler import LoadScopeScheduling

# Each of these folders runs in one process, in which its tests share something that takes long to make.
TOGETHER = ("tests/attack", "tests/browser/staff", "tests/deploy", "tests/district", "tests/engines")
# In these folders, each module does: its tests share what it makes, or a server and a browser.
MODULES_TOGETHER = (
    *("tests/browser", "tests/js", "tests/kill"),
    *("tests/actions/demo", "tests/actions/exports", "tests/languages", "tests/staff/refusals"),
)
# What takes longest begins first, so that no process is left alone with it at the end.
LONGEST_FIRST = (
    *("tests/engines", "tests/browser", "tests/kill", "tests/deploy", "tests/attack", "tests/district"),
    "tests/js",
)
# What mostly waits is spread among that, so that no core waits with it.
WAITING = ("tests/cli", "tests/store/database", "tests/actions/sealing", "tests/actions/backup")
# What --quick leaves out besides browsers, killed servers and Postgres: attacks, whole districts, backups and the like,
# and single modules that take ten seconds or more. Whoever touches one of them runs it.
SLOW_ALONE = (
    *("tests/attack", "tests/cli", "tests/district", "tests/js", "tests/store/database"),
    *("tests/actions/backup", "tests/actions/demo", "tests/actions/exports", "tests/actions/sealing"),
    *("tests/languages/test_made_up_language", "tests/languages/test_added_language"),
    *("tests/languages/test_more_languages", "tests/respond/responses/test_naughty_strings"),
    *("tests/respond/monitor/test_what_is_told", "tests/results/findings/test_comparisons_of_a_page"),
    *("tests/results/rows/test_attacked", "tests/staff/kit/test_kit", "tests/staff/test_bell"),
    "tests/web/test_kit_sheets",
)
# Without --long, a property is tried with a third of its examples. Each run makes up others.
FEWEST_EXAMPLES = 10
ONE_EXAMPLE_OF = 3


def turn_of(nodeid: str) -> int:
    """The place of a test's folder among those that begin first."""
    places = (place for place, folder in enumerate(LONGEST_FIRST) if nodeid.startswith(f"{folder}/"))
    return next(places, len(LONGEST_FIRST))


def spread(scopes: Sequence[str]) -> dict[str, float]:
    """When each begins. scopes: in the order of their turns. What mostly waits comes among what takes longest."""
    waiting = [scope for scope in scopes if scope.startswith(WAITING)]
    others = [scope for scope in scopes if not scope.startswith(WAITING)]
    longest = sum(turn_of(f"{scope}/") < len(LONGEST_FIRST) for scope in others)
    turns = {scope: float(turn) for turn, scope in enumerate(others)}
    return turns | {scope: turn * longest / len(waiting) for turn, scope in enumerate(waiting)}


def scope_of(nodeid: str) -> str:
    """What a process runs whole: a folder, a module or a single test."""
    for folder in TOGETHER:
        if nodeid.startswith(f"{folder}/"):
            return folder
    is_whole = nodeid.startswith(tuple(f"{folder}/" for folder in MODULES_TOGETHER))
    return nodeid.partition("::")[0] if is_whole else nodeid


class ScopeScheduling(LoadScopeScheduling):
    """Deals out tests, modules and folders as they come: xdist's own groups do nothing with pytest 9.2."""

    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid)


def try_fewer(items: Iterable[pytest.Item]) -> None:
    """Try each property with a third of its examples."""
    tests = {function for item in items if is_hypothesis_test(function := getattr(item, "obj", None))}
    for test in {getattr(test, "__func__", test) for test in tests}:
        chosen = test._hypothesis_internal_use_settings
        few = max(min(chosen.max_examples, FEWEST_EXAMPLES), chosen.max_examples // ONE_EXAMPLE_OF)
        test._hypothesis_internal_use_settings = settings(chosen, max_examples=few)

"""How many made-up examples a property is tried with: all with --long, else some. Each run makes up others."""

from collections.abc import Iterable

import pytest
from hypothesis import is_hypothesis_test, settings

FEWEST = 10
ONE_OF = 3


def try_fewer(items: Iterable[pytest.Item]) -> None:
    """Try each property with a third of its examples."""
    tests = {function for item in items if is_hypothesis_test(function := getattr(item, "obj", None))}
    for test in {getattr(test, "__func__", test) for test in tests}:
        chosen = test._hypothesis_internal_use_settings
        few = max(min(chosen.max_examples, FEWEST), chosen.max_examples // ONE_OF)
        test._hypothesis_internal_use_settings = settings(chosen, max_examples=few)

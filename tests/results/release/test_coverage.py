"""Every published number is a range that holds the truth, as often as promised, and is as narrow as promised."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from survey_app.results.release.plan import NOT_SAID
from survey_app.results.release.ranges import group_shares
from survey_app.results.shown import Share
from tests.results.release.worlds import a_world, truth_of

WORLDS = pytest.mark.parametrize("worlds", [25, pytest.param(400, marks=pytest.mark.long)])


@dataclass(frozen=True)
class Told:
    """A published share. kind: of which place; told: of how many, as it is published; truth: per cent of them."""

    kind: str
    told: float
    truth: float
    share: Share

    @property
    def holds(self) -> bool:
        return self.share.low <= self.truth <= self.share.high

    @property
    def half(self) -> float:
        return (self.share.high - self.share.low) / 2


def everything_told(seeds: range) -> Iterator[Told]:
    for seed in seeds:
        rng = np.random.default_rng(seed)
        world = a_world(seed, int(rng.integers(40, 3000)), schools=int(rng.integers(1, 6)))
        for unit, questions in world.published(bytes([seed % 256]) * 16).items():
            for numbers in questions[1:]:
                for table in numbers.tables:
                    for row in table.rows:
                        n, each, good = truth_of(world, unit, numbers, table.by, row)
                        kind = ("group" if table.by else "total") + (
                            " at a school" if unit else " in the district"
                        )
                        shares = [
                            *zip(each, row.shares, strict=False),
                            *([(good, row.good)] if row.good else []),
                        ]
                        yield from (
                            Told(kind, sum(row.n) / 2, 100 * part / max(n, 1), share)
                            for part, share in shares
                        )


@WORLDS
def test_ranges_hold_the_truth_19_times_of_20(worlds: int) -> None:
    told = list(everything_told(range(worlds)))
    every, held = Counter(one.kind for one in told), Counter(one.kind for one in told if one.holds)
    print({kind: f"{held[kind] / n:.4f} of {n}" for kind, n in every.items()})
    assert held.total() / every.total() >= 0.95
    for kind, n in every.items():
        # Numbers of one world belong together, so this is more than chance alone needs.
        assert held[kind] / n >= 0.95 - 2 * (0.05 * 0.95 / n) ** 0.5 - 0.005, kind
    assert len(every) == 4


@WORLDS
def test_ranges_are_as_narrow_as_promised(worlds: int) -> None:
    widest: Counter[str] = Counter()
    for one in everything_told(range(worlds)):
        limit = next(most for least, most in ((300, 1.5), (100, 3.5), (43, 8), (20, 16)) if one.told >= least)
        widest[one.kind] = max(widest[one.kind], one.half / limit)
    print(widest)
    assert max(widest.values()) <= 1.0


def test_a_range_that_is_drawn_too_narrow_is_noticed() -> None:
    """The control: half as wide, a range holds the truth less than 19 times of 20."""
    told = list(everything_told(range(5)))
    held = sum(abs(one.truth - one.share.about) <= one.half / 2 for one in told)
    assert held / len(told) < 0.95


def test_what_noise_makes_of_nobody_and_of_everybody_stays_a_share() -> None:
    shares = group_shares(np.array([-7, 0, 60, 75]), np.array([60, 60, 60, 60]))
    assert shares.low.tolist() == [0, 0, 94.1, 94.1]
    assert shares.high.tolist() == [5, 5, 100, 100]


def test_a_group_of_those_who_did_not_say_is_not_shown() -> None:
    world = a_world(3, 3000, schools=1)
    groups = {
        row.group for numbers in world.published()[""] for table in numbers.tables for row in table.rows
    }
    assert NOT_SAID not in groups
    assert len(groups) > 4

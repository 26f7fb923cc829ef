"""Ranks never claim an order that the truth contradicts: by planted shares, and by who answered."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import binom

from survey_app.results.findings.ranks import EVEN, Rank, ranked
from tests.results.findings.pages import Random, a_total

WRONG = 0.05
PEOPLE = (20, 43, 100, 300, 3000)
ANSWERS = (2, 3, 6, 12)


@dataclass(frozen=True)
class Question:
    """A "choose several" question: its true shares, how many chose each answer, and the ranks of the noised counts."""

    shares: NDArray[np.float64]
    given: NDArray[np.int64]
    ranks: list[Rank]

    def contradicts_shares(self) -> bool:
        """Equal shares contradict an order, too."""
        return is_contradicted(self.ranks, self.shares - 1e-9, self.shares)

    def is_even_by_mistake(self) -> bool:
        """Answers that are more than 10 points apart are called about equal."""
        apart = (np.ptp(self.shares[list(rank.places)]) for rank in self.ranks if rank.is_even)
        return any(each > EVEN for each in apart)

    def contradicts_who_answered(self) -> bool:
        return is_contradicted(self.ranks, self.given, self.given)


def is_contradicted(ranks: Sequence[Rank], above: NDArray, below: NDArray) -> bool:
    return any(
        min(above[place] for rank in ranks[:cut] for place in rank.places)
        < max(below[place] for rank in ranks[cut:] for place in rank.places)
        for cut in range(1, len(ranks))
    )


def alike(answers: int, random: Random) -> NDArray:
    return np.full(answers, random.uniform(0.02, 0.9))


def alike_in_pairs(answers: int, random: Random) -> NDArray:
    return np.repeat(random.uniform(0.02, 0.9, (answers + 1) // 2), 2)[:answers]


def all_different(answers: int, random: Random) -> NDArray:
    return random.uniform(0.02, 0.9, answers)


def rare(answers: int, random: Random) -> NDArray:
    return random.uniform(0, 0.08, answers)


def pairs_far_apart(answers: int, random: Random) -> NDArray:
    """The worst there is: each pair is told apart from the next, and may be cut itself."""
    return np.repeat(np.linspace(0.05, 0.9, (answers + 1) // 2), 2)[:answers]


KINDS = [alike, alike_in_pairs, all_different, rare, pairs_far_apart]


def chosen(shares: NDArray, people: int, random: Random) -> NDArray:
    """How many chose each answer: independent ones, those of one mind, or those who choose one thing or the other."""
    own = random.random((people, len(shares)))
    one_mind = random.random((people, 1))
    either = (one_mind + np.arange(len(shares)) / len(shares)) % 1
    return ((own, one_mind, either)[random.integers(3)] < shares).sum(axis=0)


def a_question(kind, answers: int, people: int, seed: int) -> Question:
    random = np.random.default_rng([seed, answers, people])
    shares = kind(answers, random)
    given = chosen(shares, people, random)
    return Question(shares, given, ranked([a_total(int(each), people, random) for each in given]))


@pytest.mark.parametrize("lists", [20, pytest.param(1000, marks=pytest.mark.long)])
@pytest.mark.parametrize("kind", KINDS)
def test_a_claimed_order_is_seldom_contradicted(kind, lists):
    worst: dict[str, tuple[int, str]] = {"shares": (0, ""), "who answered": (0, "")}
    for answers in ANSWERS:
        for people in PEOPLE:
            asked = [a_question(kind, answers, people, seed) for seed in range(lists)]
            of = f"{answers} answers, {people} people"
            worst["shares"] = max(worst["shares"], (sum(each.contradicts_shares() for each in asked), of))
            wrong = sum(each.contradicts_who_answered() for each in asked)
            worst["who answered"] = max(worst["who answered"], (wrong, of))

    print(f"{kind.__name__}: most contradicted of {lists} lists: {worst}")
    assert max(wrong for wrong, _ in worst.values()) <= binom.isf(1e-4, lists, WRONG)


def test_the_order_of_the_counts_alone_is_contradicted():
    """What pages once printed: a rank for each answer."""
    asked = [a_question(all_different, 6, 43, seed) for seed in range(50)]
    ranks = [[Rank((int(place),), True) for rank in each.ranks for place in rank.places] for each in asked]
    wrong = sum(
        is_contradicted(order, each.shares, each.shares) for order, each in zip(ranks, asked, strict=True)
    )

    assert wrong > binom.isf(1e-4, 50, WRONG)


def just_uneven(answers: int, random: Random) -> NDArray:
    """The worst there is for a claim that answers are equal: one is a little more than 10 points above the rest."""
    return random.uniform(0.02, 0.5) + np.array([EVEN + 0.001, *[0.0] * (answers - 1)])


@pytest.mark.parametrize("lists", [20, pytest.param(1000, marks=pytest.mark.long)])
def test_answers_are_seldom_called_even_by_mistake(lists):
    worst = 0
    for answers in ANSWERS:
        for people in PEOPLE:
            asked = [a_question(just_uneven, answers, people, seed) for seed in range(lists)]
            worst = max(worst, sum(each.is_even_by_mistake() for each in asked))

    print(f"most called even by mistake of {lists} lists: {worst}")
    assert worst <= binom.isf(1e-4, lists, WRONG)


def test_calling_even_what_has_no_cut_is_a_mistake():
    """What pages once did."""
    asked = [a_question(just_uneven, 3, 100, seed) for seed in range(50)]
    uncut = [[Rank(rank.places, is_even=True) for rank in each.ranks] for each in asked]
    wrong = sum(
        replace(each, ranks=ranks).is_even_by_mistake() for each, ranks in zip(asked, uncut, strict=True)
    )

    assert wrong > binom.isf(1e-4, 50, WRONG)


def test_many_people_show_that_answers_are_even():
    asked = [a_question(alike, 6, 3000, seed) for seed in range(50)]

    assert np.mean([each.ranks[0].is_even for each in asked]) > 0.9


def test_answers_far_apart_are_told_apart():
    asked = [a_question(pairs_far_apart, 6, 300, seed) for seed in range(50)]

    assert np.mean([len(each.ranks) for each in asked]) > 2.9

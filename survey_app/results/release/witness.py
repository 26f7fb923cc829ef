"""Look for a witness: another population of whole people that would have come to the same published tables.

It is one person more or less in a group who gave an answer; and, where some table would show that, a chain of others
who gave each other's answers, until no table shows it. The chain is built step by step, each time by the person who
leaves the fewest tables wrong; one that is not found in a dozen steps counts as none.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey_app.results.release.rounding import Ints

Flags = NDArray[np.bool_]
ANY = 1 << 30
"""More than there are people anywhere."""

FEWER, MORE = -1, 1
_LONGEST_CHAIN = 12


@dataclass(frozen=True)
class AnswerSet:
    """Answers to one question that exclude each other. given: class × answer, how many of the class gave it.

    margins: slot × class, the row of a published table that the class counts in; the last row is of no table. more and
    less: row × answer, by how many the true count could be higher or lower and be published alike.
    """

    given: Ints
    margins: Ints
    more: Ints
    less: Ints

    def in_all_tables(self, flags: Flags) -> Flags:
        """Class × answer: whether it holds in every table that the class counts in."""
        found = np.ones_like(self.given, dtype=bool)
        for slot in self.margins:
            found &= flags[slot]
        return found


def has_witness(
    answers: AnswerSet, group: Flags, answer: int, steps: tuple[int, ...], people: Ints | None
) -> bool:
    """Whether FEWER or MORE of a group could have given an answer, and others instead, so that no table shows it.

    group: which classes. steps: FEWER, MORE or both. people: how many are in each class; None for an attacker who does
    not know, to whom there may be more people who gave no answer.
    """
    nobody_knows = np.full(len(answers.given), ANY)
    rest = nobody_knows if people is None else people - answers.given.sum(axis=1)
    given = np.column_stack([answers.given, rest])
    # The rest is a last answer that no table counts.
    more, less = (
        np.pad(room, ((0, 0), (0, 1)), constant_values=ANY) for room in (answers.more, answers.less)
    )
    for step in steps:
        for other in range(given.shape[1]):
            pair = [answer, other]
            source = given[:, answer if step == FEWER else other]
            if other == answer:
                continue
            for place in (group & (source > 0)).nonzero()[0]:
                chain = _Chain(answers.margins, given[:, pair], more[:, pair], less[:, pair], group * step)
                if chain.closes(step, int(place)):
                    return True
    return False


class _Chain:
    """People who take the first of two answers for the second, or give it up, until no table is wrong.

    given: class × the two answers. more, less: row × the two answers. only: per class, FEWER if its people may only
    give up the first answer, MORE if they may only take it, 0 for both.
    """

    def __init__(self, margins: Ints, given: Ints, more: Ints, less: Ints, only: Ints) -> None:
        self._margins = margins
        self._given = given.copy()
        self._more, self._less = more, less
        self._only = only.copy()
        self._shift = np.zeros_like(more)

    def closes(self, step: int, place: int) -> bool:
        """Whether a chain that begins with this step at this class comes to an end."""
        for _ in range(_LONGEST_CHAIN):
            self._take(step, place)
            if not self._wrong(self._shift).any():
                return True
            step, place, cost = min((self._best(MORE), self._best(FEWER)), key=lambda found: found[2])
            if cost >= ANY:
                return False
        return False

    def _take(self, step: int, place: int) -> None:
        self._given[place] += (step, -step)
        # Nobody moves to and fro, or a chain would never end.
        self._only[place] = step
        rows = self._margins[:, place]
        self._shift[rows[rows >= 0]] += (step, -step)

    def _best(self, step: int) -> tuple[int, int, int]:
        """The step, the class at which it leaves the fewest tables wrong, and how many more those are."""
        cost = self._wrong(self._shift + np.array([step, -step])) - self._wrong(self._shift)
        cost[-1] = 0
        can = (self._given[:, 1 if step == MORE else 0] > 0) & (self._only != -step)
        costs = np.where(can, cost[self._margins].sum(axis=0), ANY)
        place = int(costs.argmin())
        return step, place, int(costs[place])

    def _wrong(self, shift: Ints) -> Ints:
        """Per row, how far it is from what would have been published."""
        excess: Ints = np.maximum(shift - self._more, 0) + np.maximum(-shift - self._less, 0)
        wrong: Ints = excess.sum(axis=1)
        return wrong
